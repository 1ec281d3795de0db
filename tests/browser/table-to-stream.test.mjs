// What goes on at the table besides rolls, from the unmodified release in Chromium through the real server to whoever watches.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Person } from "../e2e/support/person.mjs";
import { TumulteServer } from "../e2e/support/server.mjs";
import { Viewer } from "../e2e/support/viewer.mjs";
import { shoot } from "./console.mjs";
import { openHarness, openTable } from "./harness.mjs";

const LIMIT = { timeout: 120_000 };
const SECRETS = /Lurker|Werewolf|Blackmoor|Lich|lich/;

/** A table that is paired with a real server and imported, and a viewer of a streamer. */
async function open(t, { generation = 14, lang = "en", path = "" } = {}) {
  const server = await TumulteServer.start(t);
  const { context, origin } = await openHarness(t);
  const table = await openTable(context, `${origin}/${path}?generation=${generation}&lang=${lang}`);
  const gm = await Person.registered(server);
  const code = await table.pairingCode(server.url);
  await shoot(t, table.page, `module-waiting-${lang}`);
  assert.equal((await gm.post("/mj/vtt/connections", { code })).status, 201);
  await table.page.waitForSelector("[data-tumulte-paired]");
  const { body: { items: [connection] } } = await gm.get("/mj/vtt/connections");
  const { connectionId: vttConnectionId, world: { vttCampaignId } } = connection;
  const imported = await gm.post("/mj/campaigns", { vttConnectionId, vttCampaignId });
  assert.equal(imported.status, 201, imported.text);
  const { campaignId } = imported.body;
  await table.status({ state: "connected", imported: true });
  const { body: { overlayKey } } = await gm.post(`/mj/campaigns/${campaignId}/members`, { name: "Lumen" });
  const viewer = await Viewer.open(t, server);
  for (const topic of ["dice", "combat", "characters"]) await viewer.subscribe(`streamer:${overlayKey}:${topic}`, { rolls: true });
  return { server, table, gm, viewer, campaignId, overlayKey };
}

/** The first frame of a type that fits, of those that came already too. */
const frame = (viewer, type, fits = () => true) =>
  viewer.frames.first((one) => one.type === type && fits(one.payload), `\`${type}\``);

async function clean({ table, viewer, server }) {
  const report = await table.fake("report");
  assert.deepEqual([report.errors, report.missing, report.deprecations, table.complaints, server.errors], [[], [], {}, [], []]);
  assert.doesNotMatch(JSON.stringify(viewer.frames.all), SECRETS, "nothing a player must not know reaches a stream");
  const leak = await table.fake("playerLeak");
  assert.doesNotMatch(leak, /sessionToken|refreshToken/, "no token is in what a player's console can read");
}

for (const generation of [12, 13, 14]) {
  test(`fights, sheets and belongings reach the stream, in generation ${generation}`, LIMIT, async (t) => {
    const house = await open(t, { generation });
    const { table, viewer, gm, campaignId } = house;
    const { payload: { characters: [hero] } } = await frame(viewer, "character:state", ({ characters }) => characters.length > 0);
    assert.deepEqual([hero.name, hero.stats.hp, hero.inventory.map(({ name }) => name)], ["Ilse the Quiet", { value: 21, max: 28 }, ["Potion of Healing", "Odd ring"]]);

    await table.fake("startCombat");
    const { payload: start } = await frame(viewer, "combat:start");
    assert.deepEqual(start.combatants.map(({ name }) => name), ["Ilse the Quiet", "Ash Wolf"]);
    await table.fake("nextTurn", "player");
    assert.equal((await frame(viewer, "combat:turn")).payload.current, "c-wolf");
    await table.fake("nextTurn");
    await table.fake("nextTurn");
    assert.deepEqual((({ round, current }) => [round, current])((await frame(viewer, "combat:round")).payload), [2, "c-hero"]);

    await table.fake("updateItem", "potion", { "system.quantity": 2 });
    const { payload: used } = await frame(viewer, "inventory:item-used");
    assert.deepEqual([used.character.name, used.item.name], ["Ilse the Quiet", "Potion of Healing"]);
    await frame(viewer, "inventory:update", ({ inventory }) => inventory[0].quantity === 2);
    await table.fake("updateActor", { "system.attributes.hp.value": 3 });
    await frame(viewer, "character:update", ({ character }) => character.stats.hp.value === 3);
    await table.fake("endCombat");
    await frame(viewer, "combat:end");
    await clean(house);

    // The game master may know what is hidden, the server told it nothing: the module kept it at home.
    const { body } = await gm.get(`/mj/campaigns/${campaignId}/characters`);
    assert.doesNotMatch(JSON.stringify(body), SECRETS);
  });
}

test("a stream that comes in the middle of a fight sees it, and a reloaded table goes on with it", LIMIT, async (t) => {
  const house = await open(t, { path: "game1/" });
  const { server, table, viewer, overlayKey } = house;
  await table.fake("startCombat");
  await frame(viewer, "combat:start");
  const late = await Viewer.open(t, server);
  await late.subscribe(`streamer:${overlayKey}:combat`);
  const { payload } = await frame(late, "combat:state");
  assert.deepEqual(payload.combats.map(({ round, current }) => [round, current]), [[1, "c-hero"]]);
  // The page forgets its world on reload, as if somebody had deleted the fight meanwhile: the server is told.
  await table.reload();
  await table.status({ state: "connected" });
  await frame(late, "combat:end");
  await clean(house);
});

for (const [lang, words] of [["en", /Test roll[\s\S]*/], ["fr", /Jet d’essai[\s\S]*/]]) {
  test(`the window tries the road and foretells what a stream shows, in ${lang}`, LIMIT, async (t) => {
    const house = await open(t, { lang });
    const { table, viewer } = house;
    const { page } = table;
    assert.match(await page.textContent("[data-action=test]"), words);
    await page.click("[data-action=test]");
    const { payload } = await frame(viewer, "dice:critical");
    assert.equal(payload.character.name, "Tumulte");
    await page.waitForFunction(() => globalThis.fake.report().notifications.some(({ message }) => /\d+ ms/.test(message)));
    await table.fake("playerRolls", { roll: { faces: 20, results: [1], modifier: 5 }, parts: { flags: { dnd5e: { roll: { type: "attack" } } } } });
    await page.waitForSelector("[data-tumulte-last]");
    assert.match(await page.textContent("[data-tumulte-last]"), /1d20 \+ 5 = 6/);
    await shoot(t, page, `module-paired-${lang}`);
    assert.ok(await page.getAttribute("[data-tumulte-console]", "href"));
    await clean(house);
  });
}

test("a table that its GM revoked and lets come back goes on without a code, as the console and the window say", LIMIT, async (t) => {
  const house = await open(t);
  const { table, gm, viewer } = house;
  const { body: { items: [{ connectionId }] } } = await gm.get("/mj/vtt/connections");
  assert.equal((await gm.post(`/mj/vtt/connections/${connectionId}/revoke`)).status, 204);
  await table.status({ state: "revoked", mayReturn: true });
  await table.reload();
  await table.status({ state: "revoked", mayReturn: true });
  await table.page.evaluate(() => globalThis.fake.openPairing());
  await table.page.waitForSelector("[data-tumulte-may-return]");
  await shoot(t, table.page, "module-may-return");
  assert.equal((await gm.post(`/mj/vtt/connections/${connectionId}/readmit`)).status, 204);
  await table.status({ state: "connected", imported: true, mayReturn: false });
  await table.page.waitForSelector("[data-tumulte-paired]");
  await table.fake("startCombat");
  await frame(viewer, "combat:start");
  assert.equal((await gm.get("/mj/vtt/connections")).body.items[0].status, "active");
});
