// What leaves the table when dice fall: the module inside the fake Foundry, for every generation.

import assert from "node:assert/strict";
import { test } from "node:test";

import { makeRoll } from "../../tests/fake-foundry/src/index.mjs";
import { GM, HERO, MODULE_ID, MONSTER, PLAYER, Table, d20, ilse, pairedTable, statusOf, untilStatus } from "./support/table.mjs";
import { Peer } from "./support/peer.mjs";

const LIMIT = { timeout: 20_000 };

for (const generation of [12, 13, 14]) {
  test(`a player's public roll reaches the server once, whole, in generation ${generation}`, LIMIT, async (t) => {
    const { peer, gm, player } = await pairedTable(t, { generation });
    const first = d20(20, 5);
    const second = makeRoll({ faces: 6, results: [3, 4], flavor: "fire" });
    const id = await player.say({ ...ilse(first, second), flavor: "Longsword" });
    await peer.until(() => peer.of("dice:roll").length === 1);
    const { payload } = peer.of("dice:roll")[0];
    assert.equal(payload.worldId, "greyhaven");
    assert.deepEqual(payload.system, { id: "dnd5e", version: "5.3.3" });
    assert.match(payload.coreVersion, new RegExp(`^${generation}\\.`));
    assert.equal(typeof payload.seq, "number");
    assert.equal(payload.message._id, id);
    assert.deepEqual(payload.message.rolls.map((text) => JSON.parse(text)), [first, second]);
    assert.deepEqual(payload.actor, {
      id: HERO, name: "Ilse", img: "http://localhost:30000/tokens/ilse.webp", type: "character", hasPlayerOwner: true,
    });
    await untilStatus(gm, ({ queued }) => queued === 0);
    assert.equal(peer.of("dice:roll").length, 1);
    for (const client of [gm, player]) {
      assert.deepEqual(client.errors, []);
      assert.deepEqual([...client.deprecations.keys()], [], "no deprecated name is touched");
      assert.deepEqual([...client.game.i18n.missing], []);
    }
  });

  test(`no token is readable for players in generation ${generation}`, LIMIT, async (t) => {
    const { gm, player } = await pairedTable(t, { generation });
    const { sessionToken, refreshToken } = JSON.parse(gm.localStorage.getItem(`${MODULE_ID}.credentials`)).greyhaven;
    assert.ok(gm.leak().includes(refreshToken), "the check can find a token");
    assert.ok(!player.leak().includes(refreshToken));
    assert.ok(!player.leak().includes(sessionToken));
  });

  test(`characters are told on connect and after changes in generation ${generation}`, LIMIT, async (t) => {
    const { table, peer, player } = await pairedTable(t, { generation });
    await peer.until(() => peer.of("campaign:sync").length === 1);
    const [character, ...others] = peer.of("campaign:sync")[0].payload.characters;
    assert.deepEqual(others, [], "the lich is nobody's character");
    assert.deepEqual([character.actor._id, character.hasPlayerOwner, character.characterType], [HERO, true, "pc"]);
    assert.deepEqual(character.actor.system.attributes, { hp: { value: 7, max: 12 } }, "maxima come from prepared data");
    await player.game.actors.get(HERO).update({ name: "Ilse the Quiet" });
    await player.game.actors.get(HERO).update({ name: "Ilse the Loud" });
    await table.clock.advance(1_000);
    await peer.until(() => peer.of("character:update").length === 1);
    assert.equal(peer.of("character:update")[0].payload.character.actor.name, "Ilse the Loud");
  });
}

test("talk without dice stays at the table", LIMIT, async (t) => {
  const { peer, player } = await pairedTable(t);
  await player.say({ content: "I open the door" });
  await player.say({ content: "psst", whisper: [GM] });
  await player.say(ilse(d20(2)));
  await peer.until(() => peer.of("dice:roll").length === 1);
  assert.equal(peer.of("dice:roll")[0].payload.message.rolls.length, 1);
});

test("a monster's roll carries the name the table saw, not the sheet's", LIMIT, async (t) => {
  const { peer, gm } = await pairedTable(t);
  await gm.say({ rolls: [d20(3)], speaker: { scene: null, token: null, actor: MONSTER, alias: "Old pilgrim" } });
  await peer.until(() => peer.of("dice:roll").length === 1);
  const { actor } = peer.of("dice:roll")[0].payload;
  assert.deepEqual(actor, { id: MONSTER, name: "Old pilgrim", type: "npc", hasPlayerOwner: false });
});

test("a revealed roll is an update, a deleted one is taken back, a cleared log is not", LIMIT, async (t) => {
  const { peer, gm, player } = await pairedTable(t);
  const id = await player.say({ ...ilse(d20(20)), whisper: [GM], blind: true });
  await gm.game.messages.get(id).update({ whisper: [], blind: false });
  await gm.game.messages.get(id).update({ "flags.dice-so-nice.rolled": true });
  await gm.game.messages.get(id).delete();
  const kept = await player.say(ilse(d20(4)));
  await gm.game.messages.get(kept).delete({ deleteAll: true });
  await player.say(ilse(d20(5)));
  await peer.until(() => peer.of("dice:roll").length === 3);
  const names = peer.received.map(({ event }) => event).filter((event) => event.startsWith("dice:"));
  assert.deepEqual(names, ["dice:roll", "dice:update", "dice:delete", "dice:roll", "dice:roll"]);
  assert.equal(peer.of("dice:delete")[0].payload.messageId, id);
});

test("secret rolls can be kept from leaving the browser at all", LIMIT, async (t) => {
  const { peer, gm, player } = await pairedTable(t);
  await gm.game.settings.set(MODULE_ID, "hiddenRolls", "keep");
  const hidden = await player.say({ ...ilse(d20(20)), whisper: [GM], blind: true });
  await player.say({ ...ilse(d20(19)), whisper: [PLAYER] });
  const shown = await player.say(ilse(d20(18)));
  await gm.game.messages.get(shown).update({ whisper: [GM] });
  await gm.game.messages.get(hidden).update({ whisper: [], blind: false });
  await peer.until(() => peer.of("dice:update").length === 1);
  const dice = peer.received.filter(({ event }) => event.startsWith("dice:"));
  assert.deepEqual(dice.map(({ event }) => event), ["dice:roll", "dice:delete", "dice:update"]);
  assert.equal(dice[0].payload.message._id, shown);
  assert.equal(dice[1].payload.messageId, shown, "what became secret is taken back");
  assert.equal(dice[2].payload.message._id, hidden, "what was revealed is told");
});

test("the stream waits for 3D dice, and whoever leads when they rest sends", LIMIT, async (t) => {
  const table = new Table(14);
  const peer = await Peer.start();
  t.after(async () => {
    await table.close();
    await peer.stop();
  });
  const dice = { otherModules: [{ id: "dice-so-nice", version: "5.2.1" }] };
  const roll3d = (client) => {
    client.game.dice3d = {};
    client.hooks.on("createChatMessage", (message) => {
      message._dice3danimating = true;
    });
  };
  const first = await table.gm(table.browser(peer), dice);
  const second = await table.gm(table.browser(peer), { userId: "gm2AAAAAAAAAAAAA", ...dice });
  [first, second].forEach(roll3d);
  await untilStatus(first, ({ state }) => state === "connected");
  await untilStatus(second, ({ state }) => state === "standby");
  const player = await table.player();
  const id = await player.say(ilse(d20(20)));
  await table.clock.advance(2_500);
  assert.equal(peer.of("dice:roll").length, 0, "the dice still roll");
  await first.close();
  await untilStatus(second, ({ state }) => state === "connected");
  second.hooks.callAll("diceSoNiceRollComplete", id);
  await peer.until(() => peer.of("dice:roll").length === 1);
  assert.equal(peer.of("dice:roll")[0].payload.message._id, id);
});

test("dice that never start to roll hold nothing up for long", LIMIT, async (t) => {
  const { table, peer, gm, player } = await pairedTable(t, { otherModules: [{ id: "dice-so-nice", version: "5.2.1" }] });
  gm.game.dice3d = {};
  await player.say(ilse(d20(20)));
  await table.clock.advance(2_000);
  await peer.until(() => peer.of("dice:roll").length === 1);
});

test("an unpaired world sends nothing anywhere", LIMIT, async (t) => {
  const table = new Table(14);
  const peer = await Peer.start();
  t.after(async () => {
    await table.close();
    await peer.stop();
  });
  const gm = await table.gm(table.browser());
  await gm.game.settings.set(MODULE_ID, "serverUrl", peer.url);
  const player = await table.player();
  await player.say(ilse(d20(20)));
  await table.clock.advance(120_000);
  assert.equal(statusOf(gm).state, "unpaired");
  assert.equal(statusOf(gm).queued, 0);
  assert.deepEqual([peer.requests, peer.shown], [[], []]);
});
