// @ts-check
// The panel in the tab: shows what the engine says about this table, and hands over what people choose.

import { STYLE } from "./style.mjs";
import { explain, wordsIn } from "./text.mjs";
import { element, icon } from "./element.mjs";
import { addressView, pairedView, waitingView } from "./views.mjs";

/** @type {Record<string, string>} */
const TONES = { connected: "good", connecting: "busy", reconnecting: "busy", revoked: "bad", refused: "bad" };

/** Names of the tabletops as people write them. @type {Record<string, string>} */
export const TITLES = {
  roll20: "Roll20", ddb: "D&D Beyond", alchemy: "Alchemy", demiplane: "Demiplane", owlbear: "Owlbear Rodeo", talespire: "TaleSpire", beyond20: "Beyond20",
};

/** The tone and words of a status. @param {any} status @param {ReturnType<typeof wordsIn>} say */
export function describe(status, say) {
  const isWaiting = status?.state === "connected" && !status.imported;
  const state = isWaiting ? "notImported" : status?.state ?? "unpaired";
  return { tone: isWaiting ? "busy" : TONES[state] ?? "calm", text: say(`state.${state}`) };
}

/** A panel with a lamp that opens it. */
export class Panel {
  #root;
  #lamp;
  #panel;
  #say;
  #send;
  /** @type {any} */
  #view = null;
  #drawn = "";
  #phase = "";
  #extra = { captured: 0, save: () => {} };
  /** @type {any} */
  #ticking;
  /** Whether somebody asked whether to end the pairing. */
  ending = false;

  /**
   * @param {object} parts
   * @param {Document} parts.document
   * @param {(name: string, value?: any) => void} parts.send commands
   * @param {string} parts.language
   * @param {boolean} [parts.inset] fills a page of its own instead of floating
   */
  constructor({ document, send, language, inset = false }) {
    this.#say = wordsIn(language);
    this.#send = send;
    const host = document.createElement("tumulte-relay");
    const shadow = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    shadow.adoptedStyleSheets = [sheet];
    this.#panel = element(document, "section", { class: "panel", role: "dialog", "aria-label": this.#say("title"), tabindex: "-1" });
    this.#lamp = element(document, "button", { class: "lamp", type: "button", "aria-expanded": "false", "aria-label": this.#say("open"), title: this.#say("open") }, [icon(document)]);
    this.#root = element(document, "div", { class: `root ${inset ? "inset" : "floating"}`, lang: language }, inset ? [this.#panel] : [this.#lamp, this.#panel]);
    this.#panel.hidden = !inset;
    this.#lamp.addEventListener("click", () => this.toggle());
    this.#root.addEventListener("keydown", (event) => {
      // A tabletop's own keys must not hear what is typed here.
      event.stopPropagation();
      if (event.key === "Escape" && !inset) this.toggle(false);
    });
    shadow.append(this.#root);
    this.host = host;
  }

  /** Puts the panel into the page. @param {Element} place */
  mount(place) {
    place.append(this.host);
  }

  /** Opens or closes it. @param {boolean} [open] */
  toggle(open = this.#panel.hidden) {
    this.#panel.hidden = !open;
    this.#lamp.setAttribute("aria-expanded", String(open));
    if (open) this.#panel.focus();
    else this.#lamp.focus();
    this.#draw(true);
  }

  /** @param {any} view */
  show(view) {
    this.#view = view;
    this.#draw();
  }

  /** Says how many frames were recorded. @param {number} captured @param {() => void} save */
  captured(captured, save) {
    this.#extra = { captured, save };
    this.#draw();
  }

  /** Does what a button says. @param {string} name @param {any} [value] */
  command(name, value) {
    this.ending = name === "end?";
    if (name === "copy") void this.#copy(String(value));
    else if (name === "save") this.#extra.save();
    else if (name !== "end?" && name !== "stay") this.#send(name, value);
    this.#draw(true);
  }

  #draw(force = false) {
    const view = this.#view;
    if (!view) return;
    const say = this.#say;
    const { tone, text } = describe(view.status, say);
    this.#lamp.dataset.tone = tone;
    this.#lamp.title = `${say("title")} · ${text}`;
    const state = JSON.stringify([view, this.#extra.captured, this.ending]);
    if (!force && state === this.#drawn) return;
    const typed = this.#phase === view.phase ? this.#panel.querySelector("input")?.value : undefined;
    this.#phase = view.phase;
    this.#drawn = state;
    const document = this.#panel.ownerDocument;
    const make = /** @type {any} */ ((/** @type {string} */ tag, /** @type {any} */ attributes, /** @type {any} */ children) => element(document, tag, attributes, children));
    const title = TITLES[view.table?.vtt] ?? "";
    const close = make("button", { class: "close", type: "button", "aria-label": say("close") }, ["×"]);
    close.addEventListener("click", () => this.toggle(false));
    const isInset = this.#root.classList.contains("inset");
    const head = make("header", {}, [
      icon(document),
      make("div", {}, [make("strong", {}, [view.table?.worldName || say("title")]), make("small", {}, [[say("title"), title].filter(Boolean).join(" · ")])]),
      ...(isInset ? [] : [close]),
    ]);
    const context = { make, say, view, command: (/** @type {string} */ name, /** @type {any} */ value) => this.command(name, value), ending: this.ending, explain: (/** @type {string} */ code) => explain(say, code), line: { tone, text }, captured: this.#extra.captured };
    const body = make("div", { class: "body" }, bodyOf(context));
    const held = this.#held();
    this.#panel.replaceChildren(head, body);
    // A redraw must not take the words away from who types.
    const field = this.#panel.querySelector("input");
    if (field && typed !== undefined) field.value = typed;
    if (held) /** @type {HTMLElement} */ (held === true ? this.#panel : this.#panel.querySelector(held) ?? this.#panel).focus();
    this.#tick();
  }

  /** What has the focus: a selector that finds it again, or that it is somewhere in the panel. @returns {string | boolean} */
  #held() {
    const active = /** @type {ShadowRoot} */ (this.#root.getRootNode()).activeElement;
    if (!active || !this.#panel.contains(active)) return false;
    const name = ["name", "data-command", "class"].find((attribute) => active.hasAttribute(attribute));
    return name ? `${active.localName}[${name}="${CSS.escape(active.getAttribute(name) ?? "")}"]` : true;
  }

  /** The countdown alone, once a second. */
  #tick() {
    clearTimeout(this.#ticking);
    const clock = this.#panel.querySelector("[data-countdown]");
    if (!clock || !this.#view.offer) return;
    const seconds = Math.max(0, Math.ceil((this.#view.offer.expiresAt - Date.now()) / 1000));
    clock.textContent = this.#say("countdown", { time: `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}` });
    this.#ticking = setTimeout(() => this.#tick(), 1000);
  }

  /** @param {string} text */
  async #copy(text) {
    await navigator.clipboard?.writeText(text).catch(() => {});
    const button = this.#panel.querySelector("[data-copy]");
    if (button) button.textContent = this.#say("copied");
  }
}

/** @param {any} context */
function bodyOf(context) {
  const { view, say, make } = context;
  if (view.phase === "none") return [make("p", { class: "soft" }, [say(view.isForeign ? "none.site" : "none")])];
  if (view.phase === "preparing") return [make("p", { class: "soft", role: "status" }, [say("preparing")])];
  if (view.phase === "waiting") return waitingView(context);
  return view.phase === "paired" ? pairedView(context) : addressView(context);
}
