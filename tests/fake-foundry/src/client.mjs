// One browser window with Foundry in it: its own game, hooks, settings and document instances.

import { Collection } from "./collection.mjs";
import { isOfToken } from "./delta.mjs";
import { DOCUMENTS, EMBEDDED, ROLE, messageSource } from "./documents.mjs";
import { Hooks } from "./hooks.mjs";
import { Localization } from "./i18n.mjs";
import { Roll } from "./roll.mjs";
import { ClientSettings, FakeStorage } from "./settings.mjs";
import { deepClone, expandObject, makeUtils } from "./utils.mjs";

/**
 * @typedef {object} ModuleFacts
 * @property {string} id
 * @property {string} version
 * @property {string} [title]
 */

/** A client. Not connected until `boot`. */
export class FakeClient {
  /** Errors thrown by hooks: a test may demand that there are none. */
  errors = [];
  /** How often each deprecated name was touched. */
  deprecations = new Map();
  notifications = [];
  clipboard = [];

  /**
   * @param {import("./world.mjs").FakeWorld} world
   * @param {object} options
   * @param {string} options.userId
   * @param {Record<string, any>} [options.globals] where Foundry's globals are put: a page's window,
   *   or a bare object
   * @param {{getItem: Function, setItem: Function, removeItem: Function}} [options.localStorage]
   * @param {ModuleFacts[]} [options.modules]
   * @param {Record<string, any>} [options.translations] the chosen language
   * @param {Record<string, any>} [options.fallback] English
   * @param {string} [options.routePrefix]
   * @param {any} [options.applications] the classes of `foundry.applications.api`
   */
  constructor(world, { userId, globals = {}, localStorage = new FakeStorage(), modules = [], translations = {}, fallback = {}, routePrefix = "", applications }) {
    this.world = world;
    this.profile = world.profile;
    this.userId = userId;
    this.globals = globals;
    this.localStorage = localStorage;
    this.scopes = new Set(["core", "world", world.system.id, ...modules.map(({ id }) => id)]);
    this.hooks = new Hooks((error, name) => {
      this.errors.push({ error, name });
      console.error(`hook ${name}:`, error);
    });
    this.#translations = { translations, fallback };
    this.#modules = modules;
    this.#prefix = routePrefix;
    this.#applications = applications?.(this);
  }

  #translations;
  #modules;
  #prefix;
  #applications;

  get user() {
    return this.game.users.get(this.userId);
  }

  /**
   * Runs the lifecycle. Modules are evaluated first, as in a page, when there is no game yet.
   * @param {() => Promise<unknown>} [importModules]
   */
  async boot(importModules = async () => {}) {
    const { globals } = this;
    globals.Hooks = this.hooks;
    globals.foundry = { utils: makeUtils(this.#prefix), applications: { api: this.#applications ?? {} } };
    globals.CONST = { USER_ROLES: ROLE };
    globals.CONFIG = this.#config();
    globals.Roll = Roll;
    globals.ui = { notifications: this.#notifier() };
    this.#deprecateGlobals();
    await importModules();

    const game = this.game = globals.game = this.#game();
    const [init, i18nInit, ...rest] = this.profile.lifecycle;
    this.hooks.callAll(init);
    game.i18n.load(this.#translations);
    this.hooks.callAll(i18nInit);
    // From here on the client is one of those who are told what happens.
    await this.world.join(this);
    this.#load();
    for (const hook of rest) {
      if (hook === "ready") game.ready = true;
      this.hooks.callAll(hook);
    }
    return this;
  }

  /** What else ends with the window. @type {() => void} */
  onClose = () => {};

  /** Closes the window. */
  close() {
    this.onClose();
    return this.world.leave(this);
  }

  /** Everything that this user can read in the browser's console. */
  leak() {
    return JSON.stringify({ world: this.world.broadcast(), localStorage: this.localStorage.entries?.() ?? { ...this.localStorage } });
  }

  /** Says something in the chat. @param {Record<string, any>} parts see `messageSource` */
  say(parts) {
    const source = messageSource(parts, this.profile.generation, this.userId, this.world.now());
    return this.operate("create", "ChatMessage", source, {});
  }

  operate(action, documentName, data, options, parent) {
    return this.world.operate(this, action, documentName, data, options, parent);
  }

  mayChange(documentName, id) {
    const document = this.#collection(documentName).get(id);
    return Boolean(document?.mayChange(this.user));
  }

  /** Whether this user may change what lies at a path, and so what lies in it. */
  mayChangeAt(path) {
    return Boolean(this.#at(path)?.mayChange(this.user));
  }

  /** This client's own instance of the document at a path. */
  #at(path) {
    return path.reduce((holder, [name, id]) => {
      if (name === "Actor" && holder) return holder.actor;
      const list = holder ? holder[EMBEDDED[name].list] : this.#collection(name);
      return list?.get(id);
    }, null);
  }

  deprecated(name) {
    this.deprecations.set(name, (this.deprecations.get(name) ?? 0) + 1);
    console.warn(`deprecated since generation ${this.profile.generation}: ${name}`);
  }

  #game() {
    const { world, profile } = this;
    return {
      ready: false,
      release: { ...profile.release },
      version: profile.release.version,
      world: { id: world.id, title: world.title },
      system: { ...world.system },
      user: null,
      modules: new Collection(this.#modules.map((module) => [module.id, { active: true, ...module }])),
      settings: new ClientSettings(this),
      i18n: new Localization(),
      clipboard: { copyPlainText: async (text) => void this.clipboard.push(text) },
    };
  }

  /** Collections exist only once the world's data has arrived. */
  #load() {
    const { game, world } = this;
    for (const [name, { class: Document, collection }] of Object.entries(DOCUMENTS)) {
      game[collection] = new Collection(world.sources(name).map((source) => [source._id, new Document(source, this)]));
    }
    const active = world.activeUserIds();
    for (const user of game.users) user.active = active.has(user.id);
    Object.defineProperty(game.scenes, "active", { get: () => game.scenes.find((scene) => scene.active) ?? null });
    // What this client looks at, which need not be what is active.
    Object.defineProperty(game, "combat", { get: () => game.combats.find((combat) => combat.active) ?? null });
    Object.defineProperty(game.users, "activeGM", { get: () => activeGm(game.users) });
    game.user = game.users.get(this.userId);
  }

  #config() {
    const modes = { publicroll: {}, gmroll: {}, blindroll: {}, selfroll: {} };
    const config = { Dice: {}, ChatMessage: {} };
    if (this.profile.generation < 14) config.Dice.rollModes = modes;
    else {
      config.ChatMessage.modes = { public: {}, gm: {}, blind: {}, self: {}, ic: {} };
      Object.defineProperty(config.Dice, "rollModes", {
        get: () => {
          this.deprecated("CONFIG.Dice.rollModes");
          return modes;
        },
      });
    }
    return config;
  }

  #deprecateGlobals() {
    for (const name of this.profile.deprecatedGlobals) {
      Object.defineProperty(this.globals, name, { configurable: true, get: () => void this.deprecated(name) });
    }
  }

  #notifier() {
    const record = (type) => (message, options = {}) => {
      this.notifications.push({ type, message, options });
      return this.notifications.length;
    };
    return { info: record("info"), warn: record("warn"), error: record("error") };
  }

  #collection(documentName) {
    return this.game[DOCUMENTS[documentName].collection];
  }

  /** @private something was created, changed or deleted, in the world or inside another document */
  _operated(action, documentName, path, { id, source, changes, options, userId }) {
    if (!this.game?.users) return;
    const place = [...path, [documentName, id]];
    if (isOfToken(place)) return this.#operatedOnToken(action, place, { id, changes, options, userId });
    const parent = path.length > 0 ? this.#at(path) : null;
    const list = parent ? parent[EMBEDDED[documentName].list] : this.#collection(documentName);
    if (!list) return;
    const hook = `${action}${documentName}`;
    if (action === "create") {
      const Document = (parent ? EMBEDDED : DOCUMENTS)[documentName].class;
      const document = new Document(source, this, parent);
      list.set(id, document);
      this.hooks.callAll(hook, document, { ...options }, userId);
      return;
    }
    const document = list.get(id);
    if (!document) return;
    if (action === "delete") {
      list.delete(id);
      this.hooks.callAll(hook, document, { ...options }, userId);
      return;
    }
    const before = document.history;
    document._source = deepClone(source);
    document._refresh();
    this.hooks.callAll(hook, document, { _id: id, ...expandObject(changes) }, { ...options }, userId);
    if (documentName === "Combat" && ("round" in changes || "turn" in changes)) {
      this.hooks.callAll("combatTurnChange", document, before, document.history);
    }
  }

  /**
   * Something of a token's own actor changed: hooks tell of it as of any actor, with the one of the token in hand.
   * @param {string} action
   * @param {[string, string][]} place
   * @param {any} what
   */
  #operatedOnToken(action, place, { id, changes, options, userId }) {
    const before = this.#at(place);
    const token = this.#at(place.slice(0, 2));
    const scene = this.world.sources("Scene").find(({ _id }) => _id === place[0][1]);
    token._source = deepClone(scene.tokens.find(({ _id }) => _id === token.id));
    const document = action === "delete" ? before : this.#at(place);
    if (!document) return;
    const told = action === "update" ? [document, { _id: id, ...expandObject(changes) }] : [document];
    this.hooks.callAll(`${action}${place.at(-1)[0]}`, ...told, { ...options }, userId);
  }

  /** @private */
  _presence(userId, connected) {
    const user = this.game?.users?.get(userId);
    if (!user || user.active === connected) return;
    user.active = connected;
    this.hooks.callAll("userConnected", user, connected);
  }

  /** @private */
  _settingChanged(id, text, userId) {
    this.game?.settings._changed(id, text, userId);
  }
}

/** Full GMs before assistants, then by id; the order that generations 12 to 14 share. */
function activeGm(users) {
  const present = users.filter((user) => user.active && user.isGM);
  present.sort((a, b) => b.role - a.role || (a.id < b.id ? -1 : 1));
  return present[0] ?? null;
}
