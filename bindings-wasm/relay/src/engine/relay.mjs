// @ts-check
// Between the tabs and the servers: which tab shows which table, where its rolls go, what its panel shows.

import { addressProblem, normalizeServerUrl } from "../../../../foundry-module/scripts/transport/address.mjs";
import { keyOf } from "../sites.mjs";
import { lot } from "../sieve.mjs";
import { Link } from "./link.mjs";

/**
 * @typedef {import("../sites.mjs").Table} Table
 * @typedef {{id: string, url: string, post: (view: any) => void}} TabParts `url` of its page
 */

/** Two tabs hear of one roll within this time; one tab that says it twice rolled twice. */
const ECHO_MS = 3_000;
const MAX_PRINTS = 500;

/** Everything behind the tabs. */
export class Relay {
  /** @type {Map<string, Link>} */
  #links = new Map();
  /** @type {Set<Tab>} */
  #tabs = new Set();
  /** @type {{print: string, tab: Tab, at: number}[]} */
  #prints = [];

  /**
   * @param {object} parts
   * @param {import("./memory.mjs").Memory} parts.memory
   * @param {import("../../../../foundry-module/scripts/clock.mjs").Clock} parts.clock
   * @param {() => Promise<any>} parts.loadIo the Socket.IO client
   * @param {() => Promise<any>} parts.loadWasm keys, signatures, the QR code
   * @param {string} parts.version
   */
  constructor({ memory, clock, loadIo, loadWasm, version }) {
    this.memory = memory;
    this.clock = clock;
    this.version = version;
    this.parts = { memory, clock, loadIo, loadWasm, onChange: () => this.show() };
    for (const table of Object.values(this.tables)) this.linkOf(table);
  }

  /** Every table that was paired here, by key. @returns {Record<string, Table>} */
  get tables() {
    return this.memory.read("tables") ?? {};
  }

  /** The server that is proposed. */
  get serverUrl() {
    return this.memory.read("server") ?? "";
  }

  /** What happens with secrets. @returns {"keep" | "mask"} */
  get secrets() {
    return this.memory.read("secrets") === "mask" ? "mask" : "keep";
  }

  /** Who pairs, as far as the server is told: this browser, by a name drawn by lot. */
  get self() {
    let self = this.memory.read("self");
    if (!self) this.memory.write("self", (self = lot()));
    return self;
  }

  /** @param {TabParts} parts */
  attach(parts) {
    const tab = new Tab(this, parts);
    this.#tabs.add(tab);
    tab.show();
    return tab;
  }

  /** @param {Tab} tab */
  detach(tab) {
    this.#tabs.delete(tab);
  }

  /** The link of a table, made when it is first needed. @param {Table} table */
  linkOf(table) {
    const key = keyOf(table);
    const known = this.#links.get(key);
    if (known) {
      // A page's title comes late; what was paired keeps the name it was paired under.
      if (!known.isPaired) known.table = { ...known.table, worldName: table.worldName };
      return known;
    }
    const link = new Link({ ...this.parts, table: { ...table, ...this.tables[key] } });
    this.#links.set(key, link);
    return link;
  }

  /** Every paired link. */
  get paired() {
    return [...this.#links.values()].filter((link) => link.isPaired);
  }

  /** Remembers a table, or forgets it. @param {string} key @param {Table | null} table */
  keep(key, table) {
    const { [key]: _, ...others } = this.tables;
    this.memory.write("tables", table ? { ...others, [key]: table } : others);
  }

  /** Draws every panel anew. */
  show() {
    for (const tab of this.#tabs) tab.show();
  }

  /**
   * Whether another tab said the same just now.
   * @param {string} print
   * @param {Tab} tab
   */
  isEcho(print, tab) {
    const at = this.clock.now();
    this.#prints = this.#prints.filter((known) => at - known.at <= ECHO_MS).slice(-MAX_PRINTS);
    if (this.#prints.some((known) => known.print === print && known.tab !== tab)) return true;
    this.#prints.push({ print, tab, at });
    return false;
  }
}

/** One tab with a table, as the engine sees it. */
export class Tab {
  /** @type {Table | null} */
  #table = null;
  /** @type {Link | null} */
  #joined = null;
  #relay;
  #parts;
  #told = 0;
  #kept = 0;
  #addressProblem = "";
  #starting = false;

  /** @param {Relay} relay @param {TabParts} parts */
  constructor(relay, parts) {
    this.#relay = relay;
    this.#parts = parts;
  }

  /** The tab's word. @param {any} message */
  receive(message) {
    if (message?.type === "table") this.#setTable(message.table);
    if (message?.type === "heard") this.#heard(message.message);
    if (message?.type === "kept") {
      this.#kept += 1;
      this.show();
    }
    if (message?.type === "command") void this.#command(String(message.name), message.value);
  }

  /** The tab is gone. */
  leave() {
    this.#relay.detach(this);
    this.#join(null);
  }

  /** Sends the tab what its panel shows. */
  show() {
    this.#parts.post(this.view());
  }

  /** What the panel shows. */
  view() {
    const relay = this.#relay;
    const own = this.#table ? relay.linkOf(this.#table) : null;
    const target = this.#joined;
    const pairing = own?.pairing.state ?? { phase: "idle" };
    const phase = !own ? "none"
      : pairing.phase === "waiting" || pairing.phase === "preparing" ? pairing.phase
        : target && !this.#starting ? "paired" : "address";
    return {
      phase,
      table: own?.table ?? null,
      server: target?.status.server ?? relay.serverUrl,
      addressProblem: this.#addressProblem,
      error: pairing.phase === "failed" ? pairing.code : "",
      offer: pairing.phase === "waiting" ? pairing.offer : null,
      trouble: pairing.phase === "waiting" ? pairing.trouble ?? "" : "",
      justPaired: pairing.phase === "approved",
      status: target ? target.status : own?.status ?? null,
      secrets: relay.secrets,
      system: own?.table.system ?? "",
      target: target && own && target !== own ? target.key : "",
      targets: relay.paired.filter((link) => link !== own).map((link) => ({ key: link.key, name: link.table.worldName, vtt: link.table.vtt })),
      told: this.#told,
      kept: this.#kept,
    };
  }

  /** @param {Table | null} table */
  #setTable(table) {
    const isNew = table && (!this.#table || keyOf(table) !== keyOf(this.#table));
    this.#table = table ?? null;
    if (isNew) this.#starting = false;
    this.#review();
    this.show();
  }

  /** Where the rolls of this tab go: to the table they are of, or to the one they were sent to. */
  #review() {
    if (!this.#table) return this.#join(null);
    const elsewhere = this.#relay.memory.read(`target.${keyOf(this.#table)}`);
    const link = this.#relay.paired.find(({ key }) => key === elsewhere) ?? this.#relay.linkOf(this.#table);
    this.#join(link.isPaired ? link : null);
  }

  /** @param {Link | null} link */
  #join(link) {
    if (link === this.#joined) return;
    this.#joined?.part();
    this.#joined = link;
    link?.join();
  }

  /** @param {import("../sieve.mjs").Leaving} leaving */
  #heard({ print, ...message }) {
    this.#review();
    const link = this.#joined;
    // Without a pairing there is nobody to tell, now or later.
    if (!link || (print && this.#relay.isEcho(print, this))) return;
    const system = this.#table && this.#relay.linkOf(this.#table).table.system;
    this.#told += 1;
    void link.send("relay:message", {
      worldId: link.table.worldId,
      ...message,
      timestamp: this.#relay.clock.now(),
      ...(system ? { system: { id: system } } : {}),
    });
    this.show();
  }

  /** @param {string} name @param {any} value */
  async #command(name, value) {
    const relay = this.#relay;
    const own = this.#table ? relay.linkOf(this.#table) : null;
    if (name === "pair") await this.#pair(String(value ?? ""));
    if (name === "cancel") {
      own?.pairing.cancel();
      this.#starting = false;
    }
    if (name === "again") this.#starting = true;
    if (name === "unpair" && own && this.#table) {
      await own.unpair();
      relay.keep(own.key, null);
      relay.memory.write(`target.${own.key}`, null);
      this.#review();
    }
    if (name === "secrets") relay.memory.write("secrets", value === "mask" ? "mask" : "keep");
    if (name === "system" && own && this.#table) {
      await own.setSystem(String(value));
      if (own.isPaired) relay.keep(own.key, own.table);
    }
    if (name === "target" && own) {
      relay.memory.write(`target.${own.key}`, value || null);
      this.#review();
    }
    relay.show();
  }

  /** @param {string} typed */
  async #pair(typed) {
    const relay = this.#relay;
    const table = this.#table;
    if (!table) return;
    const url = normalizeServerUrl(typed);
    this.#addressProblem = url ? addressProblem(url, this.#parts.url) ?? "" : "malformed";
    if (!url || this.#addressProblem === "mixed_content") return;
    relay.memory.write("server", url);
    this.#starting = false;
    const link = relay.linkOf(table);
    relay.memory.write(`target.${link.key}`, null);
    await link.pairing.start(url, {
      worldId: table.worldId, worldName: table.worldName, gmUserId: relay.self, moduleVersion: relay.version,
    });
    if (link.isPaired) relay.keep(link.key, link.table);
    this.#review();
  }
}
