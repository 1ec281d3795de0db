// Waiting for something to happen, never for time to pass: every wait ends with what was expected.

/** How long anything may take before a test gives up, in milliseconds. */
export const PATIENCE_MS = 15_000;

/**
 * Waits for a promise, for so long.
 * @template T
 * @param {Promise<T>} promise
 * @param {string} expected what should have happened, for the failure's message
 * @param {() => string} [instead] what was seen instead
 * @param {number} [patience] in milliseconds
 * @returns {Promise<T>}
 */
export async function within(promise, expected, instead = () => "nothing", patience = PATIENCE_MS) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`expected ${expected}; seen in ${patience} ms: ${instead()}`)), patience);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** Things that arrive, kept in order, with somebody waiting for some of them. */
export class Inbox {
  /** @type {any[]} */
  all = [];
  #waiting = new Set();

  /** @param {any} thing */
  add(thing) {
    this.all.push(thing);
    for (const look of this.#waiting) look();
  }

  /**
   * The first thing from place `from` on that fits; waits for it when it is not there yet.
   * @param {(thing: any) => boolean} fits
   * @param {string} expected
   * @param {number} [from]
   * @param {number} [patience] in milliseconds
   */
  async first(fits, expected, from = 0, patience = PATIENCE_MS) {
    let look;
    const found = new Promise((resolve) => {
      look = () => {
        const thing = this.all.slice(from).find(fits);
        if (thing !== undefined) resolve(thing);
      };
      this.#waiting.add(look);
      look();
    });
    try {
      return await within(found, expected, () => JSON.stringify(this.all.slice(from)).slice(0, 2000), patience);
    } finally {
      this.#waiting.delete(look);
    }
  }
}
