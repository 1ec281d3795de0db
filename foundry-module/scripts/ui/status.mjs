// @ts-check
// How the connection stands, in words: a small lamp above the player list, and notices when
// something changed that a GM must know. Never one notice per retry.

import { MODULE_ID, STATUS_HOOK } from "../constants.mjs";
import { plainWords } from "../extract/words.mjs";

/**
 * @typedef {import("../bridge.mjs").Status} Status
 * @typedef {{tone: "good" | "busy" | "calm" | "bad", key: string, data: Record<string, string>}} Description
 */

/** The tone of each state; its words are `TUMULTE.Status.<state>`. @type {Record<string, Description["tone"]>} */
const TONES = {
  unpaired: "calm",
  standby: "calm",
  off: "calm",
  connecting: "busy",
  connected: "good",
  reconnecting: "busy",
  duplicate: "calm",
  revoked: "bad",
  refused: "bad",
};

/**
 * The one line that sums a status up. Pure.
 * @param {Status} status
 * @returns {Description}
 */
export function describe(status) {
  const data = { queued: String(status.queued), code: status.code ?? "" };
  if (status.state === "connected" && !status.imported) return { tone: "busy", key: "TUMULTE.Status.notImported", data };
  return { tone: TONES[status.state] ?? "calm", key: `TUMULTE.Status.${status.state}`, data };
}

/**
 * A code of the wire contract in the GM's words; the bare code where no words are known.
 * @param {string} code
 */
export function explain(code) {
  const key = `TUMULTE.Error.${code}`;
  return game.i18n.has(key) ? game.i18n.localize(key) : game.i18n.format("TUMULTE.Error.unknown", { code });
}

/**
 * How streams are shown a roll, in the GM's words.
 * @param {import("../preview.mjs").Shown} shown
 */
export function foretell({ as, label, formula, total }) {
  const words = plainWords(label) || game.i18n.localize(`TUMULTE.Preview.word.${as}`);
  return game.i18n.format(`TUMULTE.Preview.${as}`, { label: words, formula: plainWords(formula), total: String(total ?? "?") });
}

/**
 * @typedef {(kind: "refused" | "overflow" | "revoked" | "paired" | "returned" | "pollStarted" | "pollEnded", what?: any) => void} Notify
 */

/**
 * Notices, each worth interrupting a game for.
 * @returns {Notify}
 */
export function createNotifier() {
  const told = new Set();
  return (kind, what = "") => {
    const code = typeof what === "string" ? what : "";
    if (kind === "pollStarted" || kind === "pollEnded") tellPoll(kind, what, told);
    if (kind === "paired" || kind === "returned") ui.notifications.info(game.i18n.localize(`TUMULTE.Notice.${kind}`));
    if (kind === "overflow") ui.notifications.warn(game.i18n.localize("TUMULTE.Notice.overflow"), { permanent: true });
    if (kind === "revoked") ui.notifications.error(game.i18n.localize("TUMULTE.Notice.revoked"), { permanent: true });
    // One rotten message is worth a word; the hundredth of its kind is not.
    if (kind === "refused" && !told.has(code)) {
      told.add(code);
      ui.notifications.warn(game.i18n.format("TUMULTE.Notice.refused", { reason: explain(code) }));
    }
  };
}

/**
 * A poll that runs is told of again after every reconnect; the GM has heard of it.
 * @param {"pollStarted" | "pollEnded"} kind
 * @param {any} poll
 * @param {Set<string>} told
 */
function tellPoll(kind, poll, told) {
  const id = typeof poll?.pollId === "string" ? `${kind} ${poll.pollId}` : null;
  if (id !== null && told.has(id)) return;
  if (id !== null) told.add(id);
  const tie = Array.isArray(poll?.tie) ? poll.tie.map(plainWords).filter(Boolean).join(" · ") : "";
  const data = { question: plainWords(poll?.question), winner: plainWords(poll?.winner), tie };
  ui.notifications.info(game.i18n.format(`TUMULTE.Notice.${pollWords(kind, poll, data)}`, data));
}

/**
 * @param {"pollStarted" | "pollEnded"} kind
 * @param {any} poll
 * @param {{winner: string, tie: string}} data
 */
function pollWords(kind, poll, { winner, tie }) {
  if (kind === "pollStarted") return kind;
  if (poll?.cancelled === true) return "pollCancelled";
  if (winner) return "pollWon";
  return tie ? "pollTied" : kind;
}

/** The lamp. */
export class Indicator {
  #element;

  /** @param {() => void} onClick */
  constructor(onClick) {
    const element = document.createElement("button");
    element.type = "button";
    element.id = `${MODULE_ID}-status`;
    element.className = "tumulte-status";
    element.setAttribute("aria-live", "polite");
    element.append(Object.assign(document.createElement("span"), { className: "tumulte-lamp" }));
    element.append(Object.assign(document.createElement("span"), { className: "tumulte-words" }));
    element.addEventListener("click", onClick);
    this.#element = element;
  }

  /**
   * Puts the lamp above the player list, or in the corner where there is none, and keeps it lit.
   * @param {Status} status
   */
  mount(status) {
    const players = document.getElementById("players");
    if (players) players.before(this.#element);
    else document.body.append(this.#element);
    this.#element.classList.toggle("tumulte-adrift", !players);
    this.show(status);
    Hooks.on(STATUS_HOOK, (/** @type {Status} */ now) => this.show(now));
  }

  /** @param {Status} status */
  show(status) {
    const { tone, key, data } = describe(status);
    const parts = [game.i18n.format("TUMULTE.Status.line", { text: game.i18n.format(key, data) })];
    if (status.queued > 0) parts.push(game.i18n.format("TUMULTE.Status.queued", data));
    this.#element.dataset.tone = tone;
    this.#element.dataset.state = status.state;
    this.#element.dataset.queued = String(status.queued);
    this.#element.title = status.code ? explain(status.code) : game.i18n.localize("TUMULTE.Status.hint");
    const words = this.#element.querySelector(".tumulte-words");
    if (words) words.textContent = parts.join(" · ");
  }
}
