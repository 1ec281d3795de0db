// The documents of a world as one client holds them.

import { FakeCombat } from "./combat.mjs";
import { FakeDocument } from "./document.mjs";
import { FakeActiveEffect, FakeCombatant, FakeCombatantGroup, FakeItem, FakeToken } from "./embedded.mjs";
import { deepClone } from "./utils.mjs";
import { Roll } from "./roll.mjs";

/** Role numbers of CONST.USER_ROLES. */
export const ROLE = Object.freeze({ NONE: 0, PLAYER: 1, TRUSTED: 2, ASSISTANT: 3, GAMEMASTER: 4 });

const OWNER = 3;

/** A person at the table. */
export class FakeUser extends FakeDocument {
  static documentName = "User";
  active = false;

  get role() {
    return this._source.role;
  }

  get isGM() {
    return this.role >= ROLE.ASSISTANT;
  }

  get isSelf() {
    return this.client.userId === this.id;
  }

  get character() {
    return this.client.game.actors?.get(this._source.character) ?? null;
  }

  can(permission) {
    return permission !== "SETTINGS_MODIFY" || this.role >= ROLE.ASSISTANT;
  }

  mayChange(user) {
    return user.id === this.id || user.isGM;
  }
}

/** A character sheet. Prepared data equals the source, plus what the test calls derived. */
export class FakeActor extends FakeDocument {
  static documentName = "Actor";
  static embedded = { items: FakeItem, effects: FakeActiveEffect };

  get type() {
    return this._source.type;
  }

  get img() {
    return this._source.img;
  }

  /** Whether it is the own actor of a token that is not linked. */
  get isToken() {
    return this.parent?.documentName === "Token";
  }

  get token() {
    return this.isToken ? this.parent : null;
  }

  mayChange(user) {
    const ownership = this._source.ownership ?? {};
    return user.isGM || (ownership[user.id] ?? ownership.default ?? 0) >= OWNER;
  }

  get system() {
    return { ...deepClone(this._source.system ?? {}), ...deepClone(this._source.derived ?? {}) };
  }

  /** What lies on it right now, whoever put it there. */
  get statuses() {
    const effects = [...this.effects, ...this.items.contents.flatMap((item) => item.effects.contents)];
    return new Set(effects.filter(({ disabled }) => !disabled).flatMap(({ statuses }) => [...statuses]));
  }

  get hasPlayerOwner() {
    const ownership = this._source.ownership ?? {};
    return this.client.game.users.some((user) => !user.isGM && (ownership[user.id] ?? ownership.default ?? 0) >= OWNER);
  }
}

FakeToken.Actor = FakeActor;

/** A chat message, with the differences between generations that matter for rolls. */
export class FakeChatMessage extends FakeDocument {
  static documentName = "ChatMessage";
  #rolls = null;

  get author() {
    return this.client.game.users.get(this._source.author) ?? null;
  }

  get user() {
    if (!this.client.profile.messageUserShim) return undefined;
    this.client.deprecated("ChatMessage#user");
    return this.author;
  }

  get rolls() {
    this.#rolls ??= (this._source.rolls ?? []).map((text) => Roll.fromJSON(text));
    return this.#rolls;
  }

  get type() {
    return this._source.type;
  }

  get style() {
    return this._source.style;
  }

  get system() {
    return deepClone(this._source.system ?? {});
  }

  get isRoll() {
    return this.rolls.length > 0;
  }

  get whisper() {
    return [...this._source.whisper];
  }

  get blind() {
    return this._source.blind;
  }

  get content() {
    return this._source.content;
  }

  get flavor() {
    return this._source.flavor;
  }

  get speaker() {
    return deepClone(this._source.speaker);
  }

  get timestamp() {
    return this._source.timestamp;
  }

  get visible() {
    const { user } = this.client;
    if (this._source.whisper.length === 0) return true;
    if (this.isRoll) return true;
    return user.id === this._source.author || this._source.whisper.includes(user.id);
  }

  /** On a GM's client this says yes to nearly everything: it is no licence to publish. */
  get isContentVisible() {
    const { user } = this.client;
    if (!this.isRoll) return this.visible;
    const whisper = this._source.whisper;
    if (this._source.blind) return whisper.includes(user.id) || user.isGM;
    if (whisper.length === 0) return true;
    return whisper.includes(user.id) || user.id === this._source.author;
  }

  mayChange(user) {
    return user.isGM || user.id === this._source.author;
  }

  /** @private the source was replaced by an update */
  _refresh() {
    this.#rolls = null;
  }
}

/** A scene with its tokens, which may carry an actor. */
export class FakeScene extends FakeDocument {
  static documentName = "Scene";
  static embedded = { tokens: FakeToken };

  get active() {
    return Boolean(this._source.active);
  }
}

/** Document classes by name, with the collection each lives in. */
export const DOCUMENTS = Object.freeze({
  User: { class: FakeUser, collection: "users" },
  Actor: { class: FakeActor, collection: "actors" },
  ChatMessage: { class: FakeChatMessage, collection: "messages" },
  Scene: { class: FakeScene, collection: "scenes" },
  Combat: { class: FakeCombat, collection: "combats" },
});

/** Classes of documents that lie in others, with the name of the list there. */
export const EMBEDDED = Object.freeze({
  Item: { class: FakeItem, list: "items" },
  ActiveEffect: { class: FakeActiveEffect, list: "effects" },
  Token: { class: FakeToken, list: "tokens" },
  Combatant: { class: FakeCombatant, list: "combatants" },
  CombatantGroup: { class: FakeCombatantGroup, list: "groups" },
});

/**
 * A complete stored chat message from the parts a test cares for.
 * @param {Record<string, any>} parts `rolls` may be objects; they are stored as JSON texts
 * @param {number} generation
 * @param {string} authorId
 * @param {number} now
 */
export function messageSource({ rolls = [], ...parts }, generation, authorId, now) {
  return {
    type: "base",
    system: {},
    style: 0,
    author: authorId,
    timestamp: now,
    flavor: "",
    content: "",
    speaker: { scene: null, actor: null, token: null, alias: "" },
    whisper: [],
    blind: false,
    rolls: rolls.map((roll) => (typeof roll === "string" ? roll : JSON.stringify(roll))),
    sound: null,
    emote: false,
    flags: {},
    _stats: { coreVersion: String(generation), createdTime: now, modifiedTime: now, lastModifiedBy: authorId },
    ...(generation >= 13 ? { title: "" } : {}),
    ...parts,
  };
}
