// @ts-check
// Owned items become documents for the server, masked where the players must not know. Pure.

import { itemPaths, picked, rooted, valueAt } from "./sheet.mjs";

/**
 * @typedef {object} ItemLike
 * @property {string} id
 * @property {string} name
 * @property {string} type
 * @property {string | null} [img]
 * @property {Record<string, any>} [system]
 *
 * @typedef {import("./sheet.mjs").SheetTable} SheetTable
 */

/**
 * Whether an item is something a character carries: by its type, or because it can be counted.
 * @param {ItemLike} item
 * @param {SheetTable} sheet
 */
export function isBelonging(item, sheet) {
  const { kinds = [] } = sheet.items ?? {};
  return kinds.includes(item.type) || quantityOf(item, sheet) !== null;
}

/**
 * How many of it there are; null where it cannot be counted.
 * @param {ItemLike} item
 * @param {SheetTable} sheet
 */
export function quantityOf(item, sheet) {
  for (const path of sheet.items?.quantity ?? []) {
    const value = valueAt(item, rooted(path));
    if (typeof value === "number" && Number.isFinite(value)) return value;
  }
  return null;
}

/**
 * The marks at some paths: switches, or words in lower case.
 * @param {ItemLike} item
 * @param {readonly string[]} paths
 * @returns {(boolean | string)[]}
 */
function marks(item, paths = []) {
  return paths.flatMap((path) => {
    /** @type {(boolean | string)[]} */
    const none = [];
    const value = valueAt(item, rooted(path));
    if (typeof value === "string" && value) return [value.toLowerCase()];
    return typeof value === "boolean" || typeof value === "number" ? [Boolean(value)] : none;
  });
}

/**
 * Whether the players must not know of an item at all.
 * @param {ItemLike} item
 * @param {SheetTable} sheet
 */
export const isHiddenItem = (item, sheet) => marks(item, sheet.items?.hidden).some((mark) => mark !== false);

/**
 * Whether the players know what an item is.
 * @param {ItemLike} item
 * @param {SheetTable} sheet
 */
export function isIdentified(item, sheet) {
  const words = sheet.items?.unidentified_words ?? [];
  return !marks(item, sheet.items?.identified).some((mark) => (typeof mark === "string" ? words.includes(mark) : !mark));
}

/**
 * An item as it leaves the table; null for one the players must not know of. Of an unidentified one go the name the
 * players know it by and how many there are, never its true name or its picture.
 * @param {ItemLike} item
 * @param {SheetTable} sheet
 * @param {(path: string) => string | null} absolute a path inside Foundry as a web address
 * @returns {Record<string, any> | null}
 */
export function itemDocument(item, sheet, absolute) {
  if (isHiddenItem(item, sheet)) return null;
  const { id: _id, type } = item;
  if (isIdentified(item, sheet)) {
    const img = item.img ? absolute(item.img) : null;
    return { _id, name: item.name, type, ...(img ? { img } : {}), ...picked(item, itemPaths(sheet)) };
  }
  const marked = sheet.items ?? {};
  const told = [...(marked.quantity ?? []), ...(marked.equipped ?? []), ...(marked.identified ?? []), ...(marked.unidentified_name ?? [])];
  const name = (marked.unidentified_name ?? []).map((path) => valueAt(item, rooted(path))).find((one) => typeof one === "string" && one);
  return { _id, name: name ?? "", type, ...picked(item, told.map(rooted)) };
}
