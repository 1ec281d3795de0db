// Combats, characters and belongings, from a table's socket to whoever watches.

import assert from "node:assert/strict";
import { test } from "node:test";

import { CHARACTER, HERO, LIMIT, Viewer, openStage } from "./support/stage.mjs";

const token = (hidden) => ({ hidden, disposition: -1, displayName: 50 });

/** A hero, a wolf, and somebody in hiding. */
const combat = (round, current) => ({
  _id: "combat1", round, current, turns: ["hero", "wolf", "lich"],
  combatants: [
    { _id: "hero", name: HERO.name, initiative: 17, actor: { hasPlayerOwner: true } },
    { _id: "wolf", name: "Ash Wolf", initiative: 9, token: token(false) },
    { _id: "lich", name: "The Lich", initiative: 4, token: token(true) },
  ],
});

const fight = (round, current) => ({ worldId: "greyhaven", combat: combat(round, current) });

/** The first frame of a type that a viewer hears from now on. */
const frame = (viewer, type, from = 0) => viewer.frames.first((one) => one.type === type, `\`${type}\``, from);

test("an overlay opened in the middle of a fight sees it at once, and then every turn it may see", LIMIT, async (t) => {
  const { server, line, overlayKey, campaignId, gm } = await openStage(t);
  const channel = `streamer:${overlayKey}:combat`;
  const early = await Viewer.open(t, server);
  await early.subscribe(channel);
  assert.deepEqual((await frame(early, "combat:state")).payload, { campaignId, combats: [] });
  assert.equal((await line.emit("combat:start", fight(1, "hero"))).ok, true);
  assert.equal((await frame(early, "combat:start")).payload.current, "hero");

  const late = await Viewer.open(t, server);
  await late.subscribe(channel, { after: "1" });
  const { payload } = await frame(late, "combat:state");
  assert.equal(payload.campaignId, campaignId);
  const [seen] = payload.combats;
  assert.deepEqual([seen.round, seen.current, seen.combatants.map(({ id }) => id)], [1, "hero", ["hero", "wolf"]]);
  const table = await Viewer.open(t, server, gm);
  await table.subscribe(`campaign:${campaignId}:combat`);
  assert.equal((await frame(table, "combat:state")).payload.combats[0].combatants.length, 3);

  await line.emit("combat:turn", fight(1, "wolf"));
  await line.emit("combat:turn", fight(1, "lich"));
  await line.emit("combat:round", fight(2, "hero"));
  await line.emit("combat:end", fight(2, "hero"));
  await frame(late, "combat:end");
  assert.deepEqual(late.events.map(({ type }) => type), ["combat:state", "combat:turn", "combat:round", "combat:end"]);
  assert.ok(!JSON.stringify([early.events, late.events]).includes("ich"), "nothing names who hides");
  await frame(table, "combat:end");
  assert.equal(table.events.filter(({ type }) => type === "combat:turn").length, 2, "the GM sees every turn");
});

test("a fight outlives the server", LIMIT, async (t) => {
  const { server, line, overlayKey, table } = await openStage(t);
  await line.emit("combat:start", fight(3, "wolf"));
  await server.stop();
  await server.start();
  const viewer = await Viewer.open(t, server);
  await viewer.subscribe(`streamer:${overlayKey}:combat`);
  assert.equal((await frame(viewer, "combat:state")).payload.combats[0].round, 3);
  const again = await table.connect(t);
  const sync = { worldId: "greyhaven", system: { id: "dnd5e" }, characters: [], combats: [] };
  assert.equal((await again.emit("campaign:sync", sync)).ok, true);
  await frame(viewer, "combat:end");
});

test("characters and what they carry reach the stream without what the players must not know", LIMIT, async (t) => {
  const { server, line, overlayKey } = await openStage(t);
  const viewer = await Viewer.open(t, server);
  await viewer.subscribe(`streamer:${overlayKey}:characters`);
  const { payload: before } = await frame(viewer, "character:state");
  assert.deepEqual(before.characters, []);
  const from = viewer.frames.all.length;
  await line.emit("campaign:sync", { worldId: "greyhaven", system: { id: "dnd5e" }, characters: [CHARACTER] });
  assert.equal((await frame(viewer, "character:state", from)).payload.characters[0].name, HERO.name);
  const vttCharacterId = HERO.id;
  const ring = { _id: "ring", name: "Ring of the Lich", type: "equipment", system: { quantity: 1, identified: false, unidentified: { name: "Odd ring" } } };
  const base = { worldId: "greyhaven", system: { id: "dnd5e" }, vttCharacterId };
  assert.equal((await line.emit("inventory:update", { ...base, items: [{ item: ring }] })).ok, true);
  assert.deepEqual((await frame(viewer, "inventory:update")).payload.inventory.map(({ name }) => name), ["Odd ring"]);
  await line.emit("inventory:item-used", { ...base, item: { item: ring }, useId: "m1" });
  const { payload } = await frame(viewer, "inventory:item-used");
  assert.deepEqual([payload.character.name, payload.item.name, payload.useId], [HERO.name, "Odd ring", "m1"]);
  await line.emit("character:update", { worldId: "greyhaven", character: { ...CHARACTER, stats: { hp: { value: 3, max: 9 } } } });
  assert.deepEqual((await frame(viewer, "character:update")).payload.character.stats, { hp: { value: 3, max: 9 } });
  await line.emit("character:delete", { worldId: "greyhaven", vttCharacterId });
  await frame(viewer, "character:delete");
  assert.ok(!JSON.stringify(viewer.events).includes("Lich"));
});
