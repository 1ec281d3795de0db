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

/** The actor behind a message, where it is known. */
export interface Actor {
  id?: string;
  name?: string;
  img?: string;
  type?: string;
  hasPlayerOwner?: boolean;
}

/** One die and what it showed. */
export interface Die {
  faces: number;
  result: number;
  kind?: string;
  active: boolean;
  value?: number;
  count?: number;
  discarded?: boolean;
  rerolled?: boolean;
  exploded?: boolean;
  success?: boolean;
  term: number;
}

/** A named fact: a threshold, a target, a switch. */
export type HintValue = boolean | number | string;

/** What a game system's rules concluded. */
export interface Verdict {
  type: "success" | "failure" | null;
  label: string | null;
  severity: "minor" | "major" | "extreme" | null;
  /** Labels of further outcomes that hold at the same time. */
  also?: string[];
  /** Which rule said so, and by what. */
  reason?: { system: string; when: string; dice: number[]; values: Record<string, HintValue>; disagreement?: string };
}

/** One roll as the tabletop told it, judged. */
export interface Roll {
  vttRollId: string;
  formula: string;
  total: number | null;
  dice: Die[];
  totalCheck: { status: string; [detail: string]: unknown };
  rollType?: string;
  flavor?: string;
  speaker: { alias?: string; userId?: string; actorId?: string; tokenId?: string };
  visibility: "public" | "gm_only" | "blind" | "self";
  origin: string;
  hints?: Record<string, HintValue>;
  /** RFC 3339. */
  rolledAt?: string;
  verdict: Verdict;
  system: string;
}

/** What a judgement needs to know; only `dice` is needed, and of a die only `faces` and `result`. */
export interface JudgeInput {
  dice: (Pick<Die, "faces" | "result"> & Partial<Die>)[];
  total?: number | null;
  target?: number | null;
  rollType?: string | null;
  options?: Record<string, HintValue | null>;
  message?: object | null;
}

/** A game system this version has rules for. */
export interface GameSystem {
  id: string;
  name: string;
  aliases: string[];
}

/** Every `code` of the core; the chapters of the wire contract say when each is given. */
export type CoreErrorCode =
  | "pairing.malformed"
  | "pairing.oversized"
  | "pairing.critical_header"
  | "pairing.algorithm"
  | "pairing.signature"
  | "pairing.audience"
  | "pairing.issuer"
  | "pairing.subject"
  | "pairing.expired"
  | "pairing.not_yet_valid"
  | "pairing.lifetime"
  | "pairing.replayed"
  | "pairing.unknown"
  | "pairing.already_approved"
  | "pairing.already_claimed"
  | "pairing.foreign_key"
  | "limit.rate"
  | "token.malformed"
  | "token.algorithm"
  | "token.signature"
  | "token.foreign"
  | "token.expired"
  | "token.not_yet_valid"
  | "token.unknown"
  | "token.revoked"
  | "token.reused"
  | "dice.empty"
  | "dice.too_long"
  | "dice.too_deep"
  | "dice.too_many_dice"
  | "dice.too_many_faces"
  | "dice.too_much_work"
  | "dice.unexpected"
  | "dice.unexpected_end"
  | "dice.unclosed_parenthesis"
  | "dice.unclosed_brace"
  | "dice.unclosed_bracket"
  | "dice.unknown_modifier"
  | "dice.misplaced_modifier"
  | "dice.invalid_modifier"
  | "dice.unknown_function"
  | "dice.wrong_arguments"
  | "dice.unknown_die"
  | "dice.invalid_number"
  | "dice.endless"
  | "dice.ambiguous"
  | "dice.unresolved_reference"
  | "dice.unresolved_macro"
  | "dice.division_by_zero"
  | "dice.invalid_count"
  | "dice.no_faces"
  | "dice.not_a_number"
  | "dice.not_in_dialect"
  | "dice.too_few_faces"
  | "dice.face_out_of_range"
  | "dice.faces_left_over"
  | "dice.odds_too_large"
  | "dice.odds_out_of_reach"
  | "vtt.malformed"
  | "vtt.too_deep"
  | "vtt.oversized"
  | "vtt.too_many_rolls"
  | "vtt.too_many_entries"
  | "vtt.unknown_provider"
  | "vtt.invalid_credentials"
  | "vtt.missing_setting"
  | "vtt.not_connected"
  | "vtt.timeout"
  | "vtt.refused"
  | "vtt.unexpected_answer"
  | "vtt.unknown_campaign"
  | "vtt.unknown_character"
  | "vtt.unknown_subscription"
  | "roll.malformed"
  | "roll.too_many_dice"
  | "roll.too_many_terms"
  | "roll.too_deep"
  | "systems.malformed_input"
  | "systems.too_many_dice"
  | "rule.syntax"
  | "rule.expression"
  | "rule.unknown_name"
  | "rule.operation"
  | "rule.reserved_name"
  | "rule.cycle"
  | "rule.too_large";

/** What every function throws. */
export interface TumulteError extends Error {
  code: ErrorCode;
}
