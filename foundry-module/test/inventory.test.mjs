// What characters carry and use, who owns them, and what of it leaves, in every generation.

import assert from "node:assert/strict";
import { test } from "node:test";

import { HERO, MONSTER, PLAYER, ilse, d20, pairedTable } from "./support/table.mjs";

const LIMIT = { timeout: 20_000 };

const ITEMS = [
  { _id: "potion", name: "Potion of Healing", type: "consumable", img: "icons/potion.webp", system: { quantity: 3, identified: true } },
  { _id: "ring", name: "Ring of the Lich", type: "equipment", img: "secret/lich.webp", system: { quantity: 1, identified: false, unidentified: { name: "Odd ring" } } },
  { _id: "feat", name: "Alert", type: "feat", system: {} },
];

async function carrying(t, options = {}) {
  const parts = await pairedTable(t, { ...options, heroItems: ITEMS });
  const { table, peer, gm } = parts;
  await peer.until(() => peer.of("campaign:sync").length === 1);
  /** Does something, and lets the module's waiting time pass. */
  const after = async (action) => {
    await action();
    await table.world.settled();
    await table.clock.advance(1_000);
  };
  return { ...parts, after, hero: gm.game.actors.get(HERO) };
}

for (const generation of [12, 13, 14]) {
  test(`things are told as they change, and masked where they must be, in generation ${generation}`, LIMIT, async (t) => {
    const { peer, gm, player, hero, after } = await carrying(t, { generation });
    const [{ actor }] = peer.of("campaign:sync")[0].payload.characters;
    assert.deepEqual(actor.items.map(({ name }) => name), ["Potion of Healing", "Odd ring"]);
    // A burst of changes is one event.
    await after(async () => {
      await player.game.actors.get(HERO).items.get("potion").update({ "system.quantity": 2 });
      await hero.items.get("ring").update({ "system.equipped": true });
      await hero.createEmbeddedDocuments("Item", [{ _id: "rope", name: "Rope", type: "loot", system: { quantity: 1 } }]);
      await hero.items.get("feat").update({ name: "Very alert" });
    });
    await peer.until(() => peer.of("inventory:update").length === 1);
    const { payload } = peer.of("inventory:update")[0];
    assert.equal(payload.vttCharacterId, HERO);
    assert.deepEqual(payload.items.map(({ item }) => [item._id, item.name, item.system.quantity]), [["potion", "Potion of Healing", 2], ["ring", "Odd ring", 1], ["rope", "Rope", 1]]);
    await after(() => hero.items.get("rope").delete());
    await peer.until(() => peer.of("inventory:update").length === 2);
    assert.deepEqual(peer.of("inventory:update")[1].payload.removed, ["rope"]);
    await after(() => hero.items.get("ring").update({ "system.identified": true }));
    await peer.until(() => peer.of("inventory:update").length === 3);
    assert.equal(peer.of("inventory:update")[2].payload.items[0].item.name, "Ring of the Lich");
    const early = JSON.stringify(peer.received.slice(0, peer.received.indexOf(peer.of("inventory:update")[2])));
    assert.doesNotMatch(early, /lich/i, "before it was identified its name and picture stayed at home");
    for (const client of [gm, player]) assert.deepEqual([client.errors, [...client.deprecations.keys()]], [[], []]);
  });
}

test("a potion drunk is told once, be it by its card, by the count, or by both", LIMIT, async (t) => {
  const { table, peer, player, after } = await carrying(t);
  const potion = () => player.game.actors.get(HERO).items.get("potion");
  const card = (itemId, parts = {}) => player.say({ content: "drinks", flags: { dnd5e: { item: { uuid: `Actor.${HERO}.Item.${itemId}` } } }, ...parts });
  const id = await card("potion");
  await after(() => potion().update({ "system.quantity": 2 }));
  await peer.until(() => peer.of("inventory:item-used").length === 1);
  const { payload } = peer.of("inventory:item-used")[0];
  assert.deepEqual([payload.useId, payload.vttCharacterId, payload.item.item.name], [id, HERO, "Potion of Healing"]);
  await table.clock.advance(5_000);
  await after(() => potion().update({ "system.quantity": 1 }));
  await peer.until(() => peer.of("inventory:item-used").length === 2);
  await after(() => potion().update({ "system.quantity": 5 }));
  await after(() => card("potion", { whisper: [PLAYER] }));
  await after(() => card("feat"));
  await after(() => card("ring"));
  await peer.until(() => peer.of("inventory:item-used").length === 3);
  assert.equal(peer.of("inventory:item-used")[2].payload.item.item.name, "Odd ring");
  assert.doesNotMatch(JSON.stringify(peer.of("inventory:item-used")), /lich/i);
});

test("who is given to a player becomes a character, and is none any more when taken away", LIMIT, async (t) => {
  const { peer, gm, after } = await carrying(t);
  const squire = { _id: "squireAAAAAAAAAA", name: "Squire", type: "character", ownership: { default: 0 }, system: {} };
  await after(() => gm.operate("create", "Actor", squire, {}));
  assert.deepEqual(peer.of("character:update"), []);
  const actor = gm.game.actors.get(squire._id);
  await after(() => actor.update({ [`ownership.${PLAYER}`]: 3 }));
  await peer.until(() => peer.of("character:update").length === 1);
  assert.equal(peer.of("character:update")[0].payload.character.actor.name, "Squire");
  await after(() => actor.update({ [`ownership.${PLAYER}`]: 0 }));
  await peer.until(() => peer.of("character:delete").length === 1);
  await after(() => actor.update({ [`ownership.${PLAYER}`]: 3 }));
  await after(() => actor.delete());
  await peer.until(() => peer.of("character:delete").length === 2);
  assert.deepEqual(peer.of("character:delete").map(({ payload }) => payload.vttCharacterId), [squire._id, squire._id]);
});

test("a player who chooses another character makes it one", LIMIT, async (t) => {
  const { peer, gm, after } = await carrying(t);
  await after(() => gm.game.users.get(PLAYER).update({ character: MONSTER }));
  await peer.until(() => peer.of("character:update").some(({ payload }) => payload.character.actor._id === MONSTER));
});

test("an effect that lies on a character, or on what it carries, is told with it", LIMIT, async (t) => {
  const { peer, hero, after } = await carrying(t);
  await after(() => hero.createEmbeddedDocuments("ActiveEffect", [{ statuses: ["prone"] }]));
  await peer.until(() => peer.of("character:update").length === 1);
  assert.deepEqual(peer.of("character:update")[0].payload.character.actor.statuses, ["prone"]);
  await after(() => hero.items.get("ring").createEmbeddedDocuments("ActiveEffect", [{ statuses: ["cursed"] }]));
  await peer.until(() => peer.of("character:update").length === 2);
});

test("a monster's things are nobody's business", LIMIT, async (t) => {
  const { table, peer, gm, player, after } = await carrying(t);
  await after(() => gm.game.actors.get(MONSTER).createEmbeddedDocuments("Item", [{ _id: "staff", name: "Staff of the lich", type: "weapon", system: { quantity: 2 } }]));
  await after(() => gm.game.actors.get(MONSTER).items.get("staff").update({ "system.quantity": 1 }));
  await player.say(ilse(d20(4)));
  await table.clock.advance(1_000);
  await peer.until(() => peer.of("dice:roll").length === 1);
  assert.deepEqual(peer.received.filter(({ event }) => event.startsWith("inventory:")), []);
});
