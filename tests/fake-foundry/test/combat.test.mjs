// Which hooks of a fight run where, and what documents inside documents do.

import assert from "node:assert/strict";
import { test } from "node:test";

import { FakeClient, FakeWorld, ROLE } from "../src/index.mjs";

const [GM, PLAYER, OTHER] = ["gm", "player", "other"];
const FIGHT = ["combatStart", "combatTurn", "combatRound", "updateCombat", "combatTurnChange"];

async function open(generation = 14) {
  const world = new FakeWorld({
    generation,
    users: [
      { _id: GM, name: "G", role: ROLE.GAMEMASTER }, { _id: PLAYER, name: "P", role: ROLE.PLAYER }, { _id: OTHER, name: "O", role: ROLE.PLAYER },
    ],
    actors: [
      { _id: "hero", name: "Hero", type: "character", ownership: { default: 0, [PLAYER]: 3 }, items: [{ _id: "rope", name: "Rope", type: "loot" }] },
      { _id: "wolf", name: "Wolf", type: "npc", ownership: { default: 0 } },
    ],
    scenes: [{ _id: "s", active: true, tokens: [{ _id: "t", name: "Grey wolf", actorId: "wolf", hidden: true, disposition: -2 }] }],
    combats: [{
      _id: "c", active: true, scene: "s", round: 0, turn: null,
      combatants: [
        { _id: "b", actorId: "wolf", tokenId: "t", sceneId: "s", initiative: null }, { _id: "a", actorId: "hero", initiative: 5 },
      ],
    }],
  });
  const clients = {};
  const heard = [];
  for (const userId of [GM, PLAYER, OTHER]) {
    const client = await new FakeClient(world, { userId, modules: [{ id: "m", version: "1" }] }).boot();
    clients[userId] = client;
    for (const hook of FIGHT) client.hooks.on(hook, (combat, ...rest) => heard.push([userId, hook, combat.round, rest]));
  }
  return { world, ...clients, heard };
}

for (const generation of [12, 13, 14]) {
  test(`hooks before a change run at the caller's alone, hooks after it everywhere, in generation ${generation}`, async () => {
    const { gm, player, heard } = await open(generation);
    await gm.game.combats.get("c").startCombat();
    const short = heard.map(([user, hook, round]) => [user, hook, round]);
    assert.deepEqual(short, [
      [GM, "combatStart", 0],
      ...[GM, PLAYER, OTHER].flatMap((user) => [[user, "updateCombat", 1], [user, "combatTurnChange", 1]]),
    ]);
    const [prior, current] = heard.at(-1)[3];
    assert.deepEqual([prior, current], [
      { round: 0, turn: null, combatantId: null, tokenId: null }, { round: 1, turn: 0, combatantId: "a", tokenId: null },
    ]);
    heard.length = 0;
    await player.game.combats.get("c").nextTurn();
    assert.deepEqual(heard.filter(([, hook]) => hook === "combatTurn").map(([user]) => user), [PLAYER]);
    assert.equal(gm.game.combats.get("c").combatant.id, "b");
  });
}

test("turns go by initiative, those without one last, and only a turn's owner may end it", async () => {
  const { gm, player, other } = await open();
  const combat = gm.game.combats.get("c");
  assert.deepEqual(combat.turns.map(({ id }) => id), ["a", "b"]);
  await combat.startCombat();
  await assert.rejects(other.game.combats.get("c").nextTurn(), /lacks permission/);
  await player.game.combats.get("c").nextTurn();
  await assert.rejects(player.game.combats.get("c").nextTurn(), /lacks permission/, "it is the wolf's");
  await combat.nextTurn();
  assert.deepEqual([combat.round, combat.turn], [2, 0], "after the last comes the next round");
});

test("a combatant goes by its token, and a GM sees it however hidden", async () => {
  const { gm, other } = await open();
  const wolf = gm.game.combats.get("c").combatants.get("b");
  assert.deepEqual([wolf.name, wolf.token.disposition, wolf.token.hidden, wolf.visible, wolf.isNPC], ["Grey wolf", -2, true, true, true]);
  await wolf.update({ hidden: true });
  assert.equal(wolf.visible, true);
  assert.equal(other.game.combats.get("c").combatants.get("b").visible, false);
});

test("documents inside documents are told to all, as instances of their own", async () => {
  const { world, gm, player, other } = await open();
  const seen = [];
  for (const [name, client] of Object.entries({ gm, player, other })) {
    for (const step of ["create", "update", "delete"]) {
      client.hooks.on(`${step}Item`, (item, ...rest) => seen.push([name, step, item.name, item.parent.id, rest.at(-1)]));
      client.hooks.on(`${step}ActiveEffect`, (effect) => seen.push([name, step, effect.parent.documentName]));
    }
  }
  const hero = player.game.actors.get("hero");
  const [id] = await hero.createEmbeddedDocuments("Item", [{ name: "Lamp", type: "loot" }]);
  assert.deepEqual(seen.splice(0), [GM, PLAYER, OTHER].map((name) => [name, "create", "Lamp", "hero", PLAYER]));
  assert.notEqual(gm.game.actors.get("hero").items.get(id), hero.items.get(id));
  await hero.items.get(id).update({ name: "Lantern" });
  assert.equal(other.game.actors.get("hero").items.getName("Lantern").uuid, `Actor.hero.Item.${id}`);
  await hero.items.get(id).createEmbeddedDocuments("ActiveEffect", [{ statuses: ["lit"] }]);
  assert.deepEqual([...gm.game.actors.get("hero").statuses], ["lit"]);
  await hero.items.get(id).delete();
  assert.equal(world.sources("Actor")[0].items.length, 1);
  await assert.rejects(other.game.actors.get("hero").items.get("rope").delete(), /lacks permission/);
  assert.deepEqual(seen.filter(([name]) => name === "gm").map(([, step]) => step), ["update", "create", "delete"]);
});
