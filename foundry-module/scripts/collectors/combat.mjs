// @ts-check
// The combat that the stream follows, from hooks that run in every browser after the fact. `combatStart`, `combatTurn` and
// `combatRound` are of no use: they run before the change, and only where somebody pressed the button.

import { absoluteUrl, followedCombat } from "../compat.mjs";
import { WAIT } from "../constants.mjs";
import { combatDocument, combatStep } from "../extract/combat.mjs";
import * as log from "../log.mjs";

/** Sends `combat:start`, `combat:turn`, `combat:round`, `combat:update` and `combat:end`. */
export class CombatCollector {
  /** What the server knows of the followed combat. @type {Record<string, any> | null} */
  #told = null;
  /** @type {unknown} */
  #timer = null;
  /** @type {Promise<void>} */
  #line = Promise.resolve();
  #speaks;
  #send;
  #world;
  #clock;

  /**
   * @param {object} parts
   * @param {() => boolean} parts.speaks
   * @param {(event: string, payload: unknown) => Promise<import("../_types.mjs").Acknowledgement>} parts.send
   * @param {() => {worldId: string}} parts.world
   * @param {import("../clock.mjs").Clock} parts.clock
   */
  constructor({ speaks, send, world, clock }) {
    this.#speaks = speaks;
    this.#send = send;
    this.#world = world;
    this.#clock = clock;
  }

  /** Starts to listen. */
  listen() {
    const review = () => this.#schedule();
    for (const step of /** @type {const} */ (["create", "update", "delete"])) {
      for (const kind of /** @type {const} */ (["Combat", "Combatant", "CombatantGroup"])) {
        Hooks.on(/** @type {const} */ (`${step}${kind}`), review);
      }
    }
    Hooks.on("combatTurnChange", review);
    Hooks.on("updateScene", (/** @type {any} */ _, /** @type {any} */ changed) => {
      if ("active" in changed) review();
    });
    // A token is hidden or revealed on the map, somebody falls: the tracker shows it without a change of its own.
    const shows = /** @type {const} */ ([
      "updateToken", "deleteToken", "updateActor", "createActiveEffect", "updateActiveEffect", "deleteActiveEffect",
    ]);
    for (const kind of shows) {
      Hooks.on(kind, () => {
        if (this.#told) review();
      });
    }
  }

  /** The combats that go on, as the server reads them; it is told of them now. */
  combats() {
    const combat = followedCombat();
    this.#told = combat ? combatDocument(combat, absoluteUrl) : null;
    return this.#told ? [{ combat: this.#told }] : [];
  }

  #schedule() {
    this.#timer ??= this.#clock.later(() => {
      this.#timer = null;
      this.#line = this.#line.then(() => this.#tell()).catch((thrown) => log.error("A combat could not be told.", thrown));
    }, WAIT.combat);
  }

  async #tell() {
    if (!this.#speaks()) return;
    const combat = followedCombat();
    const now = combat ? combatDocument(combat, absoluteUrl) : null;
    const before = this.#told;
    this.#told = now;
    if (before && before._id !== now?._id) await this.#emit("combat:end", { _id: before._id });
    const step = now && combatStep(before, now);
    if (step) await this.#emit(step, now);
  }

  /**
   * @param {string} event
   * @param {Record<string, any>} combat
   */
  async #emit(event, combat) {
    try {
      const { worldId } = this.#world();
      const answer = await this.#send(event, { worldId, timestamp: this.#clock.now(), combat });
      if (!answer.ok && answer.code !== "campaign.not_imported") log.warn("A combat was not taken:", answer.code);
    } catch {
      // Not connected any more; connecting again tells how it stands then.
    }
  }
}
