// Fights: what leaves when the tracker moves, whoever moves it, in every generation.

import assert from "node:assert/strict";
import { test } from "node:test";

import { GM, HERO, MONSTER, OTHER_GM, Table, d20, pairedTable, untilStatus } from "./support/table.mjs";
import { Peer } from "./support/peer.mjs";

const LIMIT = { timeout: 20_000 };

/** A hero, a wolf on the map, an ambusher hidden in the tracker, one hidden on the map, and one whose side is a secret. */
const SCENE = {
  _id: "sceneAAAAAAAAAAA", active: true, name: "Ford",
  tokens: [
    { _id: "wolf", name: "Ash Wolf", actorId: MONSTER, disposition: -1, displayName: 50, texture: { src: "tokens/wolf.webp" } },
    { _id: "lurker", name: "Lurker", actorId: MONSTER, disposition: -1, displayName: 50, hidden: true, texture: { src: "tokens/lurker.webp" } },
    { _id: "nightspy", name: "Friendly nightspy", actorId: MONSTER, disposition: -2, displayName: 50, texture: { src: "tokens/nightspy.webp" } },
  ],
};

const COMBAT = {
  _id: "combatAAAAAAAAAA", active: true, scene: SCENE._id, round: 0, turn: null, combatants: [
    { _id: "c1", actorId: HERO, initiative: 17.14 },
    { _id: "c2", actorId: MONSTER, tokenId: "wolf", sceneId: SCENE._id, initiative: 12 },
    { _id: "c3", actorId: MONSTER, name: "Ambusher", hidden: true, initiative: 9 },
    { _id: "c4", actorId: MONSTER, tokenId: "lurker", sceneId: SCENE._id, initiative: 8 },
    { _id: "c5", actorId: MONSTER, tokenId: "nightspy", sceneId: SCENE._id, initiative: null },
  ],
};

const SECRETS = /Ambusher|Lurker|lurker|nightspy|Lich|lich/;

const fights = (peer) => peer.received.filter(({ event }) => event.startsWith("combat:"));
const steps = (peer) => fights(peer).map(({ event, payload }) => [event, payload.combat.current]);

async function fight(t, { generation = 14, started = false } = {}) {
  const combat = started ? { ...COMBAT, round: 2, turn: 1 } : COMBAT;
  const parts = await pairedTable(t, { generation, scenes: [SCENE], combats: [combat] });
  const { table, peer, player } = parts;
  /** Does something, and waits until nothing more comes of it. */
  const after = async (action, count) => {
    await action();
    await table.world.settled();
    await table.clock.advance(100);
    await peer.until(() => fights(peer).length >= count);
  };
  await peer.until(() => peer.of("campaign:sync").length === 1);
  return { ...parts, after, of: (client) => client.game.combats.get(COMBAT._id), player };
}

for (const generation of [12, 13, 14]) {
  test(`a fight is told to its end, whoever presses the button, in generation ${generation}`, LIMIT, async (t) => {
    const { peer, gm, player, after, of } = await fight(t, { generation });
    assert.deepEqual(peer.of("campaign:sync")[0].payload.combats, [], "it has not begun");
    await after(() => of(gm).startCombat(), 1);
    // The player ends their own turn: hooks that run before the change would run in their browser alone.
    await after(() => of(player).nextTurn(), 2);
    await after(() => of(gm).update({ round: 2, turn: 0 }), 3);
    await after(() => of(gm).combatants.get("c2").update({ defeated: true }), 4);
    await after(() => of(gm).delete(), 5);
    assert.deepEqual(steps(peer), [
      ["combat:start", "c1"], ["combat:turn", "c2"], ["combat:round", "c1"], ["combat:update", "c1"], ["combat:end", undefined],
    ]);
    const { combat, worldId } = fights(peer)[0].payload;
    assert.deepEqual([worldId, combat._id, combat.round, combat.turns], ["greyhaven", COMBAT._id, 1, ["c1", "c2", "c3", "c4", "c5"]]);
    assert.deepEqual(combat.combatants.slice(0, 3), [
      {
        _id: "c1", name: "Ilse", img: "http://localhost:30000/tokens/ilse.webp", actorId: HERO, initiative: 17.14, hidden: false, defeated: false,
        actor: { hasPlayerOwner: true },
      },
      {
        _id: "c2", name: "Ash Wolf", img: "http://localhost:30000/tokens/wolf.webp", actorId: MONSTER, tokenId: "wolf", initiative: 12, hidden: false,
        defeated: false, token: { hidden: false, disposition: -1, displayName: 50 }, actor: { hasPlayerOwner: false },
      },
      { _id: "c3", hidden: true },
    ]);
    assert.doesNotMatch(JSON.stringify(peer.received), SECRETS, "whoever is hidden leaves no trace but a place");
    for (const client of [gm, player]) assert.deepEqual([client.errors, [...client.deprecations.keys()]], [[], []]);
  });
}

test("who is revealed on the map is told, and who is hidden again is masked again", LIMIT, async (t) => {
  const { peer, gm, after, of } = await fight(t);
  await after(() => of(gm).startCombat(), 1);
  const token = gm.game.scenes.get(SCENE._id).tokens.get("lurker");
  await after(() => token.update({ hidden: false }), 2);
  await after(() => token.update({ hidden: true }), 3);
  const names = fights(peer).map(({ payload }) => payload.combat.combatants[3].name);
  assert.deepEqual(names, [undefined, "Lurker", undefined]);
});

test("somebody falls by an effect, joins or leaves: the order is told anew", LIMIT, async (t) => {
  const { peer, gm, after, of } = await fight(t);
  await after(() => of(gm).startCombat(), 1);
  const [effect] = await Promise.all([gm.game.actors.get(HERO).createEmbeddedDocuments("ActiveEffect", [{ statuses: ["dead"] }])]);
  await after(async () => {}, 2);
  assert.equal(fights(peer)[1].payload.combat.combatants[0].defeated, true);
  await after(() => gm.game.actors.get(HERO).effects.get(effect[0]).delete(), 3);
  await after(() => of(gm).createEmbeddedDocuments("Combatant", [{ _id: "c6", actorId: HERO, initiative: 3 }]), 4);
  assert.equal(fights(peer)[3].payload.combat.turns.length, 6);
  await after(() => of(gm).combatants.get("c6").delete(), 5);
  assert.deepEqual(steps(peer).map(([step]) => step), ["combat:start", ...Array(4).fill("combat:update")]);
});

test("a GM who reloads in the middle of a fight finds it told by the sync", LIMIT, async (t) => {
  const { table, peer, browser, gm, after, of } = await fight(t, { started: true });
  const [first] = peer.of("campaign:sync")[0].payload.combats;
  assert.deepEqual([first.combat.round, first.combat.current], [2, "c2"]);
  await gm.close();
  await peer.until(() => peer.sockets.length === 0);
  const back = await table.gm(browser);
  await untilStatus(back, ({ state }) => state === "connected");
  await peer.until(() => peer.of("campaign:sync").length === 2);
  await after(() => of(back).nextTurn(), 1);
  assert.deepEqual(steps(peer), [["combat:turn", "c3"]], "and goes on from there");
});

test("the fight on the active scene is the one that is followed", LIMIT, async (t) => {
  const { table, peer, gm, after, of } = await fight(t);
  await after(() => of(gm).startCombat(), 1);
  const other = { _id: "other", active: true, scene: "elsewhere", round: 0, combatants: [{ _id: "x", actorId: HERO, initiative: 1 }] };
  await gm.operate("create", "Scene", { _id: "elsewhere", name: "Keep", active: false }, {});
  await gm.operate("create", "Combat", other, {});
  await gm.game.combats.get("other").startCombat();
  await table.world.settled();
  await table.clock.advance(100);
  assert.equal(fights(peer).length, 1, "elsewhere is elsewhere");
  await gm.game.scenes.get(SCENE._id).update({ active: false });
  await after(() => gm.game.scenes.get("elsewhere").update({ active: true }), 3);
  assert.deepEqual(steps(peer), [["combat:start", "c1"], ["combat:end", undefined], ["combat:start", "x"]]);
});

test("of two GMs one tells, and the other goes on when that one leaves", LIMIT, async (t) => {
  const table = new Table(14, { scenes: [SCENE], combats: [COMBAT] });
  const peer = await Peer.start();
  t.after(async () => {
    await table.close();
    await peer.stop();
  });
  const first = await table.gm(table.browser(peer), { userId: GM });
  const second = await table.gm(table.browser(peer), { userId: OTHER_GM });
  await untilStatus(first, ({ state }) => state === "connected");
  await untilStatus(second, ({ state }) => state === "standby");
  await first.game.combats.get(COMBAT._id).startCombat();
  await table.clock.advance(100);
  await peer.until(() => fights(peer).length === 1);
  await first.close();
  await untilStatus(second, ({ state }) => state === "connected");
  await peer.until(() => peer.of("campaign:sync").length === 2);
  assert.equal(peer.of("campaign:sync")[1].payload.combats[0].combat.current, "c1");
  await second.game.combats.get(COMBAT._id).nextTurn();
  await table.clock.advance(100);
  await peer.until(() => fights(peer).length === 2);
  assert.deepEqual(steps(peer), [["combat:start", "c1"], ["combat:turn", "c2"]]);
});

test("the initiative of who hides stays at the table, that of others does not", LIMIT, async (t) => {
  const { peer, gm } = await fight(t);
  const initiative = (token, actor) => gm.say({
    rolls: [d20(9)], flags: { core: { initiativeRoll: true } }, speaker: { scene: SCENE._id, token, actor, alias: "somebody" },
  });
  await initiative("lurker", MONSTER);
  await initiative("nightspy", MONSTER);
  const shown = [await initiative("wolf", MONSTER), await initiative(null, HERO)];
  await peer.until(() => peer.of("dice:roll").length === 2);
  assert.deepEqual(peer.of("dice:roll").map(({ payload }) => payload.message._id), shown);
});

test("a combatant whose token is gone is masked, for it may have been a secret one", LIMIT, async (t) => {
  const { peer, gm, after, of } = await fight(t);
  await gm.game.scenes.get(SCENE._id).tokens.get("nightspy").delete();
  await after(() => of(gm).startCombat(), 1);
  assert.deepEqual(fights(peer)[0].payload.combat.combatants[4], { _id: "c5", hidden: true });
});
