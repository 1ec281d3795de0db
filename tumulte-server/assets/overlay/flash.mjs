/** A second, and some room for the time between asking and being drawn. */
const WINDOW_MS = 1_100;

/** Rations bursts of light: no more than so many in any second, whatever happens at the table. */
export class FlashLimit {
  #perSecond;
  #times = [];

  /** @param {number} perSecond none at 0 */
  constructor(perSecond = 3) {
    this.#perSecond = perSecond;
  }

  /** @param {number} perSecond */
  set perSecond(perSecond) {
    this.#perSecond = perSecond;
  }

  /**
   * @param {number} now milliseconds that only grow
   * @returns {boolean} whether one more may flash; it counts as one that did
   */
  take(now) {
    this.#times = this.#times.filter((time) => now - time < WINDOW_MS);
    if (this.#times.length >= this.#perSecond) return false;
    this.#times.push(now);
    return true;
  }
}
