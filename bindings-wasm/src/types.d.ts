/** What a pairing offer is made from. */
export interface PairingOfferRequest {
  worldId: string;
  worldName: string;
  gmUserId: string;
  moduleVersion: string;
  /** With it, the answer has a `pairUrl`. */
  serverUrl?: string;
  /** `Date.now()`. */
  nowMs: number;
}

/** A signed offer: what to show, to send and to keep. */
export interface PairingOffer {
  /** To be posted to the server. */
  token: string;
  /** To be typed by the game master: `ABC-123`. */
  code: string;
  jti: string;
  /** Signs the claims; base64url. Never leaves this browser. */
  secretKey: string;
  /** `foundry://connect?token=…&state=…`, to be pasted. */
  url: string;
  /** The server's pairing page with the code filled in. */
  pairUrl?: string;
  /** RFC 3339. */
  expiresAt: string;
}

/** What a genuine offer says. */
export interface VerifiedPairingOffer {
  code: string;
  jti: string;
  nonce: string;
  worldId: string;
  worldName: string;
  gmUserId: string;
  moduleVersion: string;
  issuedAt: string;
  expiresAt: string;
  /** To be kept for the claims: `ed25519:` and the public key, or `hs256`. */
  key: string;
}

/** What every function throws. */
export interface TumulteError extends Error {
  code: string;
}
