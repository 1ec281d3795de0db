// Foundry's Hooks: ids, once, cancel by exactly `false`, errors caught, async handlers not awaited.

/** One client's hook registry. */
export class Hooks {
  #handlers = new Map();
  #ids = new Map();
  #next = 1;
  #onError;

  /** @param {(error: unknown, name: string) => void} onError */
  constructor(onError) {
    this.#onError = onError;
  }

  on(name, fn, { once = false } = {}) {
    const id = this.#next++;
    const entry = { id, name, fn, once };
    if (!this.#handlers.has(name)) this.#handlers.set(name, []);
    this.#handlers.get(name).push(entry);
    this.#ids.set(id, entry);
    return id;
  }

  once(name, fn) {
    return this.on(name, fn, { once: true });
  }

  off(name, idOrFn) {
    const list = this.#handlers.get(name) ?? [];
    const entry = typeof idOrFn === "number" ? this.#ids.get(idOrFn) : list.find(({ fn }) => fn === idOrFn);
    if (!entry) return;
    this.#ids.delete(entry.id);
    this.#handlers.set(entry.name, (this.#handlers.get(entry.name) ?? []).filter((one) => one !== entry));
  }

  callAll(name, ...args) {
    for (const entry of [...(this.#handlers.get(name) ?? [])]) this.#run(entry, args);
    return true;
  }

  call(name, ...args) {
    for (const entry of [...(this.#handlers.get(name) ?? [])]) {
      if (this.#run(entry, args) === false) return false;
    }
    return true;
  }

  #run(entry, args) {
    if (entry.once) this.off(entry.name, entry.id);
    try {
      const result = entry.fn(...args);
      // Foundry does not await; a rejection would surface as unhandled. Record it the same way.
      if (typeof result?.catch === "function") result.catch((error) => this.#onError(error, entry.name));
      return result;
    } catch (error) {
      this.#onError(error, entry.name);
      return undefined;
    }
  }
}
