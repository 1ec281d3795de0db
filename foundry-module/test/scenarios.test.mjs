// Evenings that go wrong: who is there and who is not, and ten minutes without a server.

import assert from "node:assert/strict";
import { test } from "node:test";

import { ROLE } from "../../tests/fake-foundry/src/index.mjs";
import { Peer } from "./support/peer.mjs";
import { GM, MODULE_ID, OTHER_GM, PLAYER, Table, d20, ilse, pairedTable, statusOf, untilStatus } from "./support/table.mjs";

const LIMIT = { timeout: 60_000 };
const TEN_MINUTES = 600_000;

const totals = (peer) => peer.of("dice:roll").map(({ payload }) => JSON.parse(payload.message.rolls[0]).total);

async function openPeer(t, table) {
  const peer = await Peer.start();
  t.after(async () => {
    await table.close();
    await peer.stop();
  });
  return peer;
}

for (const generation of [12, 14]) {
  test(`ten minutes without a server lose and double nothing, in generation ${generation}`, LIMIT, async (t) => {
    const { table, peer, gm, player } = await pairedTable(t, { generation });
    const { port } = peer;
    await player.say(ilse(d20(1, 100)));
    await untilStatus(gm, ({ queued }) => queued === 0);
    await peer.stop();
    await untilStatus(gm, ({ state }) => state === "reconnecting");
    const expected = [101];
    // A roll every four seconds; characters change meanwhile and are told as they are in the end.
    for (let n = 0; n < 150; n += 1) {
      const id = await player.say(ilse(d20(1 + (n % 20), 200 + n)));
      expected.push(201 + n + (n % 20));
      if (n === 70) await gm.game.messages.get(id).update({ whisper: [GM] });
      if (n % 50 === 0) await player.game.actors.get("heroAAAAAAAAAAAA").update({ "system.hp": n });
      await table.clock.advance(TEN_MINUTES / 150);
    }
    await untilStatus(gm, ({ queued }) => queued === 151);
    await peer.listen(port);
    for (let tries = 0; statusOf(gm).state !== "connected"; tries += 1) {
      assert.ok(tries < 2_000, "it comes back");
      await table.clock.advance(1_000);
    }
    await peer.until(() => peer.of("dice:roll").length >= 151);
    await untilStatus(gm, ({ queued }) => queued === 0);
    assert.deepEqual(totals(peer), expected, "every roll once, in the order of the table");
    const dice = peer.received.filter(({ event }) => event.startsWith("dice:")).map(({ payload }) => payload.seq);
    assert.deepEqual(dice, [...new Set(dice)].sort((a, b) => a - b));
    const updated = peer.received.findIndex(({ event }) => event === "dice:update");
    assert.equal(peer.received[updated - 1].payload.message._id, peer.received[updated].payload.message._id, "an update follows its roll");
    assert.equal(peer.of("campaign:sync").length, 2, "once per connection");
    assert.equal(gm.notifications.filter(({ type }) => type !== "info").length, 0, "nobody is bothered by a retry");
    assert.deepEqual(gm.errors, []);
  });
}

test("an assistant alone sends, and hands over to the full GM who comes", LIMIT, async (t) => {
  const table = new Table(13);
  table.world.giveRole(OTHER_GM, ROLE.ASSISTANT);
  const peer = await openPeer(t, table);
  const assistant = await table.gm(table.browser(peer), { userId: OTHER_GM });
  await untilStatus(assistant, ({ state }) => state === "connected");
  const player = await table.player();
  await player.say(ilse(d20(7)));
  await peer.until(() => peer.of("dice:roll").length === 1);
  const gm = await table.gm(table.browser(peer), { userId: GM });
  await untilStatus(assistant, ({ state }) => state === "standby");
  await untilStatus(gm, ({ state }) => state === "connected");
  await player.say(ilse(d20(8)));
  await peer.until(() => peer.of("dice:roll").length === 2);
  assert.deepEqual(totals(peer), [7, 8]);
});

test("without a GM nothing is sent, and nothing goes wrong", LIMIT, async (t) => {
  const table = new Table(14);
  const peer = await openPeer(t, table);
  const player = await table.player();
  await player.say(ilse(d20(20)));
  await table.clock.advance(TEN_MINUTES);
  assert.deepEqual([peer.requests, peer.shown, player.errors], [[], [], []]);
  assert.equal(player.game.modules.get(MODULE_ID).api, undefined, "a player has nothing to press");
});

test("a player's console finds no word of ours that is worth stealing", LIMIT, async (t) => {
  const { table, gm, player, peer } = await pairedTable(t, { generation: 13 });
  await player.say(ilse(d20(4)));
  await peer.until(() => peer.of("dice:roll").length === 1);
  await table.world.settled();
  const leak = player.leak();
  for (const secret of ["refresh-0", "sessionToken", "refreshToken", "connection-1", peer.url]) assert.ok(!leak.includes(secret), secret);
  for (const [key, { scope }] of gm.game.settings.settings) {
    if (key.endsWith("credentials")) assert.equal(scope, "client", key);
  }
  await assert.rejects(player.game.settings.set(MODULE_ID, "serverUrl", "https://evil.example"), /lacks permission/);
  await assert.rejects(player.game.users.get(GM).setFlag(MODULE_ID, "paired", false), /lacks permission/);
  assert.equal(player.game.users.get(PLAYER).getFlag(MODULE_ID, "paired"), undefined);
});

test("worlds of one browser share its storage and not their pairings", LIMIT, async (t) => {
  const first = new Table(14);
  const peer = await openPeer(t, first);
  const browser = first.browser(peer);
  const second = new Table(14, { id: "elsewhere" });
  t.after(() => second.close());
  const gm = await second.gm(browser);
  await second.clock.advance(1_000);
  assert.equal(statusOf(gm).state, "unpaired");
  assert.deepEqual(peer.shown, []);
});

for (const minutes of [-10, 10]) {
  test(`a clock that is ${minutes} minutes off renews in time all the same`, LIMIT, async (t) => {
    const table = new Table(14);
    table.clock.time += minutes * 60_000;
    const peer = await openPeer(t, table);
    const gm = await table.gm(table.browser(peer, { expiresIn: 301_000 }));
    await untilStatus(gm, ({ state }) => state === "connected");
    await table.clock.advance(120_000);
    await peer.until(() => peer.refreshes.length === 1);
    assert.equal(statusOf(gm).state, "connected");
  });
}

