// @ts-check
// One tab of a tabletop: what is heard in it goes through the sieve to the engine, what the engine says is drawn.

import { systemClock } from "../../../foundry-module/scripts/clock.mjs";
import { collect } from "./collect/collect.mjs";
import { Panel } from "./panel/panel.mjs";
import { Sieve } from "./sieve.mjs";
import { siteOf, tableOf } from "./sites.mjs";

const LOOK_MS = 1_000;

/**
 * @param {object} parts
 * @param {Window & typeof globalThis} parts.window
 * @param {(message: any) => void} parts.send to the engine
 * @param {boolean} parts.isTop frames inside a page listen as well, and show nothing
 * @param {string} parts.language
 */
export function openTab({ window, send, isTop, language }) {
  const { document, location } = window;
  const site = siteOf(location.hostname);
  // A frame of an extension inside a room is of no table, and of the room's site.
  const vtt = site?.vtt ?? (/(^|\.)owlbear\.(rodeo|app)$/.test(location.hostname) ? "owlbear" : "");
  if (!vtt) return null;
  /** @type {any} */
  let view = null;
  /** @type {{id?: string, name?: string} | null} */
  let hooked = null;
  const sieve = new Sieve({
    joinedAt: Date.now(),
    secrets: () => (view?.secrets === "mask" ? "mask" : "keep"),
    forward: (message) => send({ type: "heard", message }),
    onKept: () => send({ type: "kept" }),
  });
  const panel = isTop ? new Panel({ document, language, send: (name, value) => send({ type: "command", name, value }) }) : null;
  const { capture } = collect({
    window, vtt, sieve, clock: systemClock,
    onTable: (told) => {
      hooked = told;
      if (isMounted) look();
    },
    onCapture: () => panel?.captured(capture?.size ?? 0, () => capture?.save(document)),
  });
  let told = "";
  const look = () => {
    const links = [...document.querySelectorAll("a[href^='/campaigns/'], a[href^='/games/']")].slice(0, 20).map((link) => link.getAttribute("href") ?? "");
    const table = tableOf({ host: location.hostname, path: location.pathname, title: document.title, links, hooked });
    const text = JSON.stringify(table);
    if (text === told) return;
    told = text;
    send({ type: "table", table });
  };
  const keepLooking = () => {
    look();
    setTimeout(keepLooking, LOOK_MS);
  };
  let isMounted = false;
  const mount = () => {
    isMounted = true;
    panel?.mount(document.documentElement);
    keepLooking();
  };
  if (isTop) {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", mount, { once: true });
    else mount();
  }
  return {
    /** What the engine says. @param {any} now */
    show: (now) => {
      view = now;
      panel?.show(now);
    },
    /** Says again which table this is: the engine was started anew. */
    again: () => {
      told = "";
      if (isMounted) look();
    },
    /** Opens the panel. */
    open: () => panel?.toggle(true),
  };
}
