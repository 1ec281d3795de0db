// @ts-check
// What may leave the tab. Secrets stay here, or go as a stub without any number; history and what was said before stay too.

/**
 * @typedef {object} Heard what a collector heard
 * @property {string} source as the wire names it
 * @property {string} id the source's own id, the same whenever it is heard again
 * @property {number} ts milliseconds
 * @property {unknown} raw
 * @property {boolean} secret
 * @property {string} [print] for sources without ids: the same for the same roll heard in another tab
 *
 * @typedef {{source: string, id: string, ts: number, joinedAt: number, raw?: unknown, secret?: true, print?: string}} Leaving
 */

/** How much older than the tab a message may be: clocks differ. */
export const HISTORY_GRACE_MS = 8_000;

/** What is larger is no roll. */
const MAX_RAW = 256 * 1024;
const MAX_SEEN = 4_096;

/** Between the collectors of a tab and everything outside it. */
export class Sieve {
  /** @type {Set<string>} */
  #seen = new Set();
  #joinedAt;
  #secrets;
  #forward;
  #onKept;

  /**
   * @param {object} parts
   * @param {number} parts.joinedAt when the page began to load
   * @param {() => "keep" | "mask"} parts.secrets asked at each secret
   * @param {(leaving: Leaving) => void} parts.forward
   * @param {() => void} [parts.onKept] a secret stayed here
   */
  constructor({ joinedAt, secrets, forward, onKept = () => {} }) {
    this.#joinedAt = joinedAt;
    this.#secrets = secrets;
    this.#forward = forward;
    this.#onKept = onKept;
  }

  /**
   * Whether something of this source and id went through, or was held back, before.
   * @param {string} source
   * @param {string} id
   */
  knows(source, id) {
    return this.#seen.has(`${source} ${id}`);
  }

  /** @param {Heard} heard */
  take({ source, id, ts, raw, secret, print }) {
    if (ts < this.#joinedAt - HISTORY_GRACE_MS || this.knows(source, id)) return;
    this.#seen.add(`${source} ${id}`);
    if (this.#seen.size > MAX_SEEN) this.#seen.delete(/** @type {string} */ (this.#seen.values().next().value));
    const joinedAt = this.#joinedAt;
    if (secret) {
      this.#onKept();
      // The id is drawn by lot: one made from the roll could be used to guess it.
      if (this.#secrets() === "mask") this.#forward({ source, id: `secret-${lot()}`, ts, joinedAt, secret: true });
      return;
    }
    if (JSON.stringify(raw).length > MAX_RAW) return;
    this.#forward({ source, id, ts, joinedAt, raw, ...(print ? { print } : {}) });
  }
}

/** Letters that nobody can guess. */
export const lot = () => [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * A short name for a text; equal texts have equal names.
 * @param {string} text
 */
export function printOf(text) {
  // Two runs of FNV-1a: not for secrets, which never get one.
  let [a, b] = [0x811c9dc5, 0x01000193];
  for (let place = 0; place < text.length; place += 1) {
    const letter = text.charCodeAt(place);
    a = Math.imul(a ^ letter, 0x01000193);
    b = Math.imul(b ^ (letter + place), 0x85ebca6b);
  }
  return (a >>> 0).toString(36) + (b >>> 0).toString(36);
}
