/** Cards waiting for the stage: bounded, in order, criticals last to go. */
export class CardQueue {
  #cards = [];
  #limit;

  /** @param {number} limit how many may wait */
  constructor(limit = 12) {
    this.#limit = limit;
  }

  /** How many wait. */
  get size() {
    return this.#cards.length;
  }

  /**
   * Adds a card at the end. When the queue overflows, the oldest card that is no critical goes;
   * when all are criticals, the oldest.
   * @param {{rollId: string, kind: string}} card
   */
  push(card) {
    this.#cards.push(card);
    this.#shrink();
  }

  /**
   * Adds a card at the front: it belongs to the moment on stage.
   * @param {{rollId: string, kind: string}} card
   */
  pushFirst(card) {
    this.#cards.unshift(card);
    this.#shrink();
  }

  /** Forgets every card. */
  clear() {
    this.#cards = [];
  }

  /** @returns the next card, or undefined */
  next() {
    return this.#cards.shift();
  }

  /**
   * Takes back every card about a roll.
   * @param {string} rollId
   * @returns {boolean} whether one was waiting
   */
  remove(rollId) {
    const before = this.#cards.length;
    this.#cards = this.#cards.filter((card) => card.rollId !== rollId);
    return this.#cards.length < before;
  }

  #shrink() {
    if (this.#cards.length <= this.#limit) return;
    const plain = this.#cards.findIndex((card) => card.kind !== 'success' && card.kind !== 'failure');
    this.#cards.splice(Math.max(0, plain), 1);
  }
}

/**
 * How long a card stays: with a crowd waiting, each gets less, so that the stage keeps up.
 *
 * @param {number} durationMs what was asked for
 * @param {number} waiting cards behind this one
 * @returns {number}
 */
export function dwell(durationMs, waiting) {
  if (waiting < 3) return durationMs;
  return Math.max(Math.min(durationMs, 1_200), Math.round(durationMs * (waiting < 6 ? 0.75 : 0.6)));
}
