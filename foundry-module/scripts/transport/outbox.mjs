// @ts-check
// Events wait here, in order, until the server acknowledged them. At least once: an event leaves
// the box only when the server took it, or said that it never will.

import { LIMIT, REPLAY_EVENT, WAIT } from "../constants.mjs";
import { backoff } from "../clock.mjs";
import * as log from "../log.mjs";
import { WireError } from "../wire-error.mjs";
import { MemoryStore } from "./outbox-store.mjs";

/**
 * @typedef {import("../_types.mjs").Entry} Entry
 * @typedef {import("../_types.mjs").Acknowledgement} Acknowledgement
 * @typedef {(event: string, payload: unknown) => Promise<Acknowledgement>} Send
 *   rejects when no acknowledgement came
 *
 * @typedef {object} OutboxEvents
 * @property {(refusal: {code: string, message: string, event: string}) => void} onRefused the server
 *   will never take an event; it is gone
 * @property {(count: number) => void} onOverflow this many of the oldest were dropped
 * @property {(size: number, held: string | null) => void} onChange how many wait, and the code that
 *   holds them up
 */

/** The queue between the table and the wire. */
export class Outbox {
  /** @type {import("./outbox-store.mjs").OutboxStore} */
  #store;
  #clock;
  #cap;
  #events;
  #size = 0;
  /** @type {string | null} */
  #held = null;
  /** @type {Send | null} */
  #send = null;
  #attempt = 0;
  /** @type {Promise<void> | null} */
  #draining = null;
  #again = false;
  /** @type {unknown} */
  #timer = null;
  /** @type {Promise<unknown>} */
  #writes = Promise.resolve();

  /**
   * @param {import("./outbox-store.mjs").OutboxStore} store
   * @param {{clock: import("../clock.mjs").Clock, cap?: number} & OutboxEvents} options
   */
  constructor(store, { clock, cap = LIMIT.outbox, ...events }) {
    this.#store = store;
    this.#clock = clock;
    this.#cap = cap;
    this.#events = events;
  }

  /** Counts what an earlier page left behind. */
  async recount() {
    this.#size = await this.#store.count();
    this.#changed();
  }

  /** How many events wait. */
  get size() {
    return this.#size;
  }

  /** Whether waiting events outlive a reload. */
  get durable() {
    return this.#store.durable;
  }

  /**
   * Puts an event at the end of the queue.
   * @param {string} event
   * @param {Record<string, any>} payload gets its `seq` here
   */
  add(event, payload) {
    const write = this.#writes.then(() => this.#add(event, payload));
    this.#writes = write.catch(() => {});
    return write;
  }

  /**
   * @param {string} event
   * @param {Record<string, any>} payload
   */
  async #add(event, payload) {
    const json = JSON.stringify(payload);
    // Sent anyway, it would cut the connection instead of earning an answer.
    if (new TextEncoder().encode(json).length > LIMIT.eventBytes) {
      this.#events.onRefused({ code: "event.oversized", message: "the event is larger than 1 MiB", event });
      return;
    }
    await this.#keep(event, payload, json.length);
    this.#size = await this.#store.count();
    if (this.#size > this.#cap) {
      const oldest = await this.#store.first(this.#size - this.#cap);
      await this.#store.remove(oldest.map((entry) => entry.seq));
      this.#size = await this.#store.count();
      this.#events.onOverflow(oldest.length);
    }
    this.#changed();
    // While the server asks for patience, a new event is no reason to ask again.
    if (this.#timer === null) this.#drain();
  }

  /**
   * A full disk, or data wiped under an open page, must not cost a roll: memory takes over.
   * @param {string} event
   * @param {Record<string, any>} payload
   * @param {number} size
   */
  async #keep(event, payload, size) {
    try {
      await this.#store.add(event, payload, size);
    } catch (thrown) {
      if (!this.#store.durable) throw thrown;
      log.warn("The browser's database failed; events wait in memory from now on.", thrown);
      this.#store = new MemoryStore(this.#clock);
      await this.#store.add(event, payload, size);
    }
  }

  /**
   * The wire stands: send what waits, and from now on at once.
   * @param {Send} send
   */
  resume(send) {
    this.#send = send;
    this.nudge();
  }

  /** The wire is gone: keep everything. */
  pause() {
    this.#send = null;
    this.#cancelTimer();
  }

  /** Something changed for the better: try now instead of at the next appointed time. */
  nudge() {
    this.#attempt = 0;
    this.#cancelTimer();
    this.#drain();
  }

  /** Drops everything: the pairing it was meant for is over. */
  async clear() {
    await this.#writes;
    await this.#store.clear();
    this.#size = 0;
    this.#held = null;
    this.#changed();
  }

  #drain() {
    if (!this.#send) return;
    if (this.#draining) {
      this.#again = true;
      return;
    }
    this.#again = false;
    this.#draining = this.#drainNow(this.#send)
      .catch(() => this.#later(1))
      .finally(() => {
        this.#draining = null;
        if (this.#again && this.#timer === null) this.#drain();
      });
  }

  /** @param {Send} send */
  async #drainNow(send) {
    let alone = false;
    while (this.#send === send) {
      const batch = await this.#batch(alone ? 1 : LIMIT.batch);
      if (batch.length === 0) {
        this.#size = await this.#store.count();
        this.#hold(null);
        return;
      }
      const answers = await deliver(send, batch);
      if (batch.length > 1 && answers.length === 0) {
        // The batch as a whole was refused: one of it may be rotten, so go one by one.
        alone = true;
        continue;
      }
      const stuck = await this.#settle(batch, answers);
      if (stuck && this.#send !== send) return;
      if (stuck) {
        this.#hold(stuck.code ?? "net.timeout");
        this.#later();
        return;
      }
      this.#attempt = 0;
    }
  }

  /** @param {number} most */
  async #batch(most) {
    const entries = await this.#store.first(most);
    let size = 0;
    const fitting = entries.findIndex((entry) => (size += entry.size) > LIMIT.batchSize);
    return fitting === -1 ? entries : entries.slice(0, Math.max(1, fitting));
  }

  /**
   * Removes what is settled: everything up to the first event that must be sent again. What comes
   * after it stays too, even if acknowledged, so that order survives; the server knows doubles.
   * @param {Entry[]} batch
   * @param {(Acknowledgement | undefined)[]} answers
   * @returns {Promise<Acknowledgement | null>} the answer that holds the queue up
   */
  async #settle(batch, answers) {
    const stop = batch.findIndex((_, index) => {
      const answer = answers[index];
      return !answer || (!answer.ok && answer.retry !== false);
    });
    const settled = stop === -1 ? batch : batch.slice(0, stop);
    await this.#store.remove(settled.map((entry) => entry.seq));
    this.#size = await this.#store.count();
    settled.forEach((entry, index) => {
      const answer = answers[index];
      if (answer && !answer.ok) {
        const { code = "event.refused", message = "" } = answer;
        this.#events.onRefused({ code, message, event: entry.event });
      }
    });
    this.#changed();
    return stop === -1 ? null : (answers[stop] ?? { ok: false, code: "net.timeout" });
  }

  /** @param {number} [least] attempts to count at least, for a longer pause */
  #later(least = 0) {
    this.#cancelTimer();
    const ms = backoff(this.#clock, Math.max(least, this.#attempt), WAIT.retryFirst, WAIT.retryLongest);
    this.#attempt += 1;
    this.#timer = this.#clock.later(() => {
      this.#timer = null;
      this.#drain();
    }, ms);
  }

  #cancelTimer() {
    if (this.#timer !== null) this.#clock.cancel(this.#timer);
    this.#timer = null;
  }

  /** @param {string | null} code */
  #hold(code) {
    this.#held = code;
    this.#changed();
  }

  #changed() {
    this.#events.onChange(this.#size, this.#size ? this.#held : null);
  }
}

/**
 * One answer per event of the batch, `undefined` where none came; none at all when a batch of
 * several was refused as a whole.
 * @param {Send} send
 * @param {Entry[]} batch
 * @returns {Promise<(Acknowledgement | undefined)[]>}
 */
async function deliver(send, batch) {
  try {
    const [only] = batch;
    if (batch.length === 1 && only) return [await send(only.event, only.payload)];
    const answer = await send(REPLAY_EVENT, batch.map(({ event, payload }) => ({ event, payload })));
    if (answer?.ok && Array.isArray(answer.results)) return answer.results;
    return answer && answer.ok === false && answer.retry !== false ? batch.map(() => answer) : [];
  } catch (thrown) {
    const code = thrown instanceof WireError ? thrown.code : "net.timeout";
    return batch.map(() => ({ ok: false, code, retry: true }));
  }
}
