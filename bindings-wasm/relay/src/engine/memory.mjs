// @ts-check
// What outlives a page: pairings and choices. Read at once, written through.

/**
 * @typedef {object} Memory
 * @property {(key: string) => any} read null where there is nothing
 * @property {(key: string, value: any) => unknown} write null forgets
 */

const PREFIX = "tumulte.relay.";

/**
 * The extension's own storage, which no page can read. Everything is read once, at the start.
 * @param {any} area `chrome.storage.local`
 * @returns {Promise<Memory>}
 */
export async function extensionMemory(area) {
  const all = await area.get(null);
  return {
    read: (key) => all[key] ?? null,
    write: (key, value) => {
      if (value === null) {
        delete all[key];
        return area.remove(key);
      }
      all[key] = value;
      return area.set({ [key]: value });
    },
  };
}

/**
 * A userscript manager's values, which no page can read; else the page's own storage.
 * @param {any} global where the manager puts its functions
 * @returns {Memory}
 */
export function pageMemory(global) {
  const { GM_getValue: get, GM_setValue: set, GM_deleteValue: remove } = global;
  if (typeof get === "function" && typeof set === "function") {
    return {
      read: (key) => parse(get(PREFIX + key, null)),
      write: (key, value) => (value === null && typeof remove === "function" ? remove(PREFIX + key) : set(PREFIX + key, JSON.stringify(value))),
    };
  }
  /** @type {Storage} */
  const storage = global.localStorage;
  return {
    read: (key) => parse(storage.getItem(PREFIX + key)),
    write: (key, value) => (value === null ? storage.removeItem(PREFIX + key) : storage.setItem(PREFIX + key, JSON.stringify(value))),
  };
}

/** @param {any} text */
function parse(text) {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null;
  }
}
