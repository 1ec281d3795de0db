/** Remembers what was already handled: at least once on the wire, once on the screen. */
export class Seen {
  #keys = new Set();
  #limit;

  /** @param {number} limit how many to remember; the oldest are forgotten first */
  constructor(limit = 512) {
    this.#limit = limit;
  }

  /**
   * Marks an event as seen.
   * @param {string} type the event's name
   * @param {string} rollId the roll it is about
   * @returns {boolean} whether it is new
   */
  add(type, rollId) {
    const key = `${type} ${rollId}`;
    if (this.#keys.has(key)) return false;
    this.#keys.add(key);
    if (this.#keys.size > this.#limit) this.#keys.delete(this.#keys.values().next().value);
    return true;
  }
}
