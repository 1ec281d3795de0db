// @ts-check
// Roll20: chat records of its database first, the chat log's HTML where those are silent.

/** Types of records that everybody at the table sees. Others are secret, or not known to be public. */
const PUBLIC = new Set(["general", "rollresult", "emote", "desc", "advancedroll"]);

/** Templates of Beacon sheets: their records hold no dice, their HTML does. */
const BEACON = /dnd-2024|roll__total|roll__d20|rt-formula|beacon/;

const PUSH = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

/**
 * When an id of the database was drawn.
 * @param {string} key
 * @returns {number | null} milliseconds
 */
export function pushTime(key) {
  let time = 0;
  for (const letter of key.slice(0, 8)) {
    const place = PUSH.indexOf(letter);
    if (place < 0) return null;
    time = time * 64 + place;
  }
  return key.length >= 8 ? time : null;
}

/** @param {any} value */
const isSet = (value) => value !== undefined && value !== null && value !== false && value !== "" && value !== "false" && value !== 0;

/**
 * Whether a record is not for everybody's eyes. In doubt it is not.
 * @param {Record<string, any>} record
 */
export function isSecretRecord(record) {
  const options = typeof record.options === "object" && record.options !== null ? record.options : {};
  return !PUBLIC.has(record.type)
    || ["target", "target_name", "whisper", "secret", "hidden", "private"].some((name) => isSet(record[name]) || isSet(options[name]));
}

/** Whether a record rolls anything; people's words stay in the tab. @param {Record<string, any>} record */
export function hasDice(record) {
  if (record.type === "rollresult" || record.type === "gmrollresult") return true;
  return typeof record.inlinerolls === "object" && record.inlinerolls !== null && Object.keys(record.inlinerolls).length > 0;
}

/**
 * Records of the database.
 * @param {{id: string, record: Record<string, any>}[]} records
 * @param {import("../sieve.mjs").Sieve} sieve
 * @param {() => number} now
 */
export function takeRecords(records, sieve, now) {
  for (const { id, record } of records) {
    if (!hasDice(record)) continue;
    const priority = Number(record[".priority"]);
    const ts = pushTime(id) ?? (priority > 0 ? priority : now());
    sieve.take({ source: "roll20.rtdb", id, ts, raw: record, secret: isSecretRecord(record) });
  }
}

/** Whether a message of the log is not for everybody's eyes. @param {Element} message */
export function isSecretMessage(message) {
  const names = [...message.classList];
  return names.some((name) => /^(private|whisper|hidden-message|gmroll|secret|hidden)$/.test(name))
    || !names.some((name) => PUBLIC.has(name));
}

/** The speaker's name, which only the first message of a run has. @param {Element} message */
function speaker(message) {
  const player = (/** @type {Element} */ one) => [...one.classList].find((name) => name.startsWith("player-"));
  for (let one = /** @type {Element | null} */ (message); one; one = one.previousElementSibling) {
    const by = one.querySelector(":scope > .by")?.textContent;
    if (by) return by.trim();
    if (player(one) !== player(message) || one.classList.contains("emote")) return "";
  }
  return "";
}

const DICE = ".inlinerollresult, .diceroll, .rolled, .sheet-rolltemplate, rolltemplate, [class*='roll__'], [class*='dnd-2024']";
const QUIET_MS = 2_000;
/** How long the database has to tell of a message before the log's HTML stands in. */
const HEADSTART_MS = 1_500;

/**
 * Watches the chat log. It streams its history in; until it has been quiet for two seconds, what appears is old.
 * @param {Document} document
 * @param {import("../sieve.mjs").Sieve} sieve
 * @param {{now: () => number, later: (action: () => void, ms: number) => unknown}} clock
 */
export function watchLog(document, sieve, clock) {
  let isOpen = false;
  let changed = clock.now();
  /** @param {Element} message */
  const look = (message) => {
    const id = message.getAttribute("data-messageid");
    if (!id || !message.matches(DICE) && !message.querySelector(DICE)) return;
    const html = message.outerHTML;
    const isBeacon = BEACON.test(html);
    if (sieve.knows("roll20.rtdb", id)) return;
    const by = speaker(message);
    sieve.take({
      source: isBeacon ? "roll20.beacon" : "roll20.dom",
      id,
      ts: pushTime(id) ?? clock.now(),
      raw: { id, html, ...(by ? { by } : {}) },
      secret: isSecretMessage(message),
    });
  };
  /** @param {Element} log */
  const observe = (log) => {
    new MutationObserver((mutations) => {
      changed = clock.now();
      if (!isOpen) return;
      for (const { addedNodes } of mutations) {
        for (const node of addedNodes) {
          if (node.nodeType !== 1 || !(/** @type {Element} */ (node).classList.contains("message"))) continue;
          clock.later(() => look(/** @type {Element} */ (node)), HEADSTART_MS);
        }
      }
    }).observe(log, { childList: true });
    const settle = () => {
      const rest = changed + QUIET_MS - clock.now();
      if (rest > 0) clock.later(settle, rest);
      else isOpen = true;
    };
    settle();
  };
  const find = () => {
    const log = document.querySelector("#textchat .content");
    if (log) observe(log);
    else clock.later(find, 500);
  };
  find();
}
