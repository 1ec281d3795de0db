// Time that moves only when a test says so.

/** A clock with timers, and the globals a page would have for them. */
export class FakeClock {
  #timers = new Map();
  #next = 1;

  /** @param {number} [now] ms */
  constructor(now = Date.UTC(2026, 0, 31, 20, 0, 0)) {
    this.time = now;
    const clock = this;
    /** @type {DateConstructor} */
    this.Date = class extends Date {
      constructor(...args) {
        if (args.length) super(...args);
        else super(clock.time);
      }

      static now() {
        return clock.time;
      }
    };
    this.setTimeout = (action, ms = 0) => {
      const id = this.#next++;
      this.#timers.set(id, { at: this.time + Math.max(0, Number(ms) || 0), action, id });
      return id;
    };
    this.clearTimeout = (id) => void this.#timers.delete(id);
  }

  /** Due times of the timers that wait, soonest first, as milliseconds from now. */
  get pending() {
    return [...this.#timers.values()].map(({ at }) => at - this.time).sort((a, b) => a - b);
  }

  /** Lets `ms` pass and runs what falls due, in order, with room for promises in between. */
  async advance(ms) {
    const end = this.time + ms;
    for (;;) {
      const [due] = [...this.#timers.values()].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at || a.id - b.id);
      if (!due) break;
      this.time = Math.max(this.time, due.at);
      this.#timers.delete(due.id);
      due.action();
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.time = end;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
