// The fake keeps the promises that tests of the module lean on.

import assert from "node:assert/strict";
import { test } from "node:test";

import { FakeClient, FakeWorld, ROLE, makeRoll } from "../src/index.mjs";
import { Hooks } from "../src/hooks.mjs";
import { FakeStorage } from "../src/settings.mjs";
import { serve } from "../serve.mjs";

const GM = "gmAAAAAAAAAAAAAA";
const SECOND = "gmBBBBBBBBBBBBBB";
const PLAYER = "playerAAAAAAAAAA";

function world(generation = 14) {
  return new FakeWorld({
    generation,
    users: [
      { _id: GM, name: "G", role: ROLE.ASSISTANT }, { _id: SECOND, name: "H", role: ROLE.GAMEMASTER }, { _id: PLAYER, name: "P", role: ROLE.PLAYER },
    ],
  });
}

const open = (place, userId, options = {}) => new FakeClient(place, { userId, modules: [{ id: "m", version: "1" }], ...options }).boot();
const quiet = (t) => t.mock.method(console, "warn", () => {}) && t.mock.method(console, "error", () => {});

test("a message reaches every client as an instance of its own, in order", async () => {
  const place = world();
  const [gm, player] = [await open(place, GM), await open(place, PLAYER)];
  const seen = { gm: [], player: [] };
  gm.hooks.on("createChatMessage", (message) => seen.gm.push(message));
  player.hooks.on("createChatMessage", (message) => seen.player.push(message));
  const ids = await Promise.all([1, 2, 3].map((face) => player.say({ rolls: [makeRoll({ faces: 20, results: [face] })] })));
  assert.deepEqual(seen.gm.map(({ id }) => id), ids);
  assert.deepEqual(seen.player.map(({ id }) => id), ids);
  assert.notEqual(seen.gm[0], seen.player[0]);
  assert.equal(typeof seen.gm[0].toObject().rolls[0], "string", "stored as text");
  assert.equal(seen.gm[0].rolls[0].total, 1, "objects at run time");
});

test("a GM's client holds what a stream must not see, and calls it visible", async () => {
  const place = world();
  const [gm, player] = [await open(place, GM), await open(place, PLAYER)];
  const id = await player.say({ rolls: [makeRoll({ faces: 20, results: [20] })], whisper: [GM], blind: true });
  assert.equal(gm.game.messages.get(id).isContentVisible, true);
  assert.equal(player.game.messages.get(id).isContentVisible, false);
  assert.ok(player.leak().includes(id), "hidden in the window, yet in every client");
});

test("hooks are cancelled by false alone, survive errors, and do not wait", (t) => {
  quiet(t);
  const errors = [];
  const hooks = new Hooks((error) => errors.push(error));
  const ran = [];
  hooks.on("x", () => { throw new Error("broken"); });
  hooks.once("x", () => void ran.push("once"));
  const id = hooks.on("x", () => { ran.push("null"); return null; });
  hooks.on("x", () => { ran.push("false"); return false; });
  hooks.on("x", () => void ran.push("never"));
  assert.equal(hooks.call("x"), false);
  hooks.off("x", id);
  assert.equal(hooks.call("x"), false);
  assert.deepEqual(ran, ["once", "null", "false", "false"]);
  assert.equal(errors.length, 2);
});

test("the game comes into being step by step", async () => {
  const place = world(13);
  const steps = [];
  const client = new FakeClient(place, { userId: GM });
  await client.boot(async () => {
    assert.equal(client.globals.game, undefined);
    for (const hook of ["init", "i18nInit", "setup", "initializeCombatConfiguration", "ready"]) {
      client.hooks.once(hook, () => steps.push([hook, Boolean(client.game.users), client.game.ready]));
    }
  });
  assert.deepEqual(steps, [
    ["init", false, false], ["i18nInit", false, false], ["setup", true, false], ["initializeCombatConfiguration", true, false], ["ready", true, true],
  ]);
});

test("client settings stay in one browser, world settings reach everyone and are the GM's to change", async () => {
  const place = world(12);
  const storage = new FakeStorage();
  const gm = await open(place, GM, { localStorage: storage });
  const tab = await open(place, GM, { localStorage: storage });
  const player = await open(place, PLAYER);
  const heard = [];
  for (const client of [gm, tab, player]) {
    client.game.settings.register("m", "secret", { scope: "client", type: String, default: "" });
    client.game.settings.register("m", "shared", { scope: "world", type: Number, default: 1, onChange: (value) => heard.push(value) });
  }
  await gm.game.settings.set("m", "secret", "hush");
  await gm.game.settings.set("m", "shared", 2);
  assert.equal(tab.game.settings.get("m", "secret"), "hush");
  assert.equal(player.game.settings.get("m", "secret"), "");
  assert.equal(player.game.settings.get("m", "shared"), 2);
  assert.deepEqual(heard, [2, 2, 2]);
  assert.ok(!player.leak().includes("hush"));
  await assert.rejects(player.game.settings.set("m", "shared", 3), /permission/);
  assert.throws(() => gm.game.settings.get("m", "unknown"), /not a registered/);
  assert.throws(() => gm.game.settings.register("m", "mine", { scope: "user" }), /scope/, "user settings came with 13");
});

test("the active GM is a full GM before an assistant, and changes with presence", async () => {
  const place = world();
  const assistant = await open(place, GM);
  assert.equal(assistant.game.users.activeGM.id, GM);
  const changes = [];
  assistant.hooks.on("userConnected", (user, connected) => changes.push([user.id, connected]));
  const full = await open(place, SECOND);
  assert.equal(assistant.game.users.activeGM.id, SECOND);
  const secondTab = await open(place, SECOND);
  await full.close();
  assert.equal(assistant.game.users.activeGM.id, SECOND, "one tab is still open");
  await secondTab.close();
  assert.equal(assistant.game.users.activeGM.id, GM);
  assert.deepEqual(changes, [[SECOND, true], [SECOND, false]]);
});

test("people change only what is theirs", async () => {
  const place = world();
  const [gm, player] = [await open(place, GM), await open(place, PLAYER)];
  const id = await gm.say({ content: "mine" });
  await assert.rejects(player.game.messages.get(id).delete(), /permission/);
  await assert.rejects(player.game.users.get(GM).setFlag("m", "x", 1), /permission/);
  await player.game.users.get(PLAYER).setFlag("m", "x", 1);
  assert.equal(gm.game.users.get(PLAYER).getFlag("m", "x"), 1);
});

test("deprecated names are counted where they warn, and gone where they are gone", async (t) => {
  quiet(t);
  for (const [generation, shimmed] of [[12, true], [13, true], [14, false]]) {
    const client = await open(world(generation), GM);
    const id = await client.say({ content: "x" });
    assert.equal(Boolean(client.game.messages.get(id).user), shimmed, String(generation));
    assert.equal(client.deprecations.get("ChatMessage#user") ?? 0, shimmed ? 1 : 0);
    void client.globals.FormApplication;
    assert.equal(client.deprecations.get("FormApplication") ?? 0, generation >= 13 ? 1 : 0);
  }
});

test("the server serves released files below any prefix, and nothing else", async (t) => {
  const server = await serve(0);
  t.after(() => server.close());
  const status = async (path) => (await fetch(`http://127.0.0.1:${server.address().port}${path}`)).status;
  assert.equal(await status("/game1/modules/tumulte-integration/module.json"), 200);
  assert.equal(await status("/modules/tumulte-integration/lang/fr.json"), 200);
  assert.equal(await status("/game1/"), 200);
  assert.equal(await status("/modules/tumulte-integration/package.json"), 404);
  assert.equal(await status("/modules/tumulte-integration/test/small.test.mjs"), 404);
  assert.equal(await status("/modules/tumulte-integration/scripts/%2e%2e/package.json"), 404);
  assert.equal(await status("/elsewhere"), 404);
});
