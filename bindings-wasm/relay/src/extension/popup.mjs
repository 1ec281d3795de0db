// @ts-check
// Behind the extension's button: which tables are paired, and the way to this tab's panel.

import { element, icon } from "../panel/element.mjs";
import { TITLES, describe } from "../panel/panel.mjs";
import { wordsIn } from "../panel/text.mjs";

/** @type {any} */
const chrome = /** @type {any} */ (globalThis).chrome;
const language = chrome.i18n.getUILanguage();
const say = wordsIn(language);
const make = (/** @type {string} */ tag, /** @type {any} */ attributes, /** @type {any} */ children) => element(document, tag, attributes, children);

document.documentElement.lang = language;
const [[tab], tables] = await Promise.all([
  chrome.tabs.query({ active: true, currentWindow: true }),
  chrome.runtime.sendMessage({ type: "tables" }),
]);

// Only where the extension looks does anybody answer.
const known = await chrome.tabs.sendMessage(tab.id, { type: "are-you-there" }).then(() => true, () => false);
const open = make("button", { type: "button" }, [say("popup.panel")]);
open.addEventListener("click", async () => {
  await chrome.tabs.sendMessage(tab.id, { type: "open-panel" }).catch(() => {});
  window.close();
});

const row = (/** @type {any} */ { table, status }) => {
  const { tone, text } = describe(status, say);
  return make("li", {}, [
    make("span", { class: "dot", "data-tone": tone }),
    make("div", {}, [make("strong", {}, [table.worldName]), make("small", {}, [`${TITLES[table.vtt] ?? table.vtt} · ${text}`])]),
  ]);
};

document.querySelector("#main")?.replaceChildren(
  make("header", {}, [icon(document), make("h1", {}, [say("title")])]),
  make("section", {}, [known ? open : make("p", {}, [say("none.site")])]),
  make("section", {}, [make("h2", {}, [say("popup.tables")]), tables.length > 0 ? make("ul", {}, tables.map(row)) : make("p", {}, [say("popup.empty")])]),
);
