// @ts-check
// Experimental: Alchemy's own frames, blackened, kept in the tab until somebody saves them to a file. Nobody outside
// knows their shape; a recording that a user sends us is how it becomes known.

import { tell } from "./bus.mjs";
import { tapSockets } from "./socket.mjs";

/** Words whose values say what a thing is, and never whose. */
const OPEN = /^(__typename|type|kind|operationName|status|event|dice|notation|formula|sides|faces|operator)$/;

/**
 * The same shape with every word of a person blackened; numbers and dice stay.
 * @param {any} value
 * @param {string} [name] the field it is in
 * @param {number} [depth]
 * @returns {any}
 */
export function blackened(value, name = "", depth = 0) {
  if (depth > 40) return null;
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => blackened(item, name, depth + 1));
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).slice(0, 200).map(([key, item]) => [key, blackened(item, key, depth + 1)]));
  }
  if (typeof value !== "string") return value;
  if (/^[\dd+\-*/(){}\s.,khl<>=!]{1,80}$/i.test(value) || (OPEN.test(name) && /^[\w:.-]{1,60}$/.test(value))) return value;
  return "x".repeat(Math.min(value.length, 40));
}

/** @param {any} window the page's */
export function hookAlchemy(window) {
  const record = (/** @type {string} */ way, /** @type {string} */ text) => {
    if (!/roll|dice/i.test(text) || text.length > 200_000) return;
    try {
      tell(window, "alchemy.capture", { way, frame: blackened(JSON.parse(text)) });
    } catch {
      // No JSON, no recording.
    }
  };
  const isOurs = (/** @type {URL} */ url) => /\/api\/graphql/.test(url.pathname);
  tapSockets(window, isOurs, (text, direction) => record(direction === "in" ? "socket" : "socket-sent", text));
  const native = window.fetch;
  if (typeof native !== "function") return;
  window.fetch = async function fetchAlong(/** @type {any[]} */ ...parameters) {
    const response = await native.apply(this, parameters);
    try {
      const address = parameters[0]?.url ?? parameters[0];
      if (isOurs(new URL(String(address), window.location.href))) {
        void response.clone().text().then((/** @type {string} */ text) => record("fetch", text), () => {});
      }
    } catch {
      // An address that is none.
    }
    return response;
  };
}
