// The module's unmodified files in real Chromium: the window, the real IndexedDB and WebSocket, the
// real wasm. The peer is the small one of the module's own tests; the road through the real server
// is tested in ../e2e.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Peer, sessionToken } from "../../foundry-module/test/support/peer.mjs";
import { openHarness, openTable } from "./harness.mjs";

const LIMIT = { timeout: 60_000 };
const ROLL = { roll: { faces: 20, results: [20], modifier: 5 } };

async function startPeer(t) {
  const peer = await Peer.start();
  t.after(() => peer.stop().catch(() => {}));
  return peer;
}

/** The GM confirms at the server. */
function approve(peer) {
  const [jti] = [...peer.offers.keys()].slice(-1);
  peer.offers.set(jti, {
    status: "approved", connectionId: "c1", campaignId: null, sessionToken: sessionToken("browser"),
    sessionExpiresAt: new Date(Date.now() + 3_600_000).toISOString(), refreshToken: "refresh-secret",
  });
}

async function pair(table, peer) {
  const code = await table.pairingCode(peer.url);
  approve(peer);
  await table.page.waitForSelector("[data-tumulte-paired]");
  await table.status({ state: "connected" });
  return code;
}

for (const generation of [12, 13, 14]) {
  test(`a world is paired and a player's rolls arrive, in generation ${generation}`, LIMIT, async (t) => {
    const { context, origin } = await openHarness(t);
    const peer = await startPeer(t);
    const table = await openTable(context, `${origin}/?generation=${generation}`);
    assert.match(await pair(table, peer), /^[A-Z]{3}-\d{3}$/);
    const id = await table.fake("playerRolls", ROLL);
    const blind = await table.fake("playerRolls", { ...ROLL, audience: "blind" });
    await peer.until(() => peer.of("dice:roll").length === 2);
    const [open, hidden] = peer.of("dice:roll").map(({ payload }) => payload.message);
    assert.deepEqual([open._id, hidden._id], [id, blind]);
    assert.equal(JSON.parse(open.rolls[0]).total, 25);
    assert.equal(hidden.blind, true);
    await table.status({ queued: 0 });
    const report = await table.fake("report");
    assert.deepEqual([report.errors, report.missing, report.deprecations, table.complaints], [[], [], {}, []]);
    assert.ok(!(await table.fake("playerLeak")).includes("refresh-secret"));
  });
}

test("the window shows a code that can be read, copied and scanned, in French", LIMIT, async (t) => {
  const { context, origin } = await openHarness(t);
  const peer = await startPeer(t);
  const table = await openTable(context, `${origin}/?lang=fr`);
  const code = await table.pairingCode(peer.url);
  const { page } = table;
  assert.equal((await page.textContent(".tumulte-code")).replace(/\s/g, ""), code.replace("-", ""));
  assert.match(await page.textContent("[data-tumulte-countdown]"), /^Encore [45]:\d\d$/);
  await page.click("[data-action=copyCode]");
  await page.click("[data-action=copyPage]");
  await page.click("[data-action=copyConnect]");
  const copied = await page.evaluate(() => globalThis.fake.gm.clipboard);
  assert.deepEqual(copied.slice(0, 2), [code, `${peer.url}/pair?code=${code}`]);
  assert.match(copied[2], /^foundry:\/\/connect\?token=/);
  const size = await page.evaluate(() => document.querySelector(".tumulte-qr img").naturalWidth);
  assert.ok(size > 0, "the QR code is an image the browser can draw");
  await page.click("[data-action=again]");
  await page.waitForFunction((old) => globalThis.fake.code() !== null && globalThis.fake.code() !== old, code);
  assert.deepEqual((await table.fake("report")).missing, []);
});

test("addresses that cannot work are explained", LIMIT, async (t) => {
  const { context, origin } = await openHarness(t);
  const table = await openTable(context, origin);
  const { page } = table;
  await page.evaluate(() => globalThis.fake.openPairing());
  await page.fill("input[name=server]", "not an address");
  await page.press("input[name=server]", "Enter");
  assert.match(await page.textContent("[data-tumulte-notice]"), /not a web address/);
  const peer = await startPeer(t);
  await peer.stop();
  await page.fill("input[name=server]", peer.url);
  await page.press("input[name=server]", "Enter");
  await page.waitForSelector("[data-tumulte-error]");
  assert.match(await page.textContent("[data-tumulte-error]"), /cannot be reached/);
  assert.equal(await page.inputValue("input[name=server]"), peer.url, "what was typed is still there");
});

test("what fell during an outage outlives a reload and arrives in order", LIMIT, async (t) => {
  const { context, origin } = await openHarness(t);
  const peer = await startPeer(t);
  const table = await openTable(context, origin);
  await pair(table, peer);
  const { port } = peer;
  await peer.stop();
  await table.status({ state: "reconnecting" });
  for (const face of [1, 2, 3]) await table.fake("playerRolls", { roll: { faces: 20, results: [face] } });
  await table.status({ queued: 3 });
  assert.match(await table.page.textContent(".tumulte-status"), /3 waiting/);
  await table.reload();
  await table.status({ queued: 3 });
  await peer.listen(port);
  await peer.until(() => peer.of("dice:roll").length === 3);
  const totals = peer.of("dice:roll").map(({ payload }) => JSON.parse(payload.message.rolls[0]).total);
  assert.deepEqual(totals, [1, 2, 3]);
  await table.status({ state: "connected", queued: 0 });
});

test("a proxy's wrong MIME type and a route prefix do no harm", LIMIT, async (t) => {
  const { context, origin } = await openHarness(t, { wasmMime: "text/plain" });
  const peer = await startPeer(t);
  const table = await openTable(context, `${origin}/game1/`);
  await pair(table, peer);
  await table.fake("playerRolls", ROLL);
  await peer.until(() => peer.of("dice:roll").length === 1);
  assert.deepEqual(table.complaints, []);
});

test("where the host lets nothing but scripts through, the engine comes inside one", LIMIT, async (t) => {
  const { context, origin } = await openHarness(t);
  const peer = await startPeer(t);
  const table = await openTable(context, origin);
  let held = 0;
  await table.page.route("**/*.wasm", (route) => {
    held += 1;
    return route.abort("accessdenied");
  });
  await pair(table, peer);
  assert.ok(held > 0, "the engine was asked for the usual way first");
});

test("a second tab of the same GM waits, and takes over when the first is closed", LIMIT, async (t) => {
  const { context, origin } = await openHarness(t);
  const peer = await startPeer(t);
  const first = await openTable(context, origin);
  await pair(first, peer);
  peer.refuse = () => (peer.sockets.length ? { code: "connection.duplicate", retry: true } : null);
  const second = await openTable(context, origin);
  await second.status({ state: "duplicate" });
  await first.page.close();
  await second.status({ state: "connected" });
});

test("a revoked pairing says so, and another can be made", LIMIT, async (t) => {
  const { context, origin } = await openHarness(t);
  const peer = await startPeer(t);
  const table = await openTable(context, origin);
  await pair(table, peer);
  for (const socket of peer.sockets) {
    socket.emit("connection:revoked", { reason: "revoked" });
    socket.disconnect(true);
  }
  await table.status({ state: "revoked" });
  await table.page.waitForSelector("[data-tumulte-reason]");
  assert.match(await table.page.textContent("[data-tumulte-reason]"), /revoked/);
  await pair(table, peer);
  await table.fake("playerRolls", ROLL);
  await peer.until(() => peer.of("dice:roll").length === 1);
});

test("ending the pairing forgets the tokens and stops", LIMIT, async (t) => {
  const { context, origin } = await openHarness(t);
  const peer = await startPeer(t);
  const table = await openTable(context, origin);
  await pair(table, peer);
  await table.page.click("[data-action=unpair]");
  await table.page.click("dialog [data-action=yes]");
  await table.status({ state: "unpaired" });
  const stored = await table.page.evaluate(() => JSON.stringify({ ...localStorage }));
  assert.ok(!stored.includes("refresh-secret"));
  await table.page.waitForSelector("input[name=server]");
  await peer.until(() => peer.sockets.length === 0);
});
