// @ts-check
// Tells the server how many events wait here, for the console. What comes and goes at once is no news.

import { STATUS_EVENT, WAIT } from "../constants.mjs";

/** What the server takes for granted of a table that said nothing. */
const NOTHING = JSON.stringify({ queued: 0, held: null });

/** Says how the queue stands, when it has changed and stayed so for a while. */
export class Report {
  #send;
  #clock;
  #now = NOTHING;
  #told = NOTHING;
  #isOpen = false;
  /** @type {unknown} */
  #timer = null;

  /**
   * @param {object} parts
   * @param {(event: string, payload: unknown) => Promise<unknown>} parts.send
   * @param {import("../clock.mjs").Clock} parts.clock
   */
  constructor({ send, clock }) {
    this.#send = send;
    this.#clock = clock;
  }

  /**
   * The queue changed.
   * @param {number} queued
   * @param {string | null} held
   */
  set(queued, held) {
    this.#now = JSON.stringify({ queued, held });
    this.#review();
  }

  /** The wire stands, to a server that knows nothing yet. */
  open() {
    this.#isOpen = true;
    this.#told = NOTHING;
    this.#review();
  }

  /** The wire is gone. */
  close() {
    this.#isOpen = false;
    if (this.#timer !== null) this.#clock.cancel(this.#timer);
    this.#timer = null;
  }

  #review() {
    if (!this.#isOpen || this.#timer !== null || this.#now === this.#told) return;
    this.#timer = this.#clock.later(() => {
      this.#timer = null;
      if (this.#now === this.#told) return;
      this.#told = this.#now;
      // Lost, the next change tells it; a server of an older kind knows no such event.
      this.#send(STATUS_EVENT, { ...JSON.parse(this.#now), timestamp: this.#clock.now() }).catch(() => {});
    }, WAIT.report);
  }
}
