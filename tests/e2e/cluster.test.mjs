// Two servers over one PostgreSQL and one Redis: module on one, overlays on both, and what happens when something goes away.

import assert from "node:assert/strict";
import { test } from "node:test";

import { history, isTogether, openHouse, ready, rollMany, sawAll, until } from "./support/house.mjs";
import { Table, d20, message } from "./support/stage.mjs";

const LIMIT = { timeout: 120_000 };

test("rolls of a table at one server reach overlays at both, once and in order", LIMIT, async (t) => {
  const { line, overlay, remote, first, second } = await openHouse(t);
  const rollIds = await rollMany(line, 60);
  await sawAll(overlay, rollIds, "the overlay beside the table");
  await sawAll(remote, rollIds, "the overlay at the other server");
  assert.deepEqual([first.errors, second.errors], [[], []]);
});

test("a GM at the other server asks, imports and revokes as at the table's own", LIMIT, async (t) => {
  const { first, second, gm, connectionId, line } = await openHouse(t);
  const there = gm.at(second);
  await until(async () => (await there.get("/mj/vtt/connections")).body.items[0].isLive);
  const asked = await there.post(`/mj/vtt/connections/${connectionId}/test`);
  assert.equal(asked.body.ok, true, asked.text);

  const table = await Table.paired(first, gm, { import: false, claims: { world_id: "another" } });
  const other = await table.connect(t);
  const imported = await there.post("/mj/campaigns", { vttConnectionId: table.tokens.connectionId, vttCampaignId: "another" });
  assert.equal(imported.status, 201, imported.text);
  assert.equal((await other.hears("config:update")).campaignId, imported.body.campaignId);

  assert.equal((await there.post(`/mj/vtt/connections/${connectionId}/revoke`)).status, 204);
  assert.match((await line.hears("connection:revoked")).reason, /game master/);
  await line.hears("disconnect");
});

test("the panic key pressed at one server hides overlays at the other, also without Redis", LIMIT, async (t) => {
  const { gm, first, second, redis, remote, campaignId, overlayKey } = await openHouse(t);
  const channel = `streamer:${overlayKey}:overlay`;
  assert.equal((await remote.subscribe(channel)).type, "subscribed");
  const told = (isBlank, from) => remote.frames.first(({ type, payload }) => type === "overlay:state" && payload.isBlank === isBlank, `an overlay that is blanked: ${isBlank}`, from);
  await told(false, 0);
  const press = async (isBlank) => {
    const from = remote.frames.all.length;
    assert.equal((await gm.ask("PUT", `/mj/campaigns/${campaignId}/blank`, { body: { isBlank } })).status, 204);
    await told(isBlank, from);
  };
  await Promise.all([isTogether(first), isTogether(second)]);
  await press(true);
  await press(false);
  await redis.kill();
  await until(async () => (await ready(second)).redis === "down");
  await press(true);
});

test("Redis may be killed and come back: everybody sees everything, and nothing stored is lost", LIMIT, async (t) => {
  const { line, overlay, remote, redis, first, second, gm, campaignId } = await openHouse(t);
  const before = await rollMany(line, 20);
  const during = await rollMany(line, 40, (done) => (done === 10 ? redis.kill() : undefined));
  await until(async () => (await ready(first)).redis === "down");
  assert.equal((await ready(first)).status, "ready", "a server without Redis goes on");
  const without = await rollMany(line, 20);
  const after = rollMany(line, 60, (done) => (done === 10 ? redis.start() : undefined));
  const all = [...before, ...during, ...without, ...(await after)];
  await Promise.all([isTogether(first), isTogether(second)]);
  all.push(...(await rollMany(line, 20)));
  await sawAll(overlay, all, "the overlay beside the table");
  await sawAll(remote, all, "the overlay at the other server");
  assert.deepEqual(new Set(await history(gm, campaignId)), new Set(all));
  assert.deepEqual([first.errors, second.errors], [[], []]);
});

test("a world has one seat in the whole house, and a page may move it to another server", LIMIT, async (t) => {
  const { table, line, second, stream, remote } = await openHouse(t, { tab: "tab-one" });
  const stranger = table.open(t, { server: second, tab: "tab-two" });
  assert.equal(await stranger.hears("connect_error"), "connection.duplicate");

  const moved = await table.connect(t, { server: second, tab: "tab-one" });
  await line.hears("disconnect");
  await remote.event("dice:critical", await moved.critical());
  assert.equal((await remote.subscribe(stream)).type, "subscribed");
});

test("the seat of a server that was killed is free after its lease", LIMIT, async (t) => {
  const { table, first, second } = await openHouse(t, { tab: "tab-one" });
  await first.kill();
  const late = table.open(t, { server: second, tab: "tab-two" });
  assert.equal(await late.hears("connect_error"), "connection.duplicate", "the lease holds for a while");
  await until(async () => {
    const from = late.heard.all.length;
    late.socket.connect();
    const { event } = await late.heard.first(({ event: name }) => name === "connected" || name === "connect_error", "an answer", from);
    return event === "connected";
  });
  await late.critical();
});

test("PostgreSQL may be restarted: what was acknowledged is there, the rest is sent again, nothing twice", LIMIT, async (t) => {
  const { line, overlay, remote, postgres, gm, campaignId } = await openHouse(t, { tab: "tab-one", reconnection: true });
  let isBack = null;
  const rollIds = await rollMany(line, 120, async (done) => {
    if (done === 20) {
      await postgres.kill();
      isBack = postgres.start();
    }
  });
  await isBack;
  await sawAll(overlay, rollIds, "the overlay beside the table");
  await sawAll(remote, rollIds, "the overlay at the other server");
  const stored = await history(gm, campaignId);
  assert.equal(stored.length, new Set(rollIds).size);
  assert.deepEqual(new Set(stored), new Set(rollIds));
});

test("a server that is told to stop under load stores and shows all it acknowledged, and says goodbye", LIMIT, async (t) => {
  const { line, overlay, remote, first, second, gm, campaignId } = await openHouse(t, { tab: "tab-one" });
  const closed = new Promise((resolve) => overlay.socket.once("close", resolve));
  const acknowledged = [];
  let stopped = null;
  const roller = async () => {
    for (;;) {
      const answer = await line.roll(message({ rolls: [d20(20, 5)] })).catch(() => null);
      if (!answer?.ok) return;
      acknowledged.push(answer.rolls[0].rollId);
      if (acknowledged.length === 50) stopped = first.stop();
    }
  };
  await Promise.all(Array.from({ length: 8 }, roller));
  assert.equal(await stopped, 0, "an orderly end");
  assert.equal(await closed, 1012, "viewers are told that it is a restart");
  const stored = await history(gm.at(second), campaignId);
  assert.deepEqual(acknowledged.filter((rollId) => !stored.includes(rollId)), []);
  await sawAll(remote, stored, "the overlay at the other server");
  await sawAll(overlay, acknowledged, "the overlay beside the table");
});
