// Documents as one client holds them: own instances over the world's JSON, changed only through it.

import { deepClone, getProperty } from "./utils.mjs";
import { Roll } from "./roll.mjs";

/** Role numbers of CONST.USER_ROLES. */
export const ROLE = Object.freeze({ NONE: 0, PLAYER: 1, TRUSTED: 2, ASSISTANT: 3, GAMEMASTER: 4 });

const OWNER = 3;

class FakeDocument {
  constructor(source, client) {
    this._source = deepClone(source);
    this.client = client;
    Object.defineProperty(this, "client", { enumerable: false });
  }

  get id() {
    return this._source._id;
  }

  get name() {
    return this._source.name;
  }

  get flags() {
    return this._source.flags ?? {};
  }

  get documentName() {
    return this.constructor.documentName;
  }

  get uuid() {
    return `${this.documentName}.${this.id}`;
  }

  get pack() {
    return null;
  }

  toObject() {
    return deepClone(this._source);
  }

  toJSON() {
    return this.toObject();
  }

  getFlag(scope, key) {
    if (!this.client.scopes.has(scope)) throw new Error(`Flag scope "${scope}" is not valid or not currently active`);
    return deepClone(getProperty(this.flags, `${scope}.${key}`));
  }

  setFlag(scope, key, value) {
    if (!this.client.scopes.has(scope)) throw new Error(`Flag scope "${scope}" is not valid or not currently active`);
    return this.update({ [`flags.${scope}.${key}`]: value });
  }

  update(changes, options = {}) {
    return this.client.operate("update", this.documentName, { _id: this.id, ...changes }, options);
  }

  delete(options = {}) {
    return this.client.operate("delete", this.documentName, { _id: this.id }, options);
  }

  get isOwner() {
    const { user } = this.client;
    const ownership = this._source.ownership ?? {};
    return user.isGM || (ownership[user.id] ?? ownership.default ?? 0) >= OWNER;
  }

  /** @param {import("./documents.mjs").FakeUser} user */
  mayChange(user) {
    const ownership = this._source.ownership ?? {};
    return user.isGM || (ownership[user.id] ?? ownership.default ?? 0) >= OWNER;
  }
}

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

  get type() {
    return this._source.type;
  }

  get img() {
    return this._source.img;
  }

  get isToken() {
    return false;
  }

  get system() {
    return { ...deepClone(this._source.system ?? {}), ...deepClone(this._source.derived ?? {}) };
  }

  get hasPlayerOwner() {
    const ownership = this._source.ownership ?? {};
    return this.client.game.users.some((user) => !user.isGM && (ownership[user.id] ?? ownership.default ?? 0) >= OWNER);
  }
}

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

  get tokens() {
    const { client } = this;
    return new Map((this._source.tokens ?? []).map((token) => [token._id, {
      id: token._id,
      name: token.name,
      texture: token.texture ?? { src: null },
      get actor() {
        return client.game.actors.get(token.actorId) ?? null;
      },
    }]));
  }
}

/** Document classes by name, with the collection each lives in. */
export const DOCUMENTS = Object.freeze({
  User: { class: FakeUser, collection: "users" },
  Actor: { class: FakeActor, collection: "actors" },
  ChatMessage: { class: FakeChatMessage, collection: "messages" },
  Scene: { class: FakeScene, collection: "scenes" },
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
