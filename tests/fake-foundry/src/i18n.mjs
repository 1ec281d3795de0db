// Foundry's Localization. Missing keys are remembered, so that a test can demand that there are none.

import { getProperty } from "./utils.mjs";

/** One client's language. */
export class Localization {
  /** Keys that were asked for and not found in the chosen language. */
  missing = new Set();
  #translations = {};
  #fallback = {};

  load({ translations, fallback }) {
    this.#translations = translations;
    this.#fallback = fallback;
  }

  has(key, fallback = true) {
    return typeof getProperty(this.#translations, key) === "string" || (fallback && typeof getProperty(this.#fallback, key) === "string");
  }

  localize(key) {
    const found = getProperty(this.#translations, key);
    if (typeof found === "string") return found;
    this.missing.add(key);
    const english = getProperty(this.#fallback, key);
    return typeof english === "string" ? english : key;
  }

  format(key, data = {}) {
    return this.localize(key).replace(/\{([^}]+)\}/g, (whole, name) => data[name] ?? whole);
  }
}
