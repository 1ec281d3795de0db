// Foundry's ClientSettings: who stores what, who may change it, who gets to see it.

import { deepClone } from "./utils.mjs";

/** One client's view of the settings. */
export class ClientSettings {
  settings = new Map();
  menus = new Map();
  #client;

  /** @param {import("./client.mjs").FakeClient} client */
  constructor(client) {
    this.#client = client;
  }

  register(namespace, key, config) {
    if (!namespace || !key) throw new Error("You must specify both namespace and key portions of the setting");
    const scope = config.scope ?? "client";
    if (!this.#client.profile.settingScopes.includes(scope)) {
      throw new Error(`${scope} is no setting scope in generation ${this.#client.profile.generation}`);
    }
    this.settings.set(`${namespace}.${key}`, { ...config, scope, namespace, key });
  }

  registerMenu(namespace, key, menu) {
    if (!menu.name || !menu.type) throw new Error("You must provide a menu name and type");
    const { ApplicationV2 } = this.#client.globals.foundry.applications.api;
    if (!(menu.type.prototype instanceof ApplicationV2)) throw new Error("You must provide a menu type that is an ApplicationV2");
    this.menus.set(`${namespace}.${key}`, menu);
  }

  get(namespace, key) {
    const config = this.#config(namespace, key);
    const text = config.scope === "client"
      ? this.#client.localStorage.getItem(`${namespace}.${key}`)
      : this.#client.world.setting(`${namespace}.${key}`);
    if (text === null || text === undefined) return deepClone(config.default);
    const value = JSON.parse(text);
    if (config.type === Number) return Number(value);
    if (config.type === Boolean) return Boolean(value);
    if (config.type === String) return String(value);
    return value;
  }

  async set(namespace, key, value) {
    const config = this.#config(namespace, key);
    const text = JSON.stringify(value);
    const id = `${namespace}.${key}`;
    if (config.scope === "client") {
      this.#client.localStorage.setItem(id, text);
      config.onChange?.(deepClone(value), {}, this.#client.userId);
      if (this.#client.profile.hasClientSettingChanged) this.#client.hooks.callAll("clientSettingChanged", id, deepClone(value), {});
      return value;
    }
    if (!this.#client.user.can("SETTINGS_MODIFY")) {
      throw new Error(`User ${this.#client.user.name} lacks permission to update Setting`);
    }
    await this.#client.world.changeSetting(this.#client, id, text);
    return value;
  }

  /** @private the world says that a setting changed */
  _changed(id, text, userId) {
    this.settings.get(id)?.onChange?.(JSON.parse(text), {}, userId);
  }

  #config(namespace, key) {
    const config = this.settings.get(`${namespace}.${key}`);
    if (!config) throw new Error(`"${namespace}.${key}" is not a registered game setting`);
    return config;
  }
}

/** A browser's localStorage outside a browser. All clients of one browser share one. */
export class FakeStorage {
  #items = new Map();

  getItem(key) {
    return this.#items.get(key) ?? null;
  }

  setItem(key, value) {
    this.#items.set(key, String(value));
  }

  removeItem(key) {
    this.#items.delete(key);
  }

  entries() {
    return Object.fromEntries(this.#items);
  }
}
