// @ts-check
// The settings: which are public to the table, and which stay in this browser.
//
// World settings reach every player's browser. Tokens therefore live in a client setting, which
// all worlds of one Foundry share, so they are keyed by world.

import { MODULE_ID, SETTING } from "./constants.mjs";
import { normalizeServerUrl } from "./transport/address.mjs";

/**
 * Registers everything; runs in `init`.
 * @param {{menu: any, onServerUrl: () => void}} parts `menu`: the pairing window's class
 */
export function registerSettings({ menu, onServerUrl }) {
  const { settings } = game;
  settings.registerMenu(MODULE_ID, "pairing", {
    name: "TUMULTE.Settings.Pairing.Name",
    label: "TUMULTE.Settings.Pairing.Label",
    hint: "TUMULTE.Settings.Pairing.Hint",
    icon: "fa-solid fa-tower-broadcast",
    type: menu,
    restricted: true,
  });
  settings.register(MODULE_ID, SETTING.serverUrl, {
    name: "TUMULTE.Settings.ServerUrl.Name",
    hint: "TUMULTE.Settings.ServerUrl.Hint",
    scope: "world",
    config: true,
    type: String,
    default: "",
    onChange: onServerUrl,
  });
  settings.register(MODULE_ID, SETTING.hiddenRolls, {
    name: "TUMULTE.Settings.HiddenRolls.Name",
    hint: "TUMULTE.Settings.HiddenRolls.Hint",
    scope: "world",
    config: true,
    type: String,
    choices: {
      send: "TUMULTE.Settings.HiddenRolls.Send",
      keep: "TUMULTE.Settings.HiddenRolls.Keep",
    },
    default: "send",
  });
  for (const key of [SETTING.credentials, SETTING.identity]) {
    settings.register(MODULE_ID, key, { scope: "client", config: false, type: /** @type {any} */ (Object), default: {} });
  }
}

/** The server's address, normalized; null while none that makes sense is set. */
export const serverUrl = () => normalizeServerUrl(game.settings.get(MODULE_ID, SETTING.serverUrl));

/** @param {string} url normalized */
export const setServerUrl = (url) => game.settings.set(MODULE_ID, SETTING.serverUrl, url);

/** Whether hidden rolls do not even leave for the server. */
export const keepsHiddenRolls = () => game.settings.get(MODULE_ID, SETTING.hiddenRolls) === "keep";

/**
 * This world's credentials in this browser, for `Tokens`.
 * @returns {import("./pairing/tokens.mjs").CredentialStore}
 */
export const credentialStore = () => storeOfWorld(SETTING.credentials);

/**
 * By what a server knows this browser again, for `Comeback`.
 * @returns {import("./pairing/comeback.mjs").IdentityStore}
 */
export const identityStore = () => storeOfWorld(SETTING.identity);

/** @param {typeof SETTING.credentials | typeof SETTING.identity} key */
function storeOfWorld(key) {
  /** @returns {Record<string, any>} */
  const all = () => {
    /** @type {unknown} */
    const stored = game.settings.get(MODULE_ID, key);
    return typeof stored === "object" && stored !== null ? stored : {};
  };
  return {
    read: () => all()[game.world.id] ?? null,
    /** @param {object | null} value */
    write: (value) => {
      const { [game.world.id]: _, ...others } = all();
      return game.settings.set(MODULE_ID, key, value ? { ...others, [game.world.id]: value } : others);
    },
  };
}
