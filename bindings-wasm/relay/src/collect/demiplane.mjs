// @ts-check
// Demiplane: the roll history that its sheets keep in the browser's storage, newest first.

import { printOf } from "../sieve.mjs";

const LOOK_MS = 1_000;
const HISTORY = /-(dice-history|dicerolls)$/;

/** @param {any} entry */
export const isSecretEntry = (entry) =>
  ["secret", "isSecret", "hidden", "isHidden", "private", "isPrivate", "gmOnly"].some((name) => Boolean(entry?.[name]) || Boolean(entry?.result?.[name]));

/**
 * The entries that were not there before; the oldest first.
 * @param {unknown[]} before
 * @param {unknown[]} after
 */
export function added(before, after) {
  const old = before.map((entry) => JSON.stringify(entry));
  const now = after.map((entry) => JSON.stringify(entry));
  let count = 0;
  // Where the rest is what began the old list: equal rolls in a row are still rolls of their own.
  while (count < now.length && !now.slice(count).every((entry, place) => place >= old.length || entry === old[place])) count += 1;
  return after.slice(0, before.length === 0 ? after.length : count).reverse();
}

/**
 * Looks every second; what is there at first is history.
 * @param {Storage} storage the page's
 * @param {import("../sieve.mjs").Sieve} sieve
 * @param {{now: () => number, later: (action: () => void, ms: number) => unknown}} clock
 */
export function watchHistory(storage, sieve, clock) {
  /** @type {Map<string, {text: string, entries: any[]}>} */
  const known = new Map();
  let rolls = 0;
  const look = () => {
    for (let place = 0; place < storage.length; place += 1) {
      const key = storage.key(place) ?? "";
      if (!HISTORY.test(key)) continue;
      const text = storage.getItem(key) ?? "[]";
      const before = known.get(key);
      if (before?.text === text) continue;
      const entries = listOf(text);
      known.set(key, { text, entries });
      // A sheet that is opened brings its history along.
      if (!before) continue;
      for (const entry of added(before.entries, entries)) {
        rolls += 1;
        const id = `${entry.id ?? entry.uuid ?? printOf(key + JSON.stringify(entry))}-${clock.now().toString(36)}-${rolls}`;
        sieve.take({ source: "demiplane", id, ts: clock.now(), raw: entry, secret: isSecretEntry(entry) });
      }
    }
    clock.later(look, LOOK_MS);
  };
  look();
}

/** @param {string} text @returns {any[]} */
function listOf(text) {
  try {
    const list = JSON.parse(text);
    return Array.isArray(list) ? list.filter((entry) => entry !== null && typeof entry === "object") : [];
  } catch {
    return [];
  }
}
