/** How many events may wait; at a table nobody rolls as many in a minute. */
const LIMIT = 2_000;

/**
 * Holds events back for as long as the stream is behind the table. They keep their order, whatever happens to the line
 * they came over, and whatever the delay becomes meanwhile.
 */
export class DelayLine {
  #deliver;
  #now;
  #delayMs = 0;
  #waiting = [];
  #timer = 0;

  /**
   * @param {(event: object) => void} deliver
   * @param {() => number} [now] milliseconds that only grow
   */
  constructor(deliver, now = () => performance.now()) {
    this.#deliver = deliver;
    this.#now = now;
  }

  /** How many wait. */
  get size() {
    return this.#waiting.length;
  }

  /** @param {number} delayMs from now on, also for what waits already */
  setDelay(delayMs) {
    if (delayMs === this.#delayMs) return;
    this.#delayMs = delayMs;
    this.#pass();
  }

  /**
   * @param {object} event
   * @param {number} [ageMs] how long ago it happened: what comes late waits only for the rest
   */
  push(event, ageMs = 0) {
    this.#waiting.push({ event, at: this.#now() - Math.max(0, ageMs) });
    if (this.#waiting.length > LIMIT) this.#waiting.shift();
    this.#pass();
  }

  /** Forgets what waits, but for what `keeps` says yes to. */
  clear(keeps = () => false) {
    this.#waiting = this.#waiting.filter(({ event }) => keeps(event));
    this.#pass();
  }

  #pass() {
    clearTimeout(this.#timer);
    while (this.#waiting.length > 0) {
      const left = this.#waiting[0].at + this.#delayMs - this.#now();
      if (left > 0) {
        this.#timer = setTimeout(() => this.#pass(), left);
        return;
      }
      this.#deliver(this.#waiting.shift().event);
    }
  }
}
