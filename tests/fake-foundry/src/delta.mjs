// The actor of a token that is not linked: what lies in the sidebar, and what differs on the map.

import { deepClone, mergeObject } from "./utils.mjs";

/** What of an actor a token may have otherwise. */
const FIELDS = ["name", "type", "img", "system", "ownership"];
const LISTS = ["items", "effects"];

/**
 * The source of a token's own actor. It keeps the id of the one in the sidebar.
 * @param {any} base the actor in the sidebar
 * @param {Record<string, any>} [delta]
 */
export function deltaSource(base, delta = {}) {
  const source = base.toObject();
  for (const field of FIELDS) {
    const own = delta[field];
    if (own === undefined || own === null) continue;
    source[field] = typeof own === "object" ? mergeObject(source[field] ?? {}, own, { inplace: false }) : own;
  }
  for (const list of LISTS) {
    const inherited = base[list].contents.map((/** @type {any} */ one) => one.toObject());
    const own = delta[list] ?? [];
    const ids = new Set(own.map((/** @type {any} */ { _id }) => _id));
    source[list] = [...inherited.filter((/** @type {any} */ { _id }) => !ids.has(_id)), ...deepClone(own)];
  }
  return source;
}

/** Whether a path leads to the actor of a token, or into it. @param {[string, string][]} path */
export const isOfToken = (path) => path.some(([name], at) => name === "Actor" && path[at - 1]?.[0] === "Token");
