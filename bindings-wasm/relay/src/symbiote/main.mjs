// @ts-check
// TaleSpire's symbiote: the engine and the panel in the page that TaleSpire shows beside the table.

import { io } from "socket.io-client";

import { systemClock } from "../../../../foundry-module/scripts/clock.mjs";
import { Relay } from "../engine/relay.mjs";
import { pageMemory } from "../engine/memory.mjs";
import { loadPacked } from "../engine/packed.mjs";
import { Panel } from "../panel/panel.mjs";
import { Sieve, lot } from "../sieve.mjs";

/** @type {any} */
const global = globalThis;

/** Whether a roll is for the GM alone. In doubt it is. @param {any} payload */
export const isSecretRoll = (payload) => payload?.gmOnly !== false;

const relay = new Relay({
  memory: pageMemory({ localStorage: window.localStorage }),
  clock: systemClock,
  loadIo: async () => io,
  loadWasm: loadPacked,
  version: __VERSION__,
});

/** @type {any} */
let view = null;
const panel = new Panel({ document, inset: true, language: navigator.language, send: (name, value) => tab.receive({ type: "command", name, value }) });
const tab = relay.attach({ id: "symbiote", url: location.href, post: (now) => {
  view = now;
  panel.show(now);
} });
const sieve = new Sieve({
  joinedAt: Date.now(),
  secrets: () => (view?.secrets === "mask" ? "mask" : "keep"),
  forward: (message) => tab.receive({ type: "heard", message }),
  onKept: () => tab.receive({ type: "kept" }),
});

/** TaleSpire calls it by the name in the manifest. @param {any} event */
global.onTumulteRoll = (event) => {
  if (event?.kind !== "rollResults") return;
  const { payload } = event;
  sieve.take({ source: "talespire", id: String(payload?.rollId ?? lot()), ts: Date.now(), raw: event, secret: isSecretRoll(payload) });
};

/** How often TaleSpire is asked before one table stands for all of this installation's campaigns. */
const TRIES = 5;

/** Which campaign this is. @param {number} [tries] */
async function findTable(tries = 0) {
  const info = await Promise.resolve(global.TS?.campaigns?.whereAmI?.()).catch(() => null);
  const worldId = String(info?.id ?? "") || (tries >= TRIES ? `talespire-${relay.self}` : "");
  tab.receive({ type: "table", table: worldId ? { vtt: "talespire", worldId, worldName: String(info?.name ?? "TaleSpire") } : null });
  if (!worldId) setTimeout(() => findTable(tries + 1), 1_000);
}

panel.mount(document.body);
void findTable();
