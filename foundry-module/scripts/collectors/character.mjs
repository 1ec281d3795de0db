// @ts-check
// Player characters and what they carry: all of them when the connection stands, then each one as it changes.
//
// The hooks run in every browser at the table. What changed is gathered for a moment, and told by whoever leads then.

import { absoluteUrl, assignedCharacters, ownerOf, primaryAttribute } from "../compat.mjs";
import { LIMIT, WAIT } from "../constants.mjs";
import { characterOf, isPlayerCharacter } from "../extract/actor.mjs";
import { isBelonging, isHiddenItem, itemDocument } from "../extract/item.mjs";
import { sheetOf, telltaleTypes } from "../extract/sheet.mjs";
import * as log from "../log.mjs";

/**
 * @typedef {{worldId: string, worldName: string, system: {id: string, version: string}, coreVersion: string}} World
 * @typedef {(event: string, payload: unknown) => Promise<import("../_types.mjs").Acknowledgement>} Send
 */

/** Sends `campaign:sync`, `character:update`, `character:delete` and `inventory:update`. */
export class CharacterCollector {
  /** Ids of actors that changed since the last flush. */
  #pending = new Set();
  /** Things that changed since then, by the id of the actor that carries them. @type {Map<string, Set<string>>} */
  #items = new Map();
  /** Ids of actors the server was told of. */
  #known = new Set();
  /** @type {unknown} */
  #timer = null;
  #speaks;
  #send;
  #world;
  #clock;
  #combats;

  /**
   * @param {object} parts
   * @param {() => boolean} parts.speaks
   * @param {Send} parts.send
   * @param {() => World} parts.world
   * @param {() => Record<string, any>[]} parts.combats the combats that go on, for the sync
   * @param {import("../clock.mjs").Clock} parts.clock
   */
  constructor({ speaks, send, world, combats, clock }) {
    this.#speaks = speaks;
    this.#send = send;
    this.#world = world;
    this.#combats = combats;
    this.#clock = clock;
  }

  /** Starts to listen. */
  listen() {
    for (const step of ["create", "update", "delete"]) {
      Hooks.on(`${step}Actor`, (/** @type {any} */ actor) => this.#touch(actor));
      Hooks.on(`${step}Item`, (/** @type {any} */ item) => this.#touchItem(item));
      // Effects change numbers and conditions, and may lie on the actor or on a thing it carries.
      Hooks.on(`${step}ActiveEffect`, (/** @type {any} */ effect) => this.#touch(ownerOf(effect)));
    }
    Hooks.on("updateUser", (/** @type {any} */ user, /** @type {any} */ changed) => {
      if ("character" in changed || "role" in changed) for (const actor of game.actors) this.#touch(actor);
    });
  }

  /** All player characters, as the server reads them. */
  characters() {
    const assigned = assignedCharacters();
    const sheet = this.#sheet();
    return game.actors.filter((/** @type {any} */ actor) => isPlayerCharacter(actor, assigned, sheet)).map(toCharacter);
  }

  /** Tells the server the world, all its characters and the combat that goes on. A lost one is made good by the next. */
  async sync() {
    if (!this.#speaks()) return;
    this.#pending.clear();
    this.#items.clear();
    const { fitting, others } = fit(this.characters());
    const { worldId, worldName, system, coreVersion } = this.#world();
    try {
      const answer = await this.#send("campaign:sync", {
        worldId, worldName, system, coreVersion, timestamp: this.#clock.now(),
        primaryTokenAttribute: primaryAttribute(), characters: fitting, combats: this.#combats(),
      });
      if (!answer.ok) {
        if (answer.code !== "campaign.not_imported") log.warn("The characters were not taken:", answer.code);
        return;
      }
      this.#known = new Set([...fitting, ...others].map(({ actor }) => actor._id));
      // The list says who is there; those that made it too long follow one by one.
      if (answer.imported) for (const character of others) await this.#update(character);
    } catch {
      // Not connected any more; connecting again syncs again.
    }
  }

  #sheet() {
    return sheetOf(this.#world().system.id);
  }

  /** @param {any} actor */
  #touch(actor) {
    // Tokens that are not linked have actors of their own, which are nobody's characters.
    if (!actor || actor.pack || actor.isToken) return;
    this.#pending.add(actor.id);
    this.#schedule(WAIT.character);
  }

  /** @param {any} item */
  #touchItem(item) {
    const actor = ownerOf(item);
    if (!actor || actor.pack || actor.isToken) return;
    const sheet = this.#sheet();
    const isPart = telltaleTypes(sheet).has(item.type);
    // Classes and conditions are part of the character; a spell is neither that nor a belonging.
    if (isPart) return this.#touch(actor);
    if (!isBelonging(item, sheet)) return;
    const items = this.#items.get(actor.id) ?? new Set();
    this.#items.set(actor.id, items.add(item.id));
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
    const [ids, things] = [[...this.#pending], new Map(this.#items)];
    this.#pending.clear();
    this.#items.clear();
    if (!this.#speaks()) return;
    const assigned = assignedCharacters();
    const sheet = this.#sheet();
    try {
      for (const id of new Set([...ids, ...things.keys()])) {
        const actor = game.actors.get(id);
        const plays = actor && isPlayerCharacter(actor, assigned, sheet);
        if (!plays && !this.#known.has(id)) continue;
        // A character that is told whole brings its things along.
        const isWhole = this.#pendingWhole(ids, id);
        const answer = await (plays
          ? isWhole ? this.#update(toCharacter(actor)) : this.#updateThings(actor, things.get(id) ?? new Set())
          : this.#delete(id));
        if (answer.ok && plays) this.#known.add(id);
        else if (answer.ok) this.#known.delete(id);
        else if (answer.retry && answer.code !== "campaign.not_imported") this.#pending.add(id);
      }
    } catch {
      // Not connected any more; connecting again syncs.
      return;
    }
    if (this.#pending.size) this.#schedule(WAIT.duplicate);
  }

  /**
   * Whether a character has to be told whole: it changed itself, or the server was never told of it.
   * @param {string[]} ids
   * @param {string} id
   */
  #pendingWhole(ids, id) {
    return ids.includes(id) || !this.#known.has(id);
  }

  /** @param {import("../_types.mjs").SentCharacter} character */
  #update(character) {
    const { worldId, system } = this.#world();
    return this.#send("character:update", {
      worldId, timestamp: this.#clock.now(), system, primaryTokenAttribute: primaryAttribute(), character,
    });
  }

  /** @param {string} vttCharacterId */
  #delete(vttCharacterId) {
    return this.#send("character:delete", { worldId: this.#world().worldId, timestamp: this.#clock.now(), vttCharacterId });
  }

  /**
   * @param {any} actor
   * @param {ReadonlySet<string>} ids of things that changed
   */
  #updateThings(actor, ids) {
    const { worldId, system } = this.#world();
    const sheet = this.#sheet();
    const items = [];
    const removed = [];
    for (const id of ids) {
      const item = actor.items.get(id);
      // What is hidden now is gone, as far as anybody else is concerned.
      const document = item && !isHiddenItem(item, sheet) ? itemDocument(item, sheet, absoluteUrl) : null;
      if (document) items.push({ item: document });
      else removed.push(id);
    }
    return this.#send("inventory:update", {
      worldId, timestamp: this.#clock.now(), system, vttCharacterId: actor.id, items, removed,
    });
  }
}

/** @param {any} actor */
const toCharacter = (actor) => characterOf(actor, {
  sheet: sheetOf(game.system.id), absolute: absoluteUrl, primaryAttribute: primaryAttribute(),
});

/**
 * The characters that fit into one event, and those that do not.
 * @param {import("../_types.mjs").SentCharacter[]} characters
 */
function fit(characters) {
  let size = 0;
  const isFitting = characters.map((character) => (size += JSON.stringify(character).length) <= LIMIT.syncSize);
  return {
    fitting: characters.filter((_, index) => isFitting[index]),
    others: characters.filter((_, index) => !isFitting[index]),
  };
}
