// @ts-check
// An answer of the server, or the lack of one, as an error with a stable code.

/** A refusal with the code of the wire contract, or `net.*` where no answer came. */
export class WireError extends Error {
  /**
   * @param {string} code stable, `area.what`
   * @param {string} [message] for the console; people read the translation of the code
   * @param {{retry?: boolean, status?: number, retryAfterMs?: number}} [facts]
   */
  constructor(code, message = code, { retry = false, status = 0, retryAfterMs = 0 } = {}) {
    super(message);
    this.name = "WireError";
    this.code = code;
    /** Whether the same again later can succeed. */
    this.retry = retry;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * The code of anything thrown, be it ours or the wasm's; `net.unknown` for what carries none.
 * @param {any} thrown
 * @returns {string}
 */
export const codeOf = (thrown) => (typeof thrown?.code === "string" ? thrown.code : "net.unknown");

/** Codes after which the pairing is over: only a new one helps. */
const LOST = new Set([
  "token.revoked", "token.reused", "token.unknown", "token.malformed", "token.signature",
]);

/**
 * Whether a code says that the pairing is over.
 * @param {string} code
 */
export const endsPairing = (code) => LOST.has(code);
