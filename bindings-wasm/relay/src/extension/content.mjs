// @ts-check
// The extension in a tab, in a world of its own beside the page's.

import { openTab } from "../tab.mjs";

/** @type {any} */
const chrome = /** @type {any} */ (globalThis).chrome;

const AGAIN_MS = 500;
const ALIVE_MS = 20_000;

/** @type {any} */
let port = null;
/** What could not be said yet. @type {any[]} */
const waiting = [];

function send(/** @type {any} */ message) {
  try {
    if (port) return void port.postMessage(message);
  } catch {
    // The worker went to sleep just now.
  }
  waiting.push(message);
}

const tab = openTab({ window: globalThis.window, send, isTop: window.top === window, language: chrome.i18n.getUILanguage() });

function connect() {
  // An extension that was updated leaves its old scripts behind in open pages; those can say nothing any more.
  if (!chrome.runtime?.id) return;
  port = chrome.runtime.connect({ name: "tab" });
  port.onMessage.addListener((/** @type {any} */ message) => message?.type === "view" && tab?.show(message.view));
  port.onDisconnect.addListener(() => {
    port = null;
    setTimeout(connect, AGAIN_MS);
  });
  tab?.again();
  waiting.splice(0).forEach(send);
}

if (tab) {
  connect();
  setInterval(() => port?.postMessage({ type: "alive" }), ALIVE_MS);
  chrome.runtime.onMessage.addListener((/** @type {any} */ message, /** @type {any} */ _, /** @type {(answer: any) => void} */ answer) => {
    if (window.top !== window) return;
    if (message?.type === "open-panel") tab.open();
    answer({ isOpen: true });
  });
}
