// @ts-check
// D&D Beyond's own message broker, in the page: what it tells the page's parts about rolls.

import { tell } from "./bus.mjs";

const BROKER = Symbol.for("@dndbeyond/message-broker-lib");
const LOOK_MS = 250;

/** @param {any} window the page's */
export function hookDdb(window) {
  const subscribe = () => {
    const broker = window[BROKER];
    if (typeof broker?.subscribe !== "function") return void window.setTimeout(subscribe, LOOK_MS);
    broker.subscribe((/** @type {any} */ message) => {
      const type = message?.eventType;
      if (typeof type === "string" && type.startsWith("dice/roll/")) tell(window, "ddb", message);
    });
  };
  subscribe();
}
