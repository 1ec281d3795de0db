// What the server says to the table, and what the GM sees of a roll before any stream does.

import assert from "node:assert/strict";
import { test } from "node:test";

import { plainWords } from "../scripts/extract/words.mjs";
import { GM, MODULE_ID, Table, d20, ilse, pairedTable, statusOf, untilStatus } from "./support/table.mjs";
import { Peer } from "./support/peer.mjs";

const LIMIT = { timeout: 20_000 };

const apiOf = (client) => client.game.modules.get(MODULE_ID).api;

/** Settles when the GM was told something that the pattern fits. */
async function told(gm, pattern) {
  while (!gm.notifications.some(({ message }) => pattern.test(message))) await new Promise((resolve) => setImmediate(resolve));
  return gm.notifications.filter(({ message }) => pattern.test(message));
}

test("a poll is told in plain words when it begins and when it ends", LIMIT, async (t) => {
  const { peer, gm, player } = await pairedTable(t);
  const [socket] = peer.sockets;
  socket.emit("poll:start", { pollId: "p1", question: "Open the <b>door</b>?", options: ["Yes", "No"] });
  const [start] = await told(gm, /viewers are asked/);
  assert.match(start.message, /Open the b door \/b \?/);
  socket.emit("poll:end", { pollId: "p1", question: "Open the door?", winner: "Yes" });
  await told(gm, /chosen “Yes”/);
  socket.emit("poll:end", null);
  await told(gm, /is over/);
  socket.emit("poll:end", { pollId: "p2", question: "Who goes first?", tie: ["Ilse", "Tobias"] });
  await told(gm, /undecided between Ilse · Tobias/);
  socket.emit("poll:end", { pollId: "p3", question: "Who goes first?", cancelled: true });
  await told(gm, /taken back/);
  assert.deepEqual(player.notifications, []);
  assert.deepEqual(gm.errors, []);
});

test("a poll that is told of again after a reconnect is no news", LIMIT, async (t) => {
  const { peer, gm } = await pairedTable(t);
  const [socket] = peer.sockets;
  const poll = { pollId: "p1", question: "Open the door?", options: ["Yes", "No"] };
  socket.emit("poll:start", poll);
  socket.emit("poll:start", poll);
  socket.emit("poll:end", { ...poll, winner: "Yes" });
  await told(gm, /chosen “Yes”/);
  assert.equal((await told(gm, /viewers are asked/)).length, 1);
});

test("words from the wire are no HTML and not endless", () => {
  assert.equal(plainWords("<img src=x onerror=alert(1)>\n\u202eevil"), "img src=x onerror=alert(1) evil");
  assert.equal(plainWords("x".repeat(500)).length, 140);
  assert.equal(plainWords({}), "");
});

test("a test roll goes the whole road, is in nobody's chat, and is taken back", LIMIT, async (t) => {
  const { table, peer, gm, player } = await pairedTable(t);
  const { ms, shown } = await apiOf(gm).testRoll();
  assert.ok(ms >= 1);
  assert.deepEqual({ ...shown }, { formula: "1d20", total: 20, as: "success", label: "Critical Hit" });
  const [{ payload }] = peer.of("dice:roll");
  assert.equal(JSON.parse(payload.message.rolls[0]).total, 20);
  assert.equal(player.game.messages.contents.length, 0);
  await table.clock.advance(15_000);
  await peer.until(() => peer.of("dice:delete").length === 1);
  assert.equal(peer.of("dice:delete")[0].payload.messageId, payload.message._id);
});

test("a test roll that is refused, or cannot be sent, says why", LIMIT, async (t) => {
  const { peer, gm } = await pairedTable(t);
  peer.answer = () => ({ ok: false, code: "campaign.not_imported", message: "", retry: true });
  await assert.rejects(apiOf(gm).testRoll(), { code: "campaign.not_imported" });
  await peer.stop();
  await untilStatus(gm, ({ state }) => state === "reconnecting");
  await assert.rejects(apiOf(gm).testRoll(), { code: "net.offline" });
});

test("the GM sees how a roll will be shown, by the server's own rules", LIMIT, async (t) => {
  const { gm, player } = await pairedTable(t);
  await player.say({ ...ilse(d20(1, 5)), flags: { dnd5e: { roll: { type: "attack" } } } });
  const { last } = await untilStatus(gm, ({ last: shown }) => shown !== null);
  assert.deepEqual([last.as, last.total, last.formula], ["failure", 6, "1d20 + 5"]);
  await player.say(ilse(d20(11)));
  await untilStatus(gm, ({ last: shown }) => shown.as === "plain");
  await player.say({ ...ilse(d20(20)), whisper: [GM], blind: true });
  await untilStatus(gm, ({ last: shown }) => shown.as === "hidden");
});

test("without wasm nothing is foretold, and rolls flow all the same", LIMIT, async (t) => {
  const parts = await pairedTable(t, {
    prepare: ({ globals }) => {
      const { fetch } = globals;
      globals.fetch = async (address, options) => (String(address).endsWith(".wasm") ? new Response(null, { status: 404 }) : fetch(address, options));
    },
  });
  const { peer, gm, player } = parts;
  await player.say(ilse(d20(20)));
  await player.say(ilse(d20(1)));
  await peer.until(() => peer.of("dice:roll").length === 2);
  await untilStatus(gm, ({ queued }) => queued === 0);
  assert.equal(statusOf(gm).last, null);
  assert.deepEqual(gm.errors, []);
});

test("a server of another protocol is refused in words, when pairing and when connecting", LIMIT, async (t) => {
  const table = new Table(14);
  const peer = await Peer.start();
  peer.protocol = 2;
  t.after(async () => {
    await table.close();
    await peer.stop();
  });
  const gm = await table.gm(table.browser(peer));
  await untilStatus(gm, ({ state, code }) => state === "refused" && code === "net.protocol");
  assert.ok(gm.game.i18n.has("TUMULTE.Error.net.protocol"));
});

test("the import is told by the server, and what waited goes out", LIMIT, async (t) => {
  const table = new Table(14);
  const peer = await Peer.start();
  peer.campaignId = null;
  t.after(async () => {
    await table.close();
    await peer.stop();
  });
  const gm = await table.gm(table.browser(peer));
  await untilStatus(gm, ({ state, imported }) => state === "connected" && !imported);
  await peer.until(() => peer.of("campaign:sync").length === 1);
  peer.sockets[0].emit("config:update", { campaignId: "campaign-1" });
  await untilStatus(gm, ({ imported }) => imported);
  await peer.until(() => peer.of("campaign:sync").length === 2);
});
