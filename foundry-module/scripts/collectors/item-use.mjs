// @ts-check
// Somebody uses something they carry: a usage card in the chat, or one potion less. Both are seen in every browser; hooks of
// game systems that say it more plainly run only where the player sits.

import { absoluteUrl, assignedCharacters, cardItem, ownerOf } from "../compat.mjs";
import { WAIT } from "../constants.mjs";
import { isPlayerCharacter } from "../extract/actor.mjs";
import { isBelonging, itemDocument, quantityOf } from "../extract/item.mjs";
import { sheetOf } from "../extract/sheet.mjs";
import { isHidden } from "../extract/visibility.mjs";

/** Sends `inventory:item-used`. What was used while the server was away is no news when it is back. */
export class ItemUseCollector {
  /** How many there were, by the item. @type {Map<string, number>} */
  #counts = new Map();
  /** When an item was told to be used: a card and a potion less are one use. @type {Map<string, number>} */
  #told = new Map();
  #speaks;
  #send;
  #world;
  #clock;

  /**
   * @param {object} parts
   * @param {() => boolean} parts.speaks
   * @param {(event: string, payload: unknown) => Promise<unknown>} parts.send
   * @param {() => {worldId: string, system: {id: string, version: string}}} parts.world
   * @param {import("../clock.mjs").Clock} parts.clock
   */
  constructor({ speaks, send, world, clock }) {
    this.#speaks = speaks;
    this.#send = send;
    this.#world = world;
    this.#clock = clock;
  }

  /** Starts to listen; counts what is there. */
  listen() {
    for (const actor of game.actors) for (const item of actor.items) this.#count(item);
    Hooks.on("createActor", (/** @type {any} */ actor) => {
      for (const item of actor.items ?? []) this.#count(item);
    });
    Hooks.on("createItem", (/** @type {any} */ item) => void this.#count(item));
    Hooks.on("updateItem", (/** @type {any} */ item) => {
      if (this.#count(item) < 0) this.#used(item, null);
    });
    Hooks.on("createChatMessage", (/** @type {any} */ message) => {
      const item = message.pack || isHidden(message.toObject()) ? null : cardItem(message);
      if (item) this.#used(item, message.id);
    });
  }

  /**
   * Notes how many there are; gives the difference to before.
   * @param {any} item
   */
  #count(item) {
    const { id } = item;
    const now = quantityOf(item, sheetOf(game.system.id));
    if (now === null) return 0;
    const before = this.#counts.get(id) ?? now;
    this.#counts.set(id, now);
    return now - before;
  }

  /**
   * @param {any} item
   * @param {string | null} messageId of its card
   */
  #used(item, messageId) {
    const sheet = sheetOf(game.system.id);
    const actor = ownerOf(item);
    if (!this.#speaks() || !actor || actor.pack || actor.isToken || !isBelonging(item, sheet)) return;
    if (!isPlayerCharacter(actor, assignedCharacters(), sheet)) return;
    const document = itemDocument(item, sheet, absoluteUrl);
    const now = this.#clock.now();
    if (!document || now - (this.#told.get(item.id) ?? -Infinity) < WAIT.sameUse) return;
    this.#told.set(item.id, now);
    const { worldId, system } = this.#world();
    const payload = {
      worldId, system, timestamp: now, vttCharacterId: actor.id, item: { item: document }, useId: messageId ?? `${item.id}:${now}`,
    };
    void Promise.resolve(this.#send("inventory:item-used", payload)).catch(() => {});
  }
}
