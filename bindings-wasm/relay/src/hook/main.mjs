// @ts-check
// What runs in the page itself, before the page does.

import { hookAlchemy } from "./alchemy.mjs";
import { hookDdb } from "./ddb.mjs";
import { hookRoll20 } from "./roll20.mjs";

/** @type {Record<string, (window: any) => void>} */
const HOOKS = { roll20: hookRoll20, ddb: hookDdb, alchemy: hookAlchemy };

/**
 * @param {any} window the page's
 * @param {string} vtt
 */
export function hook(window, vtt) {
  HOOKS[vtt]?.(window);
}
