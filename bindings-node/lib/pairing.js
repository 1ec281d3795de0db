// The handshake between a world and a server.
"use strict";

const { json, number, optionalBytes, optionalText, text, wrongType } = require("./argument.js");
const { refused } = require("./error.js");
const { shownWith } = require("./inspect.js");
const native = require("./native.js");

const FIELDS = Symbol("tumulte.fields");

/** Getters for the fields that a class shows as they were given. */
function shows(type, names) {
  for (const name of names) {
    Object.defineProperty(type.prototype, name, {
      get() {
        return this[FIELDS][name] ?? null;
      },
      configurable: true,
    });
  }
}

/** What two offers have in common, and what they kept. */
class Kept {
  constructor(fields) {
    this[FIELDS] = fields;
  }

  toJSON() {
    return { ...this[FIELDS] };
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
class PairingOffer extends Kept {
  static create(request, random) {
    const bytes = optionalBytes(random, "random");
    try {
      return new PairingOffer(JSON.parse(native.createOffer(json(present(request)), bytes)));
    } catch (thrown) {
      throw refused(thrown, PairingOffer.create);
    }
  }

  static verify(token, nowMs, sharedSecret) {
    const secret = optionalText(sharedSecret, "sharedSecret");
    const [offer, now] = [text(token, "token"), number(nowMs, "nowMs")];
    try {
      return new VerifiedPairingOffer(JSON.parse(native.verifyOffer(offer, now, secret)));
    } catch (thrown) {
      throw refused(thrown, PairingOffer.verify);
    }
  }

  static restore(offer) {
    return new PairingOffer(kept(offer, ["jti", "secretKey"]));
  }

  sign(nowMs, random) {
    const [now, bytes] = [number(nowMs, "nowMs"), optionalBytes(random, "random")];
    try {
      return native.signClaim(this.secretKey, this.jti, now, bytes);
    } catch (thrown) {
      throw refused(thrown, this.sign);
    }
  }

  equals(other) {
    return other instanceof PairingOffer && same(this, other);
  }
}

/** What a genuine offer says. */
class VerifiedPairingOffer extends Kept {
  static restore(offer) {
    return new VerifiedPairingOffer(kept(offer, ["jti", "key"]));
  }

  verifyClaim(token, nowMs, sharedSecret) {
    const secret = optionalText(sharedSecret, "sharedSecret");
    const [claim, now] = [text(token, "token"), number(nowMs, "nowMs")];
    try {
      return { jti: native.verifyClaim(claim, this.jti, this.key, now, secret) };
    } catch (thrown) {
      throw refused(thrown, this.verifyClaim);
    }
  }

  equals(other) {
    return other instanceof VerifiedPairingOffer && same(this, other);
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
shownWith(PairingOffer, ({ code, jti, url, expiresAt }) => ({ code, jti, expiresAt, secretKey: "***", url: url && "***" }));
shownWith(VerifiedPairingOffer, (offer) => offer.toJSON());

function readPairingCode(code) {
  text(code, "text");
  try {
    return native.readPairingCode(code);
  } catch (thrown) {
    throw refused(thrown, readPairingCode);
  }
}

function readConnectUrl(url) {
  text(url, "text");
  try {
    const [token, state] = native.readConnectUrl(url);
    return { token, state };
  } catch (thrown) {
    throw refused(thrown, readConnectUrl);
  }
}

const sessionToken = Object.freeze({
  verify(token, publicKey, issuer, nowMs) {
    text(token, "token");
    text(publicKey, "publicKey");
    text(issuer, "issuer");
    number(nowMs, "nowMs");
    try {
      return JSON.parse(native.verifySession(token, publicKey, issuer, nowMs));
    } catch (thrown) {
      throw refused(thrown, sessionToken.verify);
    }
  },
});

module.exports = { PairingOffer, VerifiedPairingOffer, readConnectUrl, readPairingCode, sessionToken };
