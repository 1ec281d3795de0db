// Pairing tokens made with Node's own cryptography: a second opinion, not an echo of the library.

import { createHmac, createPrivateKey, createPublicKey, randomBytes, randomInt, sign } from "node:crypto";

const LETTERS = "ACDEFGHJKMNPQRTUVWXY";
const DIGITS = "23456789";

const encode = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const draw = (alphabet) => alphabet[randomInt(alphabet.length)];
const random = () => randomBytes(16).toString("base64url");

/** The moment in seconds, as JWTs count. */
export const seconds = () => Math.floor(Date.now() / 1000);

/** What stands before the 32 bytes of an Ed25519 key in PKCS #8. */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

/**
 * A key pair; `jwk` is its public half as offers carry it. Made from random bytes: a key out of
 * `generateKeyPairSync` may lock Node 20 for good when it is exported while garbage is collected.
 */
export function newKey() {
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8, randomBytes(32)]), format: "der", type: "pkcs8" });
  const { kty, crv, x } = createPublicKey(privateKey).export({ format: "jwk" });
  return { privateKey, jwk: { kty, crv, x } };
}

/** The claims of an offer that begins now. */
export function offerClaims(more = {}) {
  const now = seconds();
  const code = `${draw(LETTERS)}${draw(LETTERS)}${draw(LETTERS)}-${draw(DIGITS)}${draw(DIGITS)}${draw(DIGITS)}`;
  return {
    sub: "vtt:foundry", aud: "tumulte:api", iss: "foundry-module:tumulte", pairing_code: code,
    world_id: "greyhaven", world_name: "The Siege of Greyhaven", gm_user_id: "gmAAAAAAAAAAAAAA", module_version: "1.0.0",
    iat: now, exp: now + 300, nonce: random(), jti: random(), ...more,
  };
}

/** The claims of a module that asks for the tokens of its offer. */
export const claimClaims = (jti, more = {}) => {
  const now = seconds();
  return { sub: "pairing:claim", aud: "tumulte:api", jti, iat: now, exp: now + 60, nonce: random(), ...more };
};

/** Signs as the module does. */
export function eddsa(claims, key, header = { alg: "EdDSA", typ: "JWT", jwk: key.jwk }) {
  const signed = `${encode(header)}.${encode(claims)}`;
  return `${signed}.${sign(null, Buffer.from(signed), key.privateKey).toString("base64url")}`;
}

/** Signs with a shared secret. */
export function hs256(claims, secret, header = { alg: "HS256", typ: "JWT" }) {
  const signed = `${encode(header)}.${encode(claims)}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

/** Does not sign at all. */
export const unsigned = (claims) => `${encode({ alg: "none", typ: "JWT" })}.${encode(claims)}.`;
