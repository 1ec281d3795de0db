// The wire's bad days: outages, refusals, other tabs, ends of pairings.

import assert from "node:assert/strict";
import { test } from "node:test";

import { GM, MODULE_ID, OTHER_GM, Table, d20, ilse, pairedTable, statusOf, untilStatus } from "./support/table.mjs";
import { WAIT } from "../scripts/constants.mjs";
import { Peer, sessionToken } from "./support/peer.mjs";

const LIMIT = { timeout: 20_000 };

/** The faces that arrived, in order; doubles included. */
const faces = (peer) => peer.of("dice:roll").map(({ payload }) => JSON.parse(payload.message.rolls[0]).total);

/** Lets time pass until the condition holds. */
async function pass(table, condition, step = 1_000) {
  for (let tries = 0; !condition(); tries += 1) {
    assert.ok(tries < 5_000, "nothing happened");
    await table.clock.advance(step);
  }
}

test("what falls during an outage arrives afterwards, in order, once", LIMIT, async (t) => {
  const { table, peer, gm, player } = await pairedTable(t);
  await player.say(ilse(d20(1)));
  await untilStatus(gm, ({ queued }) => queued === 0);
  await peer.until(() => faces(peer).length === 1);
  const { port } = peer;
  await peer.stop();
  await untilStatus(gm, ({ state }) => state === "reconnecting");
  for (const face of [2, 3, 4, 5]) await player.say(ilse(d20(face)));
  await untilStatus(gm, ({ queued }) => queued === 4);
  await peer.listen(port);
  await pass(table, () => statusOf(gm).state === "connected");
  await peer.until(() => faces(peer).length === 5);
  await untilStatus(gm, ({ queued }) => queued === 0);
  assert.deepEqual(faces(peer), [1, 2, 3, 4, 5]);
  const numbers = peer.of("dice:roll").map(({ payload }) => payload.seq);
  assert.deepEqual(numbers, [...new Set(numbers)].sort((a, b) => a - b), "sequence numbers grow");
});

test("what waits outlives a reload of the page", LIMIT, async (t) => {
  const { table, peer, gm, player, browser } = await pairedTable(t);
  const { port } = peer;
  await peer.stop();
  await untilStatus(gm, ({ state }) => state === "reconnecting");
  await player.say(ilse(d20(6)));
  await untilStatus(gm, ({ queued }) => queued === 1);
  await gm.close();
  await peer.listen(port);
  await table.gm(browser);
  await peer.until(() => faces(peer).length === 1);
  assert.deepEqual(faces(peer), [6]);
});

test("a refusal for now is tried again before anything else goes out", LIMIT, async (t) => {
  const { table, peer, gm, player } = await pairedTable(t);
  let down = true;
  peer.answer = () => (down ? { ok: false, code: "storage.unavailable", message: "", retry: true } : { ok: true });
  await player.say(ilse(d20(7)));
  await player.say(ilse(d20(8)));
  await untilStatus(gm, ({ held, queued }) => held === "storage.unavailable" && queued === 2);
  await table.clock.advance(2_000);
  await peer.until(() => faces(peer).length >= 2);
  assert.equal(statusOf(gm).queued, 2);
  down = false;
  await pass(table, () => statusOf(gm).queued === 0);
  const taken = peer.of("dice:roll").filter(({ answer }) => answer.ok).map(({ payload }) => JSON.parse(payload.message.rolls[0]).total);
  assert.deepEqual(taken, [7, 8]);
  assert.deepEqual(gm.notifications.filter(({ type }) => type === "warn"), [], "a hiccup is no notice");
});

test("a refusal for good drops the roll, tells the GM once a kind, and goes on", LIMIT, async (t) => {
  const { peer, gm, player } = await pairedTable(t);
  peer.answer = (event, payload) =>
    (event === "dice:roll" && JSON.parse(payload.message.rolls[0]).total < 10
      ? { ok: false, code: "event.too_deep", message: "", retry: false }
      : { ok: true });
  for (const face of [3, 4, 15]) await player.say(ilse(d20(face)));
  await peer.until(() => faces(peer).includes(15));
  await untilStatus(gm, ({ queued, refused }) => queued === 0 && refused === 2);
  const told = gm.notifications.filter(({ type }) => type === "warn");
  assert.equal(told.length, 1);
  assert.match(told[0].message, /nested too deeply/);
});

test("an event above the limit is not even tried", LIMIT, async (t) => {
  const { peer, gm, player } = await pairedTable(t);
  await player.say({ ...ilse(d20(3)), content: "x".repeat(1024 * 1024) });
  await player.say(ilse(d20(4)));
  await peer.until(() => faces(peer).length === 1);
  await untilStatus(gm, ({ refused }) => refused === 1);
  assert.deepEqual(faces(peer), [4]);
});

test("rolls wait for the import and go out when it is done", LIMIT, async (t) => {
  const { peer, gm, player } = await pairedTable(t);
  let imported = false;
  peer.answer = () => (imported ? { ok: true } : { ok: false, code: "campaign.not_imported", message: "", retry: true });
  await player.say(ilse(d20(9)));
  await untilStatus(gm, ({ held }) => held === "campaign.not_imported");
  imported = true;
  for (const socket of peer.sockets) socket.emit("config:update", { campaignId: "campaign-9" });
  await untilStatus(gm, ({ queued, imported: done }) => queued === 0 && done);
  assert.ok(peer.of("campaign:sync").length >= 2, "the characters were told again");
});

test("a rotten event in a batch does not take the others with it", LIMIT, async (t) => {
  const { table, peer, gm, player } = await pairedTable(t);
  const { port } = peer;
  await peer.stop();
  await untilStatus(gm, ({ state }) => state === "reconnecting");
  for (const face of [11, 12, 13]) await player.say(ilse(d20(face)));
  await untilStatus(gm, ({ queued }) => queued === 3);
  peer.answer = (event, payload) =>
    (event === "dice:roll" && JSON.parse(payload.message.rolls[0]).total === 12 ? { ok: false, code: "event.malformed", retry: false } : { ok: true });
  await peer.listen(port);
  await pass(table, () => statusOf(gm).queued === 0);
  assert.deepEqual(faces(peer), [11, 12, 13]);
  assert.equal(statusOf(gm).refused, 1);
});

test("a second tab waits as duplicate and takes over with what the first one missed", LIMIT, async (t) => {
  const { table, peer, gm, player, browser } = await pairedTable(t);
  peer.refuse = () => (peer.sockets.length ? { code: "connection.duplicate", retry: true } : null);
  const tab = await table.gm(browser);
  await untilStatus(tab, ({ state }) => state === "duplicate");
  await player.say(ilse(d20(10)));
  await peer.until(() => faces(peer).length === 1);
  const tries = peer.shown.length;
  await table.clock.advance(2_000);
  await peer.until(() => peer.shown.length === tries + 1);
  await untilStatus(tab, ({ state }) => state === "duplicate");
  await table.clock.advance(29_000);
  assert.equal(peer.shown.length, tries + 1, "no hurry");
  await gm.close();
  await peer.until(() => peer.sockets.length === 0);
  await player.say(ilse(d20(11)));
  await pass(table, () => statusOf(tab).state === "connected");
  await peer.until(() => faces(peer).includes(11));
});

test("a duplicate tries at once when a user leaves", LIMIT, async (t) => {
  const table = new Table(14);
  const peer = await Peer.start();
  t.after(async () => {
    await table.close();
    await peer.stop();
  });
  let taken = true;
  peer.refuse = () => (taken ? { code: "connection.duplicate", retry: true } : null);
  const other = await table.player();
  const gm = await table.gm(table.browser(peer));
  await untilStatus(gm, ({ state }) => state === "duplicate");
  taken = false;
  await other.close();
  await untilStatus(gm, ({ state }) => state === "connected");
});

test("with two paired GMs one sends, and the other follows when the first leaves", LIMIT, async (t) => {
  const { table, peer, gm, player } = await pairedTable(t);
  const second = await table.gm(table.browser(peer), { userId: OTHER_GM });
  await untilStatus(second, ({ state }) => state === "standby");
  await player.say(ilse(d20(14)));
  await peer.until(() => faces(peer).length === 1);
  await gm.close();
  await untilStatus(second, ({ state }) => state === "connected");
  await player.say(ilse(d20(15)));
  await peer.until(() => faces(peer).length === 2);
  assert.deepEqual(faces(peer), [14, 15]);
});

test("an unpaired GM who comes first in Foundry's order does not silence the table", LIMIT, async (t) => {
  const table = new Table(14);
  const peer = await Peer.start();
  t.after(async () => {
    await table.close();
    await peer.stop();
  });
  const unpaired = await table.gm(table.browser(), { userId: GM });
  const paired = await table.gm(table.browser(peer), { userId: OTHER_GM });
  assert.equal(paired.game.users.activeGM.id, GM);
  await untilStatus(paired, ({ state }) => state === "connected");
  assert.equal(statusOf(unpaired).state, "unpaired");
});

test("a revoked connection stops, tells, and forgets its tokens", LIMIT, async (t) => {
  const { table, peer, gm, player, browser } = await pairedTable(t);
  for (const socket of peer.sockets) {
    socket.emit("connection:revoked", { reason: "revoked" });
    socket.disconnect(true);
  }
  await untilStatus(gm, ({ state }) => state === "revoked");
  assert.deepEqual(JSON.parse(browser.localStorage.getItem(`${MODULE_ID}.credentials`)), {});
  assert.ok(gm.notifications.some(({ type, options }) => type === "error" && options.permanent));
  const handshakes = peer.shown.length;
  await player.say(ilse(d20(16)));
  await table.clock.advance(300_000);
  assert.equal(peer.shown.length, handshakes);
  assert.equal(statusOf(gm).queued, 0);
});

test("a session token the server calls expired is renewed once and used", LIMIT, async (t) => {
  const table = new Table(14);
  const peer = await Peer.start();
  t.after(async () => {
    await table.close();
    await peer.stop();
  });
  const stale = sessionToken("stale");
  peer.refuse = (token) => (token === stale ? { code: "token.expired", retry: true } : null);
  const gm = await table.gm(table.browser(peer, { token: stale }));
  await untilStatus(gm, ({ state }) => state === "connected");
  assert.deepEqual(peer.refreshes, ["refresh-0"]);
  assert.deepEqual(peer.shown, [stale, sessionToken("renewed-1")]);
});

test("two tabs of a page without locks renew one after the other, and the second uses the first one's", LIMIT, async (t) => {
  const table = new Table(14);
  const peer = await Peer.start();
  t.after(async () => {
    await table.close();
    await peer.stop();
  });
  const browser = table.browser(peer, { expiresIn: 60_000, location: "http://192.168.1.20:30000/game" });
  const tabs = [await table.gm(browser), await table.gm(browser)];
  await pass(table, () => tabs.every((tab) => statusOf(tab).state === "connected"), 100);
  assert.deepEqual(peer.refreshes, ["refresh-0"]);
  assert.deepEqual(peer.shown, [sessionToken("renewed-1"), sessionToken("renewed-1")]);
});

test("a token near its end is renewed before the handshake, and again while connected", LIMIT, async (t) => {
  const table = new Table(14);
  const peer = await Peer.start();
  t.after(async () => {
    await table.close();
    await peer.stop();
  });
  const gm = await table.gm(table.browser(peer, { expiresIn: 60_000 }));
  await untilStatus(gm, ({ state }) => state === "connected");
  assert.deepEqual(peer.shown, [sessionToken("renewed-1")]);
  await table.clock.advance(56 * 60_000);
  await peer.until(() => peer.refreshes.length === 2);
  assert.deepEqual(peer.refreshes, ["refresh-0", "refresh-1"]);
});

test("the server's questions are answered", LIMIT, async (t) => {
  const { peer } = await pairedTable(t);
  const [socket] = peer.sockets;
  const { ok, characters } = await socket.emitWithAck("query:characters", {});
  assert.equal(ok, true);
  assert.deepEqual(characters.map(({ actor, system }) => [actor.name, system.id]), [["Ilse", "dnd5e"]]);
  const { campaigns } = await socket.emitWithAck("query:campaigns", {});
  assert.deepEqual(campaigns, [{ vttCampaignId: "greyhaven", name: "Greyhaven", system: { id: "dnd5e", version: "5.3.3" } }]);
  socket.emit("ping", { timestamp: 5 });
  await peer.until(() => peer.of("pong").length === 1);
});

test("the server is told how many events wait once that lasts, and when it is over", LIMIT, async (t) => {
  const { table, peer, gm, player } = await pairedTable(t);
  const told = () => peer.of("table:status").map(({ payload: { queued, held } }) => ({ queued, held }));
  // What comes and goes at once is no news.
  await player.say(ilse(d20(11)));
  await peer.until(() => faces(peer).length === 1);
  await untilStatus(gm, ({ queued }) => queued === 0);
  await table.clock.advance(WAIT.report);

  let imported = false;
  peer.answer = (event) =>
    (imported || event === "table:status" ? { ok: true } : { ok: false, code: "campaign.not_imported", message: "", retry: true });
  await player.say(ilse(d20(12)));
  await untilStatus(gm, ({ held }) => held === "campaign.not_imported");
  await table.clock.advance(WAIT.report);
  await peer.until(() => told().length === 1);

  // A server that was started again knows nothing: it is told anew.
  const { port } = peer;
  await peer.stop();
  await untilStatus(gm, ({ state }) => state === "reconnecting");
  await peer.listen(port);
  await pass(table, () => told().length === 2);
  imported = true;
  for (const socket of peer.sockets) socket.emit("config:update", { campaignId: "campaign-9" });
  await untilStatus(gm, ({ queued }) => queued === 0);
  await pass(table, () => told().length === 3);
  const waits = { queued: 1, held: "campaign.not_imported" };
  assert.deepEqual(told(), [waits, waits, { queued: 0, held: null }]);
});
