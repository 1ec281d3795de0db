// @ts-check
// Where waiting events lie: IndexedDB, which outlives a reload, or memory where there is none.

/**
 * @typedef {import("../_types.mjs").Entry} Entry
 *
 * @typedef {object} OutboxStore
 * @property {boolean} durable
 * @property {(event: string, payload: Record<string, any>, size: number) => Promise<number>} add
 *   numbers the event, writes the number into `payload.seq`, returns it
 * @property {(limit: number) => Promise<Entry[]>} first the oldest, in order
 * @property {(seqs: number[]) => Promise<void>} remove
 * @property {() => Promise<number>} count
 * @property {() => Promise<void>} clear
 */

/**
 * The sequence number after `last`. Numbers start from the clock, so that they go on growing when
 * a browser's data was wiped and the count would begin again.
 * @param {number} last
 * @param {number} now
 */
const following = (last, now) => Math.max(last + 1, now);

/** Events in memory: lost with the page, used where IndexedDB is refused. @implements {OutboxStore} */
export class MemoryStore {
  durable = false;
  /** @type {Entry[]} */
  #entries = [];
  #last = 0;
  #clock;

  /** @param {import("../clock.mjs").Clock} clock */
  constructor(clock) {
    this.#clock = clock;
  }

  /** @type {OutboxStore["add"]} */
  async add(event, payload, size) {
    this.#last = following(this.#last, this.#clock.now());
    this.#entries.push({ seq: this.#last, event, payload: { ...payload, seq: this.#last }, size });
    return this.#last;
  }

  /** @type {OutboxStore["first"]} */
  async first(limit) {
    return this.#entries.slice(0, limit);
  }

  /** @type {OutboxStore["remove"]} */
  async remove(seqs) {
    const gone = new Set(seqs);
    this.#entries = this.#entries.filter((entry) => !gone.has(entry.seq));
  }

  async count() {
    return this.#entries.length;
  }

  async clear() {
    this.#entries = [];
  }
}

const EVENTS = "events";
const STATE = "state";

/** Events in IndexedDB, one database per world. @implements {OutboxStore} */
export class IndexedDbStore {
  durable = true;
  #db;
  #clock;

  /**
   * @param {IDBDatabase} db
   * @param {import("../clock.mjs").Clock} clock
   */
  constructor(db, clock) {
    this.#db = db;
    this.#clock = clock;
    // Another tab wants to delete or upgrade the database; do not stand in its way.
    db.onversionchange = () => db.close();
  }

  /**
   * @param {string} name
   * @param {import("../clock.mjs").Clock} clock
   * @returns {Promise<IndexedDbStore>}
   */
  static async open(name, clock) {
    const opening = indexedDB.open(name, 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore(EVENTS, { keyPath: "seq" });
      opening.result.createObjectStore(STATE);
    };
    return new IndexedDbStore(await done(opening), clock);
  }

  /** @type {OutboxStore["add"]} */
  async add(event, payload, size) {
    const transaction = this.#db.transaction([EVENTS, STATE], "readwrite");
    const state = transaction.objectStore(STATE);
    let seq = 0;
    const last = state.get("last");
    last.onsuccess = () => {
      seq = following(Number(last.result) || 0, this.#clock.now());
      state.put(seq, "last");
      transaction.objectStore(EVENTS).add({ seq, event, payload: { ...payload, seq }, size });
    };
    await finished(transaction);
    return seq;
  }

  /** @type {OutboxStore["first"]} */
  async first(limit) {
    return done(this.#db.transaction(EVENTS).objectStore(EVENTS).getAll(null, limit));
  }

  /** @type {OutboxStore["remove"]} */
  async remove(seqs) {
    const transaction = this.#db.transaction(EVENTS, "readwrite");
    for (const seq of seqs) transaction.objectStore(EVENTS).delete(seq);
    await finished(transaction);
  }

  async count() {
    return done(this.#db.transaction(EVENTS).objectStore(EVENTS).count());
  }

  async clear() {
    const transaction = this.#db.transaction(EVENTS, "readwrite");
    transaction.objectStore(EVENTS).clear();
    await finished(transaction);
  }
}

/**
 * Opens the durable store, or the one in memory where the browser refuses it (private windows).
 * @param {string} name
 * @param {import("../clock.mjs").Clock} clock
 * @returns {Promise<OutboxStore>}
 */
export async function openStore(name, clock) {
  try {
    return await IndexedDbStore.open(name, clock);
  } catch {
    return new MemoryStore(clock);
  }
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * @param {IDBTransaction} transaction
 * @returns {Promise<void>}
 */
function finished(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
}
