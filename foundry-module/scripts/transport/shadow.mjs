// @ts-check
// Two tabs of one GM both see every roll, yet one connection takes them. The other tab remembers
// the last minutes only: enough to go on where the first one left off, never a growing pile.

import { WAIT } from "../constants.mjs";

/** Stands before the outbox and holds events back while another tab has the connection. */
export class Shadow {
  /** @type {{at: number, event: string, payload: Record<string, any>}[]} */
  #held = [];
  #holding = false;
  #outbox;
  #clock;

  /**
   * @param {{add: (event: string, payload: Record<string, any>) => Promise<unknown>}} outbox
   * @param {import("../clock.mjs").Clock} clock
   */
  constructor(outbox, clock) {
    this.#outbox = outbox;
    this.#clock = clock;
  }

  /**
   * Hands an event on, or remembers it for a while.
   * @param {string} event
   * @param {Record<string, any>} payload
   */
  add(event, payload) {
    if (!this.#holding) return void this.#outbox.add(event, payload);
    const now = this.#clock.now();
    this.#held = this.#held.filter((held) => held.at >= now - WAIT.shadow);
    this.#held.push({ at: now, event, payload });
  }

  /**
   * Another tab has the connection (`true`), or no longer (`false`): then what is remembered goes
   * out. The server knows which of it the other tab had sent already.
   * @param {boolean} holding
   */
  hold(holding) {
    this.#holding = holding;
    if (holding) return;
    const oldest = this.#clock.now() - WAIT.shadow;
    for (const { at, event, payload } of this.#held.splice(0)) {
      if (at >= oldest) void this.#outbox.add(event, payload);
    }
  }
}
