// @ts-check
// One paired table: its pairing, its tokens, its outbox, its socket. The parts are those of the Foundry module.

import { Pairing } from "../../../../foundry-module/scripts/pairing/pairing.mjs";
import { Tokens } from "../../../../foundry-module/scripts/pairing/tokens.mjs";
import { Client } from "../../../../foundry-module/scripts/transport/client.mjs";
import { Outbox } from "../../../../foundry-module/scripts/transport/outbox.mjs";
import { Report } from "../../../../foundry-module/scripts/transport/report.mjs";
import { Shadow } from "../../../../foundry-module/scripts/transport/shadow.mjs";
import { openStore } from "../../../../foundry-module/scripts/transport/outbox-store.mjs";
import { keyOf } from "../sites.mjs";

/**
 * @typedef {import("../sites.mjs").Table} Table
 * @typedef {object} Status
 * @property {"unpaired" | import("../../../../foundry-module/scripts/transport/client.mjs").ClientState} state
 * @property {string | null} code why, where there is a reason
 * @property {number} queued
 * @property {string | null} held the code that holds them up
 * @property {number} refused
 * @property {number} overflowed
 * @property {boolean} imported
 * @property {string | null} server
 */

/** The way from one table to its server. */
export class Link {
  /** @type {Status} */
  status = { state: "unpaired", code: null, queued: 0, held: null, refused: 0, overflowed: 0, imported: false, server: null };
  #clock;
  #onChange;
  /** @type {Outbox | null} */
  #outbox = null;
  /** Only a table that is paired has an outbox. @type {Promise<Shadow> | null} */
  #opened = null;
  #users = 0;

  /**
   * @param {object} parts
   * @param {Table} parts.table
   * @param {import("./memory.mjs").Memory} parts.memory
   * @param {import("../../../../foundry-module/scripts/clock.mjs").Clock} parts.clock
   * @param {() => Promise<any>} parts.loadIo
   * @param {() => Promise<any>} parts.loadWasm
   * @param {() => void} parts.onChange
   */
  constructor({ table, memory, clock, loadIo, loadWasm, onChange }) {
    this.table = table;
    this.key = keyOf(table);
    this.#clock = clock;
    this.#onChange = onChange;
    const place = `pairing.${this.key}`;
    this.tokens = new Tokens({
      store: { read: () => memory.read(place), write: (credentials) => memory.write(place, credentials) },
      clock,
      lockName: `tumulte-relay.${this.key}.renewal`,
    });
    this.pairing = new Pairing({
      tokens: this.tokens,
      // The module's pairing asks for a Foundry world; a relay's table names its tabletop beside it.
      wasm: async () => forTable(await loadWasm(), table.vtt),
      clock,
      onChange: (state) => {
        if (state.phase === "approved") {
          // An earlier pairing's line is of no use any more.
          this.client.stop();
          this.#review();
        }
        onChange();
      },
    });
    this.report = new Report({ send: (event, payload) => this.client.send(event, payload), clock });
    this.client = new Client({
      tokens: this.tokens,
      clock,
      loadIo,
      onState: (state, code) => this.#stateChanged(state, code),
      onConnected: ({ campaignId }) => void this.#connected(campaignId !== null),
      onConfig: ({ campaignId }) => void this.#connected(campaignId !== null),
      queries: {
        "query:characters": () => ({ characters: [] }),
        "query:campaigns": () => ({ campaigns: [this.#world()] }),
      },
    });
    this.#review();
  }

  /** Whether somebody paired it. */
  get isPaired() {
    return this.tokens.credentials !== null;
  }

  /** A tab needs it: connect, and stay so. */
  join() {
    this.#users += 1;
    this.#review();
  }

  /** A tab needs it no longer. What waits still goes out before the line is let go. */
  part() {
    this.#users = Math.max(0, this.#users - 1);
    this.#review();
  }

  /** @param {string} event @param {Record<string, any>} payload */
  async send(event, payload) {
    const shadow = await this.#open();
    shadow.add(event, payload);
    this.#review();
  }

  /** The game system its rolls are judged by changed. @param {string | undefined} system */
  async setSystem(system) {
    this.table = { ...this.table, ...(system ? { system } : {}) };
    if (this.client.state === "connected") await this.#describe();
  }

  /** Ends the pairing here; what waits is dropped. */
  async unpair() {
    this.pairing.cancel();
    this.client.stop();
    await this.tokens.forget();
    await this.#outbox?.clear();
    this.#update({ state: "unpaired", code: null, refused: 0, overflowed: 0, imported: false });
  }

  #open() {
    this.#opened ??= this.#openNow();
    return this.#opened;
  }

  async #openNow() {
    const store = await openStore(`tumulte-relay.${this.key}`, this.#clock);
    const outbox = new Outbox(store, {
      clock: this.#clock,
      onRefused: ({ code }) => this.#update({ refused: this.status.refused + 1, held: code }),
      onOverflow: (count) => this.#update({ overflowed: this.status.overflowed + count }),
      onChange: (queued, held) => {
        this.#update({ queued, held });
        this.report.set(queued, held);
        if (queued === 0) this.#review();
      },
    });
    this.#outbox = outbox;
    await outbox.recount();
    // The line may have been quicker than the database.
    if (this.client.state === "connected") this.#resume();
    this.#review();
    return new Shadow(outbox, this.#clock);
  }

  #review() {
    const { credentials } = this.tokens;
    this.#update({ server: credentials?.serverUrl ?? null });
    if (!credentials) {
      if (this.status.state !== "revoked") this.#update({ state: "unpaired", code: null });
      return;
    }
    void this.#open();
    if (this.#users > 0 || this.status.queued > 0) this.client.start();
    else this.client.stop();
  }

  /**
   * @param {import("../../../../foundry-module/scripts/transport/client.mjs").ClientState} state
   * @param {string | null} code
   */
  #stateChanged(state, code) {
    this.#update({ state: state === "off" && !this.isPaired ? "unpaired" : state, code });
    void this.#opened?.then((shadow) => shadow.hold(state === "duplicate"));
    if (state === "connected") this.#resume();
    else this.#outbox?.pause();
    if (state === "connected") this.report.open();
    else this.report.close();
    if (state === "revoked") void this.#outbox?.clear();
  }

  #resume() {
    this.#outbox?.resume((event, payload) => this.client.send(event, payload));
  }

  /** @param {boolean} imported */
  async #connected(imported) {
    this.#update({ imported });
    await this.#open();
    await this.#describe();
    this.#outbox?.nudge();
  }

  async #describe() {
    const { vttCampaignId: worldId, name: worldName, system } = this.#world();
    // Lost, it is told again at the next connection.
    await this.client.send("campaign:sync", { worldId, worldName, system, characters: [] }).catch(() => {});
  }

  #world() {
    const { worldId, worldName, system } = this.table;
    return { vttCampaignId: worldId, name: worldName, system: { id: system || "unknown" } };
  }

  /** @param {Partial<Status>} change */
  #update(change) {
    const before = JSON.stringify(this.status);
    Object.assign(this.status, change);
    if (JSON.stringify(this.status) !== before) this.#onChange();
  }
}

/** @param {any} wasm @param {string} vtt */
const forTable = (wasm, vtt) => ({
  qrSvg: wasm.qrSvg,
  PairingOffer: { create: (/** @type {object} */ request) => wasm.PairingOffer.create({ ...request, vtt }) },
});
