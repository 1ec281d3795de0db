// The page: a GM's client with the module in it, and a player's client of the same world beside it.
// Tests drive it through `window.fake`. Address parameters: generation, lang, world, title.

import { makeApplications } from "../src/applications.mjs";
import { FakeClient, FakeWorld, ROLE, makeRoll } from "../src/index.mjs";

const MODULE = "tumulte-integration";
const parameters = new URLSearchParams(location.search);
const prefix = location.pathname.split("/").slice(1, -1).join("/");
const route = (path) => `/${prefix ? `${prefix}/` : ""}${path}`;
const json = async (path) => (await fetch(route(path))).json();

const GM = "gmAAAAAAAAAAAAAA";
const PLAYER = "playerAAAAAAAAAA";
const HERO = "heroAAAAAAAAAAAA";
const WOLF = "wolfAAAAAAAAAAAA";
const SCENE = "sceneAAAAAAAAAAA";
const COMBAT = "combatAAAAAAAAAA";

const manifest = await json(`modules/${MODULE}/module.json`);
const lang = parameters.get("lang") ?? "en";
const language = (code) => json(`modules/${MODULE}/${manifest.languages.find((one) => one.lang === code).path}`);

// Unlike a real server, the page forgets its documents on reload; settings of the world too.
const world = new FakeWorld({
  generation: Number(parameters.get("generation") ?? 14),
  id: parameters.get("world") ?? "greyhaven",
  title: parameters.get("title") ?? "The Siege of Greyhaven",
  users: [
    { _id: GM, name: "Gamemaster", role: ROLE.GAMEMASTER },
    { _id: PLAYER, name: "Ada", role: ROLE.PLAYER, character: HERO },
  ],
  actors: [{
    _id: HERO, name: "Ilse the Quiet", type: "character", img: "icons/svg/mystery-man.svg", ownership: { default: 0, [PLAYER]: 3 },
    system: { attributes: { hp: { value: 21, max: 28 } }, details: { level: 4 } },
    items: [
      { _id: "potion", name: "Potion of Healing", type: "consumable", system: { quantity: 3, identified: true } },
      { _id: "ring", name: "Ring of the Lich King", type: "equipment", system: { quantity: 1, identified: false, unidentified: { name: "Odd ring" } } },
    ],
  }, { _id: WOLF, name: "Werewolf of Blackmoor", type: "npc", ownership: { default: 0 }, system: {} }],
  scenes: [{
    _id: SCENE, name: "Ford", active: true,
    tokens: [
      { _id: "wolf", name: "Ash Wolf", actorId: WOLF, disposition: -1, displayName: 50, texture: { src: "icons/svg/wolf.svg" } },
      { _id: "lurker", name: "Lurker in the reeds", actorId: WOLF, disposition: -1, displayName: 50, hidden: true },
    ],
  }],
  combats: [{
    _id: COMBAT, active: true, scene: SCENE, round: 0, turn: null,
    combatants: [
      { _id: "c-hero", actorId: HERO, initiative: 17 },
      { _id: "c-wolf", actorId: WOLF, tokenId: "wolf", sceneId: SCENE, initiative: 12 },
      { _id: "c-lurker", actorId: WOLF, tokenId: "lurker", sceneId: SCENE, initiative: 5 },
    ],
  }],
});

const handlebars = globalThis.Handlebars;
handlebars.registerHelper("localize", (key, options) => {
  const data = options?.hash ?? {};
  return Object.keys(data).length ? gm.game.i18n.format(key, data) : gm.game.i18n.localize(key);
});

const gm = new FakeClient(world, {
  userId: GM,
  globals: globalThis,
  localStorage: globalThis.localStorage,
  modules: [{ id: MODULE, version: manifest.version, title: manifest.title }],
  translations: await language(lang),
  fallback: await language("en"),
  routePrefix: prefix,
  applications: (client) => makeApplications(client, {
    document,
    handlebars,
    loadTemplate: async (path) => (await fetch(client.globals.foundry.utils.getRoute(path))).text(),
  }),
});
const player = new FakeClient(world, { userId: PLAYER, modules: [{ id: MODULE, version: manifest.version }] });

for (const path of manifest.styles) {
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: route(`modules/${MODULE}/${path}`) }));
}
await player.boot();
gm.hooks.on("createChatMessage", (message) => {
  const line = document.createElement("li");
  line.textContent = `${message.speaker.alias}: ${message.rolls.map(({ formula, total }) => `${formula} = ${total}`).join(", ")}`;
  document.getElementById("chat-log").append(line);
});
await gm.boot(() => Promise.all(manifest.esmodules.map((path) => import(route(`modules/${MODULE}/${path}`)))));
for (const user of gm.game.users) {
  document.querySelector("#players ol").append(Object.assign(document.createElement("li"), { textContent: user.name }));
}

/** Who may see a message, in the words tests use, as Foundry stores it. */
const AUDIENCE = {
  public: {},
  gm: { whisper: [GM] },
  blind: { whisper: [GM], blind: true },
  self: { whisper: [PLAYER] },
};

globalThis.fake = {
  world, gm, player, makeRoll,
  ids: { GM, PLAYER, HERO },
  /**
   * The player rolls; resolves to the message's id once every client has seen it.
   * @param {{roll?: object, rolls?: object[], audience?: keyof AUDIENCE, flavor?: string, parts?: object}} what
   *   `roll` and `rolls` are shapes for `makeRoll`
   */
  async playerRolls({ roll, rolls = [roll], audience = "public", flavor = "", parts = {} }) {
    const id = await player.say({
      rolls: rolls.map(makeRoll),
      flavor,
      speaker: { scene: null, token: null, actor: HERO, alias: "Ilse the Quiet" },
      ...AUDIENCE[audience],
      ...parts,
    });
    return id;
  },
  /** The GM rolls, by default for everyone to see. */
  gmRolls: ({ roll, audience = "public", parts = {} }) =>
    gm.say({ rolls: [makeRoll(roll)], speaker: { scene: null, token: null, actor: null, alias: "Gamemaster" }, ...AUDIENCE[audience], ...parts }),
  /** A hidden message becomes public. */
  reveal: (messageId) => gm.game.messages.get(messageId).update({ whisper: [], blind: false }),
  updateMessage: (messageId, changes) => gm.game.messages.get(messageId).update(changes),
  deleteMessage: (messageId) => gm.game.messages.get(messageId).delete(),
  updateActor: (changes) => gm.game.actors.get(HERO).update(changes),
  /** The GM begins the fight, or goes on to the next turn; a player ends their own turn; the GM ends the fight. */
  startCombat: () => gm.game.combats.get(COMBAT).startCombat(),
  nextTurn: (who = "gm") => (who === "gm" ? gm : player).game.combats.get(COMBAT).nextTurn(),
  endCombat: () => gm.game.combats.get(COMBAT).delete(),
  revealToken: (id) => gm.game.scenes.get(SCENE).tokens.get(id).update({ hidden: false }),
  updateItem: (id, changes) => player.game.actors.get(HERO).items.get(id).update(changes),
  setServerUrl: (url) => gm.game.settings.set(MODULE, "serverUrl", url),
  openPairing: () => gm.game.modules.get(MODULE).api.openPairing().then(() => true),
  /** The pairing code on screen, or null. */
  code: () => document.querySelector("[data-tumulte-code]")?.dataset.tumulteCode ?? null,
  connectUrl: () => document.querySelector("[data-connect-url]")?.dataset.connectUrl ?? null,
  status: () => gm.game.modules.get(MODULE).api.status(),
  /** What went wrong inside the page, for a test to demand that nothing did. */
  report: () => ({
    errors: gm.errors.map(({ error, name }) => `${name}: ${error}`),
    missing: [...gm.game.i18n.missing],
    deprecations: Object.fromEntries(gm.deprecations),
    notifications: gm.notifications,
  }),
  /** What the player could read in the console: must never hold a token. */
  playerLeak: () => player.leak(),
};
document.documentElement.dataset.fake = "ready";
