import assert from "node:assert/strict";
import { test } from "node:test";

import { beyond20Attack, pushKey, roll20Attack } from "../../../tests/e2e/support/relay.mjs";
import { d20, message, rollEvent, Table } from "../../../tests/e2e/support/stage.mjs";
import { LIMIT, openBrowser, openServer, pair, shoot, watch } from "./support/house.mjs";
import { Sites } from "./support/sites.mjs";

test("a GM has Foundry, Roll20 and Alchemy at once, all three play, and what is one's stays one's", LIMIT, async (t) => {
  const sites = await Sites.open(t);
  const house = await openServer(t);
  const { context } = await openBrowser(t, sites);

  const world = await Table.paired(house.server, house.gm);
  const line = await world.connect(t);
  const foundry = await watch(t, house, world.tokens.campaignId);
  const roll20Page = await context.newPage();
  await roll20Page.goto("https://app.roll20.net/editor/");
  const roll20 = await pair(t, roll20Page, house);
  const alchemyPage = await context.newPage();
  await alchemyPage.goto("https://app.alchemyrpg.com/game/7c1e");
  const alchemy = await pair(t, alchemyPage, house);

  // One streamer shows all three on one overlay.
  const overlay = await context.newPage();
  await overlay.setViewportSize({ width: 1920, height: 1080 });
  for (const { campaignId } of [roll20, alchemy]) {
    const joined = await house.gm.post(`/mj/campaigns/${campaignId}/members`, { name: "Lumen", overlayKey: foundry.member.overlayKey });
    assert.equal(joined.status, 201, joined.text);
  }
  await overlay.goto(foundry.member.overlayUrl);
  await overlay.waitForSelector("html[data-connected=true]", { state: "attached" });

  const ROUNDS = 6;
  const rounds = [...Array(ROUNDS).keys()];
  await Promise.all([
    ...rounds.map((round) => line.emit("dice:roll", rollEvent(message({ rolls: [d20(round + 2, 100)] })))),
    ...rounds.map(async (round) => sites.tell(pushKey(), roll20Attack(round + 2, { name: `R${round}`, bonus: 200 }))),
    alchemyPage.evaluate((rolls) => rolls.forEach((roll) => globalThis.tell(roll)), rounds.map((round) => beyond20Attack(round + 2, { name: `A${round}`, bonus: 300 }))),
  ]);
  await line.roll(message({ rolls: [d20(20, 100)] }));
  sites.tell(pushKey(), roll20Attack(20, { name: "R", bonus: 200 }));
  await alchemyPage.evaluate((roll) => globalThis.tell(roll), beyond20Attack(20, { name: "A", bonus: 300 }));
  const campaigns = { foundry, roll20, alchemy };
  await Promise.all(Object.values(campaigns).map(({ told }) => told("dice:critical")));
  await overlay.waitForSelector(".card");
  await shoot(overlay, "multi-overlay");

  const expected = (bonus) => [...rounds.map((round) => round + 2 + bonus), 20 + bonus];
  const ids = new Set();
  for (const [name, bonus] of [["foundry", 100], ["roll20", 200], ["alchemy", 300]]) {
    const { rolls, campaignId } = campaigns[name];
    const kept = await rolls();
    const attacks = kept.filter(({ dice }) => dice.length > 0);
    assert.deepEqual(attacks.map(({ result }) => result).sort((a, b) => a - b), expected(bonus), `${name} has its own rolls and no others`);
    assert.ok(kept.every((roll) => roll.campaignId === campaignId));
    kept.forEach(({ rollId }) => ids.add(rollId));
  }
  assert.equal(ids.size, (await Promise.all(Object.values(campaigns).map(async ({ rolls }) => (await rolls()).length))).reduce((sum, count) => sum + count));

  const { body: connections } = await house.gm.get("/mj/vtt/connections");
  assert.deepEqual(connections.items.map(({ vtt, status, isLive }) => [vtt, status, isLive]), [["foundry", "active", true], ["roll20", "active", true], ["alchemy", "active", true]]);
  const { body: listed } = await house.gm.get("/mj/campaigns");
  assert.deepEqual(listed.items.map(({ campaignId }) => campaignId).sort(), Object.values(campaigns).map(({ campaignId }) => campaignId).sort());
  for (const { connectionId } of connections.items) {
    assert.equal((await house.gm.post(`/mj/vtt/connections/${connectionId}/test`)).body.ok, true, "each table answers when it is asked");
  }

  // Ending one leaves the others as they are.
  const ended = connections.items.find(({ vtt }) => vtt === "roll20");
  assert.ok((await house.gm.post(`/mj/vtt/connections/${ended.connectionId}/revoke`)).status < 300);
  await roll20Page.locator("tumulte-relay .lamp[data-tone=bad]").waitFor();
  const before = (await roll20.rolls()).length;
  sites.tell(pushKey(), roll20Attack(19, { name: "Late", bonus: 200 }));
  await line.roll(message({ rolls: [d20(1, 100)] }));
  await alchemyPage.evaluate((roll) => globalThis.tell(roll), beyond20Attack(1, { name: "A", bonus: 300 }));
  await Promise.all([foundry, alchemy].map(({ told }) => told("dice:critical", ({ criticalType }) => criticalType === "failure")));
  assert.equal((await roll20.rolls()).length, before);

  // Another GM sees none of it.
  const { Person } = await import("../../../tests/e2e/support/person.mjs");
  const stranger = await Person.registered(house.server);
  assert.deepEqual((await stranger.get("/mj/campaigns")).body.items, []);
  for (const { campaignId } of Object.values(campaigns)) assert.equal((await stranger.get(`/mj/campaigns/${campaignId}/rolls`)).status, 404);
});
