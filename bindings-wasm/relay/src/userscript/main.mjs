// @ts-check
// The userscript: hook, tab and engine in one page.

import { io } from "socket.io-client";

import { systemClock } from "../../../../foundry-module/scripts/clock.mjs";
import { Relay } from "../engine/relay.mjs";
import { pageMemory } from "../engine/memory.mjs";
import { loadPacked } from "../engine/packed.mjs";
import { hook } from "../hook/main.mjs";
import { siteOf } from "../sites.mjs";
import { openTab } from "../tab.mjs";

/** @type {any} */
const global = globalThis;
const site = siteOf(location.hostname);
if (site && window.top === window) {
  // Managers run scripts beside the page; what is hooked is the page's.
  hook(global.unsafeWindow ?? window, site.vtt);
  const relay = new Relay({
    // Functions of the manager are no properties of the global object everywhere.
    memory: pageMemory({
      localStorage: window.localStorage,
      GM_getValue: typeof GM_getValue === "undefined" ? undefined : GM_getValue,
      GM_setValue: typeof GM_setValue === "undefined" ? undefined : GM_setValue,
      GM_deleteValue: typeof GM_deleteValue === "undefined" ? undefined : GM_deleteValue,
    }),
    clock: systemClock,
    loadIo: async () => io,
    loadWasm: loadPacked,
    version: __VERSION__,
  });
  /** @type {ReturnType<typeof openTab>} */
  let tab = null;
  const engine = relay.attach({ id: "page", url: location.href, post: (view) => tab?.show(view) });
  tab = openTab({ window, send: (message) => engine.receive(message), isTop: true, language: navigator.language });
  engine.show();
}
