// @ts-check
// Chat messages with dice: the one source of rolls that every game system shares.
//
// The hooks run in every browser at the table. Whether this one speaks is asked when there is
// something to say, not when the page loaded: GMs come and go while 3D dice roll.

import { absoluteUrl, hasDiceSoNice, speakerOf } from "../compat.mjs";
import { actorFacts } from "../extract/actor.mjs";
import { carriesRolls, deletePayload, rollPayload, touchesRolls } from "../extract/message.mjs";
import { isHidden } from "../extract/visibility.mjs";
import { diceAtRest } from "./dice-so-nice.mjs";
import * as log from "../log.mjs";

/** Turns chat hooks into `dice:roll`, `dice:update` and `dice:delete`. */
export class DiceCollector {
  /** The last step under way for each message, so that steps of one message keep their order. */
  #steps = new Map();
  /** Messages that were gone before their dice came to rest: the server never heard of them. */
  #withheld = new WeakSet();
  #speaks;
  #emit;
  #world;
  #keepsHidden;
  #onSent;
  #clock;

  /**
   * @param {object} parts
   * @param {() => boolean} parts.speaks whether this client is the one to send, right now
   * @param {(event: string, payload: Record<string, any>) => void} parts.emit
   * @param {() => import("../extract/message.mjs").WorldRef} parts.world
   * @param {() => boolean} parts.keepsHidden whether hidden rolls stay in this browser
   * @param {(message: Record<string, any>, actor: import("../_types.mjs").ActorFacts | null) => void} [parts.onSent] told
   *   of each message that was handed on
   * @param {import("../clock.mjs").Clock} parts.clock
   */
  constructor({ speaks, emit, world, keepsHidden, onSent = () => {}, clock }) {
    this.#speaks = speaks;
    this.#emit = emit;
    this.#world = world;
    this.#keepsHidden = keepsHidden;
    this.#onSent = onSent;
    this.#clock = clock;
  }

  /** Starts to listen. */
  listen() {
    Hooks.on("createChatMessage", (/** @type {any} */ message) => this.#created(message));
    Hooks.on("updateChatMessage", (/** @type {any} */ message, /** @type {any} */ changed) => this.#updated(message, changed));
    Hooks.on("deleteChatMessage", (/** @type {any} */ message, /** @type {any} */ options) => this.#deleted(message, options));
  }

  /** @param {any} message */
  #created(message) {
    if (message.pack || !carriesRolls(message.toObject())) return;
    this.#inOrder(message.id, async () => {
      if (hasDiceSoNice()) await diceAtRest(message, this.#clock);
      // The source is taken now: what was deleted, hidden or revealed meanwhile counts.
      if (game.messages.has(message.id)) this.#send("dice:roll", message, message.timestamp);
      else this.#withheld.add(message);
    });
  }

  /**
   * @param {any} message
   * @param {Record<string, unknown>} changed
   */
  #updated(message, changed) {
    if (message.pack || !touchesRolls(changed)) return;
    this.#inOrder(message.id, async () => {
      if (!game.messages.has(message.id)) return;
      const hiddenNow = ("whisper" in changed || "blind" in changed) && isHidden(message.toObject());
      if (hiddenNow && this.#keepsHidden()) {
        // It was public until now, so the server may know it; it should not any longer.
        this.#retract(message);
      } else {
        this.#send("dice:update", message, this.#clock.now());
      }
    });
  }

  /**
   * @param {any} message
   * @param {{deleteAll?: boolean}} [options]
   */
  #deleted(message, options) {
    // Clearing the whole log is housekeeping, not taking back every roll of the evening.
    if (message.pack || options?.deleteAll || !carriesRolls(message.toObject())) return;
    this.#inOrder(message.id, async () => {
      if (!this.#withheld.has(message)) this.#retract(message);
    });
  }

  /**
   * @param {string} event
   * @param {any} message
   * @param {number} timestamp
   */
  #send(event, message, timestamp) {
    if (!this.#speaks()) return;
    const source = message.toObject();
    if (!carriesRolls(source) || (isHidden(source) && this.#keepsHidden())) return;
    const speaker = source.speaker ?? {};
    const { actor, tokenImg } = speakerOf(speaker);
    const facts = actor ? actorFacts(actor, { alias: speaker.alias, tokenImg, absolute: absoluteUrl }) : null;
    this.#emit(event, rollPayload(source, facts, this.#world(), timestamp));
    this.#onSent(source, facts);
  }

  /** @param {any} message */
  #retract(message) {
    if (this.#speaks()) this.#emit("dice:delete", deletePayload(message.id, this.#world(), this.#clock.now()));
  }

  /**
   * @param {string} messageId
   * @param {() => Promise<void>} step
   */
  #inOrder(messageId, step) {
    const before = this.#steps.get(messageId) ?? Promise.resolve();
    const now = before.then(step).catch((/** @type {unknown} */ thrown) => log.error("A roll could not be read.", thrown));
    this.#steps.set(messageId, now);
    void now.then(() => {
      if (this.#steps.get(messageId) === now) this.#steps.delete(messageId);
    });
  }
}
