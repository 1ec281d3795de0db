// Tokens that are not linked have actors of their own: two wolves of one sheet, a hero's double.

import assert from "node:assert/strict";
import { test } from "node:test";

import { HERO, MONSTER, d20, pairedTable } from "./support/table.mjs";

const LIMIT = { timeout: 20_000 };

const wolf = (_id, name) => ({
  _id, name, actorId: MONSTER, disposition: -1, displayName: 50, texture: { src: `tokens/${_id}.webp` }, delta: { name: "Dire secret" },
});
const SCENE = {
  _id: "sceneAAAAAAAAAAA", active: true, name: "Ford",
  tokens: [wolf("grey", "Grey Wolf"), wolf("black", "Black Wolf"), { _id: "double", name: "Ilse's double", actorId: HERO, disposition: 1 }],
};
const combatant = (_id, actorId, tokenId) => ({ _id, actorId, tokenId, sceneId: SCENE._id, initiative: 10 });
const COMBAT = {
  _id: "combatAAAAAAAAAA", active: true, scene: SCENE._id, round: 1, turn: 0,
  combatants: [combatant("c1", MONSTER, "grey"), combatant("c2", MONSTER, "black")],
};
const DEAD = { _id: "effectAAAAAAAAAA", name: "Dead", statuses: ["dead"] };

async function forest(t, generation) {
  const parts = await pairedTable(t, { generation, scenes: [SCENE], combats: [COMBAT] });
  const { table, peer, gm } = parts;
  await peer.until(() => peer.of("campaign:sync").length === 1);
  const token = (id, client = gm) => client.game.scenes.get(SCENE._id).tokens.get(id);
  const pass = async (ms) => {
    await table.world.settled();
    await table.clock.advance(ms);
  };
  return { ...parts, token, pass };
}

for (const generation of [12, 13, 14]) {
  test(`one of two wolves falls, and the other does not, in generation ${generation}`, LIMIT, async (t) => {
    const { peer, gm, token, pass } = await forest(t, generation);
    const defeated = () => peer.of("combat:update").map(({ payload }) =>
      Object.fromEntries(payload.combat.combatants.map(({ name, defeated: is }) => [name, is])));
    assert.equal(token("grey").actor.isToken, true);
    await token("grey").actor.createEmbeddedDocuments("ActiveEffect", [DEAD]);
    await pass(100);
    await peer.until(() => defeated().length === 1);
    assert.deepEqual(defeated(), [{ "Grey Wolf": true, "Black Wolf": false }]);
    assert.equal(gm.game.actors.get(MONSTER).statuses.has("dead"), false);
    // It gets up: the effect stays, switched off.
    await token("grey").actor.effects.get(DEAD._id).update({ disabled: true });
    await pass(100);
    await peer.until(() => defeated().length === 2);
    assert.deepEqual(defeated()[1], { "Grey Wolf": false, "Black Wolf": false });
    // Its token is taken off the map: nobody can tell any more whether it was a secret one.
    await token("grey").delete();
    await pass(100);
    await peer.until(() => peer.of("combat:update").length === 3);
    assert.deepEqual(peer.of("combat:update")[2].payload.combat.combatants[0], { _id: "c1", hidden: true });
    assert.doesNotMatch(JSON.stringify(peer.received), /Dire secret|Lich/);
    assert.deepEqual(gm.errors, []);
  });
}

test("what befalls a hero's double does not befall the hero", LIMIT, async (t) => {
  const { peer, gm, token, pass } = await forest(t, 14);
  const double = token("double").actor;
  assert.deepEqual([double.id, double.isToken, double.hasPlayerOwner], [HERO, true, true]);
  await double.update({ "system.attributes.hp.value": 1, name: "A pile of straw" });
  await token("double").actor.createEmbeddedDocuments("Item", [{ _id: "strawAAAAAAAAAAA", name: "Straw", type: "loot", system: { quantity: 3 } }]);
  await token("double").actor.createEmbeddedDocuments("ActiveEffect", [DEAD]);
  assert.equal(token("double").actor.system.attributes.hp.value, 7, "derived numbers win in the model");
  assert.equal(token("double").actor.items.size, 1);
  await pass(5_000);
  assert.deepEqual(["character:update", "inventory:update", "character:delete"].flatMap((event) => peer.of(event)), []);
  assert.equal(gm.game.actors.get(HERO).items.size, 0);
  // The sheet itself changes: that is told, with nothing of the double in it.
  await gm.game.actors.get(HERO).update({ "system.attributes.hp.value": 5 });
  await pass(5_000);
  await peer.until(() => peer.of("character:update").length === 1);
  assert.doesNotMatch(JSON.stringify(peer.of("character:update")), /straw/i);
});

test("a wolf on the map rolls by its token's name and picture, whatever its own sheet says", LIMIT, async (t) => {
  const { peer, gm } = await forest(t, 14);
  await gm.say({ rolls: [d20(14)], speaker: { scene: SCENE._id, token: "grey", actor: MONSTER, alias: "Grey Wolf" } });
  await peer.until(() => peer.of("dice:roll").length === 1);
  const { actor } = peer.of("dice:roll")[0].payload;
  assert.deepEqual([actor.id, actor.name, actor.hasPlayerOwner], [MONSTER, "Grey Wolf", false]);
  assert.match(actor.img, /tokens\/grey\.webp$/);
});
