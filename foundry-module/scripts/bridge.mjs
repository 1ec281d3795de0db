// @ts-check
// One GM's browser as the link between table and server: puts the parts together, keeps the status.

import { gmCandidates, primaryAttribute, worldFacts } from "./compat.mjs";
import { MODULE_ID, PAIRED_FLAG, STATUS_HOOK, WAIT } from "./constants.mjs";
import { CharacterCollector } from "./collectors/character.mjs";
import { CombatCollector } from "./collectors/combat.mjs";
import { DiceCollector } from "./collectors/dice.mjs";
import { ItemUseCollector } from "./collectors/item-use.mjs";
import { testMessage } from "./extract/test-roll.mjs";
import { Comeback } from "./pairing/comeback.mjs";
import { Pairing } from "./pairing/pairing.mjs";
import { Tokens } from "./pairing/tokens.mjs";
import { loadWasm } from "./pairing/wasm.mjs";
import { Preview } from "./preview.mjs";
import { credentialStore, identityStore, keepsHiddenRolls } from "./settings.mjs";
import { Client } from "./transport/client.mjs";
import { Leader } from "./transport/leader.mjs";
import { openStore } from "./transport/outbox-store.mjs";
import { Outbox } from "./transport/outbox.mjs";
import { Report } from "./transport/report.mjs";
import { Shadow } from "./transport/shadow.mjs";
import { WireError } from "./wire-error.mjs";
import * as log from "./log.mjs";

/**
 * @typedef {object} Status
 * @property {"unpaired" | "standby" | import("./transport/client.mjs").ClientState} state
 * @property {string | null} code why, where there is a reason
 * @property {number} queued events that wait
 * @property {string | null} held the code that holds them up
 * @property {number} refused events the server would not take, since the page loaded
 * @property {number} overflowed events dropped because too many waited
 * @property {boolean} imported whether the world is a campaign on the server
 * @property {string | null} server
 * @property {boolean} mayReturn whether a revoked pairing can be let come back from the console
 * @property {import("./preview.mjs").Shown | null} last how streams are shown the latest roll
 */

/** Everything that runs in a GM's browser, apart from windows. */
export class Bridge {
  /** @type {Status} */
  #status = {
    state: "unpaired", code: null, queued: 0, held: null, refused: 0, overflowed: 0, imported: false, server: null, mayReturn: false, last: null,
  };
  #clock;
  #notify;

  /**
   * @param {object} parts
   * @param {import("./clock.mjs").Clock} parts.clock
   * @param {import("./ui/status.mjs").Notify} parts.notify
   * @param {(state: import("./pairing/pairing.mjs").PairingState) => void} parts.onPairing
   */
  constructor({ clock, notify, onPairing }) {
    this.#clock = clock;
    this.#notify = notify;
    const world = () => {
      const { worldId, worldName, system, coreVersion } = worldFacts();
      return { worldId, worldName, system, coreVersion };
    };
    /** Whether this browser should put rolls on the wire, right now. */
    const speaks = () => this.leader.leads && this.tokens.credentials !== null;

    this.tokens = new Tokens({ store: credentialStore(), clock, lockName: `${MODULE_ID}.${game.world.id}.renewal` });
    this.comeback = new Comeback({
      store: identityStore(),
      tokens: this.tokens,
      wasm: loadWasm,
      clock,
      lockName: `${MODULE_ID}.${game.world.id}.comeback`,
      onReturned: () => void this.#paired("returned"),
      onLost: () => this.#review(),
    });
    this.pairing = new Pairing({
      tokens: this.tokens,
      wasm: loadWasm,
      clock,
      onKey: (identity) => this.comeback.keep(identity),
      onChange: (state) => {
        onPairing(state);
        if (state.phase === "approved") void this.#paired("paired");
      },
    });
    this.leader = new Leader({ candidates: gmCandidates, self: () => game.user.id, onChange: () => this.#review() });
    // How characters and combats stand is told as it is now, never as it was: it does not wait in the outbox.
    /** @type {import("./collectors/character.mjs").Send} */
    const send = (event, payload) => this.client.send(event, payload);
    this.combats = new CombatCollector({ speaks, world, clock, send });
    this.uses = new ItemUseCollector({ speaks, world, clock, send });
    /** @type {CharacterCollector} */
    this.characters = new CharacterCollector({ speaks, world, clock, send, combats: () => this.combats.combats() });
    /** @type {Client} */
    this.client = new Client({
      tokens: this.tokens,
      clock,
      onState: (state, code) => this.#clientState(state, code),
      onConnected: ({ campaignId }) => {
        this.#update({ imported: campaignId !== null });
        void this.#connected();
      },
      onConfig: ({ campaignId }) => {
        this.#update({ imported: campaignId !== null });
        void this.#connected();
      },
      onPoll: (step, poll) => this.#notify(step === "start" ? "pollStarted" : "pollEnded", poll),
      queries: {
        "query:characters": () => {
          const { system } = world();
          const beside = { system, primaryTokenAttribute: primaryAttribute() };
          return { characters: this.characters.characters().map((/** @type {object} */ one) => ({ ...one, ...beside })) };
        },
        "query:campaigns": () => {
          const { worldId, worldName, system } = world();
          return { campaigns: [{ vttCampaignId: worldId, name: worldName, system }] };
        },
      },
    });
    this.report = new Report({ send, clock });
    this.dice = new DiceCollector({
      speaks, world, clock, keepsHidden: keepsHiddenRolls,
      onSent: (message, actor) => void this.#foresee(message, actor),
      emit: (event, payload) => void this.#opened.then((shadow) => shadow.add(event, payload)),
    });
  }

  #preview = new Preview(loadWasm);
  /** @type {Outbox | null} */
  #outbox = null;
  /** @type {Shadow | null} */
  #shadow = null;
  /** @type {(shadow: Shadow) => void} */
  #open = () => {};
  /** Dice may fall before the outbox stands; they wait for it. @type {Promise<Shadow>} */
  #opened = new Promise((resolve) => {
    this.#open = resolve;
  });

  /** How things stand; a copy. */
  get status() {
    return { ...this.#status };
  }

  /** Opens the outbox, listens to the table, and connects when this browser is paired. */
  async start() {
    this.dice.listen();
    this.characters.listen();
    this.combats.listen();
    this.uses.listen();
    const store = await openStore(`${MODULE_ID}.${game.world.id}`, this.#clock);
    this.#outbox = new Outbox(store, {
      clock: this.#clock,
      onRefused: ({ code, message }) => {
        log.error("The server refused an event for good:", code, message);
        this.#update({ refused: this.#status.refused + 1 });
        this.#notify("refused", code);
      },
      onOverflow: (count) => {
        if (this.#status.overflowed === 0) this.#notify("overflow");
        this.#update({ overflowed: this.#status.overflowed + count });
      },
      onChange: (queued, held) => {
        this.#update({ queued, held });
        this.report.set(queued, held);
      },
    });
    this.#shadow = new Shadow(this.#outbox, this.#clock);
    if (!this.#outbox.durable) log.warn("The browser refuses a database: what waits is lost when this page closes.");
    await this.#outbox.recount();
    this.#open(this.#shadow);
    Hooks.on("userConnected", () => {
      this.leader.review();
      // Whoever left may have held the connection.
      this.client.retryNow();
    });
    Hooks.on("updateUser", (/** @type {any} */ user) => {
      // Another browser of this GM may have said that it is not paired; this one knows better.
      if (user.id === game.user.id && this.tokens.credentials) void this.#publishPaired();
      this.leader.review();
      this.#review();
    });
    globalThis.addEventListener?.("online", () => this.client.retryNow());
    await this.#publishPaired();
    this.leader.review();
    this.#review();
  }

  /**
   * Sends a critical success of the game system that is in nobody's chat down the whole road, and takes it back from the history a little later.
   * @returns {Promise<{ms: number, shown: import("./preview.mjs").Shown | null}>}
   * @throws {import("./wire-error.mjs").WireError} why it did not arrive
   */
  async testRoll() {
    const { worldId, system, coreVersion } = worldFacts();
    const timestamp = this.#clock.now();
    const flavor = game.i18n.localize("TUMULTE.Pairing.Test");
    const message = testMessage({ id: foundry.utils.randomID(), author: game.user.id, flavor, timestamp, system: system.id });
    const answer = await this.client.send("dice:roll", { worldId, system, coreVersion, timestamp, message });
    if (!answer.ok) throw new WireError(answer.code ?? "event.refused", answer.message, { retry: answer.retry });
    const ms = Math.max(1, this.#clock.now() - timestamp);
    this.#clock.later(() => {
      const gone = { worldId, timestamp: this.#clock.now(), messageId: message._id };
      void this.client.send("dice:delete", gone).catch(() => {});
    }, WAIT.testRoll);
    const [shown = null] = (await this.#preview.of(message, system.id, null)) ?? [];
    return { ms, shown };
  }

  /** Ends the pairing in this browser; what waits is dropped. */
  async unpair() {
    this.client.stop();
    await this.tokens.forget();
    await this.comeback.forget();
    await this.#outbox?.clear();
    await this.#publishPaired();
    this.#update({ state: "unpaired", code: null });
    this.#review();
  }

  /** Tells the other GMs' browsers whether this one can send. The flag is no secret. */
  async #publishPaired() {
    const paired = this.tokens.credentials !== null;
    if (Boolean(game.user.getFlag(MODULE_ID, PAIRED_FLAG)) === paired) return;
    await game.user.setFlag(MODULE_ID, PAIRED_FLAG, paired);
  }

  /** @param {"paired" | "returned"} how */
  async #paired(how) {
    this.#notify(how);
    this.comeback.stop();
    this.client.stop();
    await this.#publishPaired();
    this.leader.review();
    this.#review();
  }

  /** Connects, or lets go, according to pairing and leadership. */
  #review() {
    const { credentials } = this.tokens;
    const mayReturn = !credentials && this.comeback.possible;
    this.#update({ server: credentials?.serverUrl ?? null, mayReturn });
    if (!credentials) {
      if (this.#status.state !== "revoked") this.#update({ state: mayReturn ? "revoked" : "unpaired", code: null });
      this.comeback.start();
    } else if (this.leader.leads) {
      this.client.start();
    } else {
      this.client.stop();
    }
  }

  /**
   * @param {import("./transport/client.mjs").ClientState} state
   * @param {string | null} code
   */
  #clientState(state, code) {
    const off = this.tokens.credentials ? "standby" : "unpaired";
    this.#update({ state: state === "off" ? off : state, code });
    this.#shadow?.hold(state === "duplicate");
    if (state === "connected") this.#outbox?.resume((event, payload) => this.client.send(event, payload));
    else this.#outbox?.pause();
    if (state === "connected") this.report.open();
    else this.report.close();
    if (state === "revoked") void this.#revoked();
  }

  async #connected() {
    // Characters first: the server names rolls by them.
    await this.characters.sync();
    this.#outbox?.nudge();
  }

  async #revoked() {
    this.#notify("revoked");
    await this.tokens.forget();
    await this.#outbox?.clear();
    await this.#publishPaired();
    this.leader.review();
    this.#review();
  }

  /**
   * Judges what was just handed on as the server will, for the GM to see.
   * @param {Record<string, any>} message
   * @param {import("./_types.mjs").ActorFacts | null} actor
   */
  async #foresee(message, actor) {
    const shown = await this.#preview.of(message, game.system.id, actor);
    if (shown?.length) this.#update({ last: shown.find(({ as }) => as === "success" || as === "failure") ?? shown[0] ?? null });
  }

  /** @param {Partial<Status>} change */
  #update(change) {
    const before = JSON.stringify(this.#status);
    Object.assign(this.#status, change);
    if (JSON.stringify(this.#status) !== before) Hooks.callAll(STATUS_HOOK, this.status);
  }
}
