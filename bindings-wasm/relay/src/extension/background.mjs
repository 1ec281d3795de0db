// @ts-check
// The extension's service worker: the engine behind all tabs. No page can reach its pairings.

import { io } from "socket.io-client";

import { systemClock } from "../../../../foundry-module/scripts/clock.mjs";
import { Relay } from "../engine/relay.mjs";
import { extensionMemory } from "../engine/memory.mjs";

/** @type {any} */
const chrome = /** @type {any} */ (globalThis).chrome;

/** Loaded only when somebody pairs. */
async function loadWasm() {
  const tumulte = await import("../../../pkg/index.js");
  const engine = await fetch(chrome.runtime.getURL("tumulte.wasm"));
  await tumulte.default(await engine.arrayBuffer());
  return tumulte;
}

const relay = extensionMemory(chrome.storage.local).then((memory) => new Relay({
  memory,
  clock: systemClock,
  loadIo: async () => io,
  loadWasm,
  version: chrome.runtime.getManifest().version,
}));

/** Tabs by their number: frames inside a page speak for its table. @type {Map<number, import("../engine/relay.mjs").Tab>} */
const tabs = new Map();

chrome.runtime.onConnect.addListener((/** @type {any} */ port) => {
  /** @type {any[]} */
  const early = [];
  /** @type {import("../engine/relay.mjs").Tab | null} */
  let tab = null;
  let isGone = false;
  const tabId = port.sender?.tab?.id ?? -1;
  const isTop = (port.sender?.frameId ?? 0) === 0;
  const take = (/** @type {any} */ message) => {
    // A word now and then keeps the worker awake.
    if (message?.type === "alive") return;
    if (isTop) tab?.receive(message);
    else if (message?.type === "heard" || message?.type === "kept") tabs.get(tabId)?.receive(message);
  };
  port.onMessage.addListener((/** @type {any} */ message) => (tab || !isTop ? take(message) : early.push(message)));
  port.onDisconnect.addListener(() => {
    isGone = true;
    if (isTop) tabs.delete(tabId);
    tab?.leave();
  });
  void relay.then((engine) => {
    if (isGone || !isTop) return;
    tab = engine.attach({ id: String(tabId), url: chrome.runtime.getURL(""), post: (view) => port.postMessage({ type: "view", view }) });
    tabs.set(tabId, tab);
    early.splice(0).forEach(take);
  });
});

chrome.runtime.onMessage.addListener((/** @type {any} */ message, /** @type {any} */ _, /** @type {(answer: any) => void} */ answer) => {
  if (message?.type !== "tables") return false;
  void relay.then((engine) => answer(engine.paired.map((link) => ({ key: link.key, table: link.table, status: link.status }))));
  return true;
});

// What waits while no tab is open goes out when the server is back: somebody has to look.
chrome.alarms.create("look", { periodInMinutes: 1 });
chrome.alarms.onAlarm.addListener(() => void relay.then((engine) => engine.paired.forEach((link) => link.client.retryNow())));
