// @ts-check
// Player characters: all of them when the connection stands, then each one as it changes.

import { absoluteUrl, assignedCharacters, primaryAttribute } from "../compat.mjs";
import { WAIT } from "../constants.mjs";
import { characterOf, isPlayerCharacter } from "../extract/actor.mjs";
import * as log from "../log.mjs";

/** Sends `campaign:sync`, `character:update` and `character:delete`. */
export class CharacterCollector {
  /** Ids of actors that changed since the last flush. */
  #pending = new Set();
  /** Ids of actors the server was told of. */
  #known = new Set();
  /** @type {unknown} */
  #timer = null;
  #speaks;
  #send;
  #world;
  #clock;

  /**
   * @param {object} parts
   * @param {() => boolean} parts.speaks
   * @param {(event: string, payload: unknown) => Promise<import("../_types.mjs").Acknowledgement>} parts.send
   * @param {() => {worldId: string, worldName: string, system: object, coreVersion: string}} parts.world
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
    for (const hook of ["createActor", "updateActor", "deleteActor"]) {
      Hooks.on(hook, (/** @type {any} */ actor) => {
        if (!actor.pack && !actor.isToken) this.#touch(actor.id);
      });
    }
    Hooks.on("updateUser", (/** @type {any} */ user, /** @type {any} */ changed) => {
      if ("character" in changed) for (const actor of game.actors) this.#touch(actor.id);
    });
  }

  /** All player characters, as the server lists them. */
  characters() {
    const assigned = assignedCharacters();
    return game.actors
      .filter((/** @type {any} */ actor) => isPlayerCharacter(actor, assigned))
      .map(toCharacter);
  }

  /** Tells the server the world and all its characters. A lost one is made good by the next. */
  async sync() {
    if (!this.#speaks()) return;
    this.#pending.clear();
    const characters = this.characters();
    const { worldId, worldName, system, coreVersion } = this.#world();
    try {
      const answer = await this.#send("campaign:sync", {
        worldId, worldName, system, coreVersion, timestamp: this.#clock.now(), characters,
      });
      if (answer.ok) this.#known = new Set(characters.map((/** @type {any} */ one) => one.vttCharacterId));
      else if (answer.code !== "campaign.not_imported") log.warn("The characters were not taken:", answer.code);
    } catch {
      // Not connected any more; connecting again syncs again.
    }
  }

  /** @param {string} actorId */
  #touch(actorId) {
    this.#pending.add(actorId);
    this.#schedule(WAIT.character);
  }

  /** @param {number} ms */
  #schedule(ms) {
    this.#timer ??= this.#clock.later(() => {
      this.#timer = null;
      void this.#flush();
    }, ms);
  }

  async #flush() {
    const ids = [...this.#pending];
    this.#pending.clear();
    if (!this.#speaks()) return;
    const assigned = assignedCharacters();
    const { worldId } = this.#world();
    for (const id of ids) {
      const actor = game.actors.get(id);
      const timestamp = this.#clock.now();
      const plays = actor && isPlayerCharacter(actor, assigned);
      if (!plays && !this.#known.has(id)) continue;
      try {
        const answer = plays
          ? await this.#send("character:update", { worldId, timestamp, character: toCharacter(actor) })
          : await this.#send("character:delete", { worldId, timestamp, vttCharacterId: id });
        if (answer.ok && plays) this.#known.add(id);
        else if (answer.ok) this.#known.delete(id);
        else if (answer.retry && answer.code !== "campaign.not_imported") this.#pending.add(id);
      } catch {
        return;
      }
    }
    if (this.#pending.size) this.#schedule(WAIT.duplicate);
  }
}

/** @param {any} actor */
const toCharacter = (actor) => characterOf(actor, { absolute: absoluteUrl, primaryAttribute: primaryAttribute() });
