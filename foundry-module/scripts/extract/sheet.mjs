// @ts-check
// Which paths of a document leave the table, by the tables shared with the server. Pure.
//
// A path is dotted and starts in the document's `system`; one that starts with `/` at the document
// itself. `*` stands for any key. What no path names stays at home.

import { SHEETS } from "../data/sheets.mjs";

/**
 * @typedef {object} SheetTable see `tumulte-core/sheets/README.md`
 * @property {string} id
 * @property {string[]} [aliases]
 * @property {string[]} [players]
 * @property {string[]} [others]
 * @property {Record<string, {value?: string[], max?: string[], temp?: string[], label?: string, text?: boolean, marked?: boolean,
 *   sum?: {items: string, path: string}[], names?: string[]}>} stats
 * @property {{prefix?: string, at: string, value?: string[], max?: string[], label?: string[]}[]} [groups]
 * @property {{flags?: string[], items?: string[]}} [conditions]
 * @property {{kinds?: string[], quantity?: string[], equipped?: string[], equipped_words?: string[], identified?: string[],
 *   unidentified_words?: string[], unidentified_name?: string[], hidden?: string[]}} [items]
 */

const GENERIC = "_generic";

/** How many entries a `*` may stand for: far more than any sheet has. */
const MOST = 256;

/**
 * The table of a game system: by id or alias, then regardless of case, then the one for all others.
 * @param {string} systemId
 * @returns {SheetTable}
 */
export function sheetOf(systemId) {
  const named = (/** @type {(name: string) => string} */ as) =>
    SHEETS.find(({ id, aliases = [] }) => [id, ...aliases].some((name) => as(name) === as(systemId)));
  const found = named((name) => name) ?? named((name) => name.toLowerCase()) ?? SHEETS.find(({ id }) => id === GENERIC);
  return found ?? { id: GENERIC, stats: {} };
}

/**
 * Whether people play actors of this type.
 * @param {SheetTable} sheet
 * @param {string} type
 */
export function mayBePlayed({ players = [], others = [] }, type) {
  const lists = (/** @type {string[]} */ list) => list.some((listed) => listed.toLowerCase() === type.toLowerCase());
  return (players.length === 0 || lists(players)) && !lists(others);
}

/**
 * Paths of an actor that leave, from the document's root.
 * @param {SheetTable} sheet
 * @param {string} [primary] the system's primary token attribute
 */
export function actorPaths({ stats, groups = [], conditions = {} }, primary) {
  const paths = Object.values(stats).flatMap(({ value = [], max = [], temp = [] }) => [...value, ...max, ...temp]);
  for (const { at, value = [], max = [], label = [] } of groups) {
    if (value.length === 0) paths.push(at);
    paths.push(...[...value, ...max, ...label].map((end) => `${at}.${end}`));
  }
  paths.push(...(conditions.flags ?? []));
  if (primary) paths.push(...["", ".value", ".max", ".temp"].map((end) => primary + end));
  return paths.map(rooted);
}

/**
 * Paths of an item that leave, from the document's root.
 * @param {SheetTable} sheet
 */
export function itemPaths({ stats, items = {} }) {
  const { quantity = [], equipped = [], identified = [], unidentified_name: names = [], hidden = [] } = items;
  const sums = Object.values(stats).flatMap(({ sum = [] }) => sum.map(({ path }) => path));
  return [...quantity, ...equipped, ...identified, ...names, ...hidden, ...sums].map(rooted);
}

/**
 * Types of items that say something about the character itself: its class, its conditions.
 * @param {SheetTable} sheet
 */
export function telltaleTypes({ stats, conditions = {} }) {
  const of = Object.values(stats).flatMap(({ sum = [], names = [] }) => [...names, ...sum.map(({ items }) => items)]);
  return new Set([...of, ...(conditions.items ?? [])]);
}

/** @param {string} path */
export const rooted = (path) => (path.startsWith("/") ? path.slice(1) : `system.${path}`);

/** @param {unknown} value @returns {value is string | number | boolean} */
const isPlain = (value) =>
  typeof value === "string" || typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value));

/** @param {unknown} value @returns {value is Record<string, any>} */
const isObject = (value) => typeof value === "object" && value !== null;

/**
 * What stands at a path; `undefined` when anything on the way is missing.
 * @param {unknown} root
 * @param {string} path without stars
 * @returns {unknown}
 */
export const valueAt = (root, path) => path.split(".").reduce((/** @type {any} */ here, key) => (isObject(here) ? here[key] : undefined), root);

/**
 * The plain values at some paths of a live document, in its own shape. Read from prepared data, where derived values are.
 * @param {Record<string, any>} root
 * @param {readonly string[]} paths
 * @returns {Record<string, any>}
 */
export function picked(root, paths) {
  /** @type {Record<string, any>} */
  const found = {};
  for (const path of paths) pick(root, path.split("."), found);
  return found;
}

/**
 * @param {Record<string, any>} from
 * @param {readonly string[]} steps
 * @param {Record<string, any>} into
 */
function pick(from, [step = "", ...further], into) {
  const keys = step === "*" ? Object.keys(from).slice(0, MOST) : [step];
  for (const key of keys) {
    if (key === "__proto__") continue;
    const value = from[key];
    if (further.length === 0) {
      if (isPlain(value) && !isObject(into[key])) into[key] = value;
    } else if (isObject(value)) {
      const inner = isObject(into[key]) ? into[key] : {};
      pick(value, further, inner);
      if (Object.keys(inner).length > 0) into[key] = inner;
    }
  }
}
