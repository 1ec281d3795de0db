// The classes of errors, and which one a refusal is.

/** What every function refuses with. */
export class TumulteError extends Error {
  constructor({ code, message, span = null }) {
    super(message);
    this.code = code;
    this.span = span;
  }
}

/** A formula can't be read or rolled. */
export class DiceError extends TumulteError {
  #rendered;

  constructor(detail) {
    super(detail);
    this.expected = detail.expected ?? null;
    this.hint = detail.hint ?? null;
    this.#rendered = detail.rendered;
  }

  render() {
    return this.#rendered;
  }
}

/** A pairing offer or claim is refused. */
export class PairingError extends TumulteError {}

/** A session token is refused. */
export class TokenError extends TumulteError {}

/** A message or document can't be read. */
export class VttError extends TumulteError {}

/** A roll can't be judged, or rules can't be read. */
export class SystemsError extends TumulteError {
  constructor(detail) {
    super(detail);
    const [line, column] = detail.location ?? [];
    this.location = detail.location ? { line, column } : null;
  }
}

const CLASSES = { TumulteError, DiceError, PairingError, TokenError, VttError, SystemsError };
for (const [name, value] of Object.entries(CLASSES)) {
  Object.defineProperty(value.prototype, "name", { value: name, configurable: true, writable: true });
}

const AREAS = { dice: DiceError, pairing: PairingError, token: TokenError, vtt: VttError, systems: SystemsError };

/** The error that a refusal tells of. */
export function errorFrom(detail) {
  return new (AREAS[detail.area] ?? TumulteError)(detail);
}
