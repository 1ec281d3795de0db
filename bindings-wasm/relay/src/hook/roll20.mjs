// @ts-check
// Chat records out of the frames of Roll20's realtime database. Runs in the page.

import { tapSockets } from "./socket.mjs";
import { tell } from "./bus.mjs";

/** More parts than this are no message. */
const MAX_PARTS = 512;

/** Puts frames together that were cut: a bare number says how many parts follow. */
export class Joiner {
  #left = 0;
  /** @type {string[]} */
  #parts = [];

  /**
   * @param {string} text
   * @returns {string | null} a whole frame, once it is there
   */
  add(text) {
    if (this.#left === 0) {
      if (!/^\d{1,6}$/.test(text)) return text;
      const parts = Number(text);
      // A lone 0 is the heartbeat.
      this.#left = parts > 1 && parts <= MAX_PARTS ? parts : 0;
      this.#parts = [];
      return null;
    }
    this.#parts.push(text);
    this.#left -= 1;
    return this.#left === 0 ? this.#parts.join("") : null;
  }
}

/**
 * The chat records in a frame, with their ids.
 * @param {string} frame
 * @returns {{campaign: string | null, records: {id: string, record: Record<string, any>}[]}}
 */
export function chatRecords(frame) {
  /** @type {{id: string, record: Record<string, any>}[]} */
  const records = [];
  const nothing = { campaign: null, records };
  if (!frame.includes("chat") && !frame.includes("campaign-")) return nothing;
  const { t, d: { a, b: body } = {} } = JSON.parse(frame) ?? {};
  if (t !== "d" || typeof body?.p !== "string") return nothing;
  const campaign = /(?:^|\/)campaign-(\d+)/.exec(body.p)?.[1] ?? null;
  if (!["d", "m", "p"].includes(a) || typeof body.d !== "object" || body.d === null) return { campaign, records };
  const below = /(?:^|\/)chat(?:\/([^/]+))?$/.exec(body.p);
  const add = (/** @type {string} */ id, /** @type {any} */ record) => {
    if (id.startsWith("-") && typeof record?.type === "string") records.push({ id, record });
  };
  if (below?.[1]) add(below[1], body.d);
  else if (below) for (const [id, record] of Object.entries(body.d)) add(id, record);
  else {
    // Changes in several places at once name each by its path.
    for (const [path, record] of Object.entries(body.d)) {
      const id = /(?:^|\/)chat\/([^/]+)$/.exec(path)?.[1];
      if (id) add(id, record);
    }
  }
  return { campaign, records };
}

/** @param {any} window the page's */
export function hookRoll20(window) {
  /** @type {Record<string, Joiner>} */
  const joiners = { in: new Joiner(), out: new Joiner() };
  let told = "";
  const table = (/** @type {string | null} */ campaign) => {
    const id = String(window.campaign_id ?? campaign ?? "");
    if (!/^\d+$/.test(id) || id === told) return;
    told = id;
    tell(window, "table", { id });
  };
  tapSockets(window, (url) => /(^|\.)firebaseio\.com$|(^|\.)firebasedatabase\.app$/.test(url.hostname), (text, direction) => {
    const whole = joiners[direction].add(text);
    if (whole === null) return;
    const { campaign, records } = chatRecords(whole);
    table(campaign);
    if (records.length > 0) tell(window, "roll20.rtdb", records);
  });
  window.addEventListener("load", () => table(null));
}
