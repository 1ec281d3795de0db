// The handshake between a world and a server.

import { MADE, made, number, optionalBytes, optionalText, text, wrongType } from "./argument.js";
import { call } from "./call.js";
import { engine, putText, randomBytes, value, wasm } from "./engine.js";
import { shownWith } from "./inspect.js";
import { Raw } from "./pack.js";

const FIELDS = Symbol("tumulte.fields");
const OFFER_BYTES = 72;
const CLAIM_BYTES = 16;

/** Getters for the fields that a class shows as they were given. */
function shows(type, names) {
  for (const name of names) {
    const get = function () {
      return this[FIELDS][name] ?? null;
    };
    Object.defineProperty(type.prototype, name, { get, configurable: true });
  }
}

/** What a caller kept, with the fields that are needed. */
function kept(fields, needed) {
  if (typeof fields !== "object" || fields === null) throw wrongType("kept", "an object", fields);
  for (const name of needed) text(fields[name], name);
  return { ...fields };
}

/** Whether both say the same in every field. */
function same(one, other) {
  const [left, right] = [one[FIELDS], other[FIELDS]];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((name) => left[name] === right[name]);
}

/** A signed offer of a world to be paired. */
export class PairingOffer {
  constructor(sign, fields) {
    made(sign, "a PairingOffer is made by PairingOffer.create");
    this[FIELDS] = fields;
  }

  static create(request, random) {
    const bytes = optionalBytes(random, "random") ?? randomBytes(OFFER_BYTES);
    return new PairingOffer(MADE, call("createOffer", present(request), new Raw(bytes)));
  }

  static verify(token, nowMs, sharedSecret) {
    const secret = optionalText(sharedSecret, "sharedSecret");
    return new VerifiedPairingOffer(MADE, call("verifyOffer", text(token, "token"), number(nowMs, "nowMs"), secret));
  }

  static restore(offer) {
    return new PairingOffer(MADE, kept(offer, ["jti", "secretKey"]));
  }

  sign(nowMs, random) {
    const now = number(nowMs, "nowMs");
    const bytes = optionalBytes(random, "random") ?? randomBytes(CLAIM_BYTES);
    return call("signClaim", this.secretKey, this.jti, now, new Raw(bytes));
  }

  equals(other) {
    return other instanceof PairingOffer && same(this, other);
  }

  toJSON() {
    return { ...this[FIELDS] };
  }
}

/** What a genuine offer says. */
export class VerifiedPairingOffer {
  constructor(sign, fields) {
    made(sign, "a VerifiedPairingOffer is made by PairingOffer.verify");
    this[FIELDS] = fields;
  }

  static restore(offer) {
    return new VerifiedPairingOffer(MADE, kept(offer, ["jti", "key"]));
  }

  verifyClaim(token, nowMs, sharedSecret) {
    const secret = optionalText(sharedSecret, "sharedSecret");
    return call("verifyClaim", text(token, "token"), this.jti, this.key, number(nowMs, "nowMs"), secret);
  }

  equals(other) {
    return other instanceof VerifiedPairingOffer && same(this, other);
  }

  toJSON() {
    return { ...this[FIELDS] };
  }
}

/** A request whose server is `null` has none. */
function present(request) {
  if (request?.serverUrl !== null || typeof request !== "object") return request;
  const { serverUrl, ...rest } = request;
  return rest;
}

shows(PairingOffer, ["token", "code", "jti", "secretKey", "url", "pairUrl", "expiresAt"]);
shows(VerifiedPairingOffer, [
  "code", "jti", "nonce", "worldId", "worldName", "gmUserId", "moduleVersion", "issuedAt", "expiresAt", "key",
]);
shownWith(PairingOffer, ({ code, jti, expiresAt }) => ({ code, jti, expiresAt, secretKey: "***" }));
shownWith(VerifiedPairingOffer, (offer) => offer.toJSON());

function read(name, given) {
  engine();
  return value(wasm[name](putText(text(given, "text"))));
}

export function readPairingCode(code) {
  return read("readPairingCode", code);
}

export function readConnectUrl(url) {
  return read("readConnectUrl", url);
}

/** Draws a QR code as SVG: dark on light whatever the page's theme, with its quiet zone. */
export function qrSvg(content) {
  return read("qrSvg", content);
}

export const sessionToken = Object.freeze({
  verify(token, publicKey, issuer, nowMs) {
    return call("verifySession", text(token, "token"), text(publicKey, "publicKey"), text(issuer, "issuer"), number(nowMs, "nowMs"));
  },
});
