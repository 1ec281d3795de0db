// The classes of errors, and which one a refusal is.
"use strict";

/** What every function refuses with. */
class TumulteError extends Error {
  constructor({ code, message, span = null }) {
    super(message);
    this.code = code;
    this.span = span;
  }
}

/** A formula can't be read or rolled. */
class DiceError extends TumulteError {
  #picture;

  constructor(detail) {
    super(detail);
    this.expected = detail.expected;
    this.hint = detail.hint;
    this.#picture = detail.picture;
  }

  render() {
    return this.#picture;
  }
}

/** A pairing offer or claim is refused. */
class PairingError extends TumulteError {}

/** A session token is refused. */
class TokenError extends TumulteError {}

/** A message or document can't be read. */
class VttError extends TumulteError {}

/** A roll can't be judged, or rules can't be read. */
class SystemsError extends TumulteError {
  constructor(detail) {
    super(detail);
    this.location = detail.location ?? null;
  }
}

const CLASSES = { TumulteError, DiceError, PairingError, TokenError, VttError, SystemsError };
for (const [name, value] of Object.entries(CLASSES)) {
  Object.defineProperty(value.prototype, "name", { value: name, configurable: true, writable: true });
}

const AREAS = {
  dice: DiceError,
  pairing: PairingError,
  limit: PairingError,
  token: TokenError,
  vtt: VttError,
  roll: VttError,
  systems: SystemsError,
  rule: SystemsError,
};

/** The error that the JSON of a refusal tells of. */
function errorFrom(json) {
  const detail = JSON.parse(json);
  const area = detail.code.slice(0, detail.code.indexOf("."));
  return new (AREAS[area] ?? TumulteError)(detail);
}

/** What is thrown in place of what the add-on threw; `entry` is where its stack begins. */
function refused(thrown, entry) {
  if (thrown?.code !== "tumulte") return unavailable(thrown);
  const error = errorFrom(thrown.message);
  Error.captureStackTrace(error, entry);
  return error;
}

/** Node-API itself gave up: the engine is shutting down or out of memory. */
function unavailable(thrown) {
  return new TumulteError({ code: "engine.unavailable", message: String(thrown?.message ?? thrown) });
}

module.exports = { ...CLASSES, errorFrom, refused };
