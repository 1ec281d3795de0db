// Lists that are kept for a while: what they save, and that nobody is told what is no longer so.

import assert from "node:assert/strict";
import { test } from "node:test";

import { isTogether, openHouse, ready, until } from "./support/house.mjs";
import { CHARACTER, openStage } from "./support/stage.mjs";

const LIMIT = { timeout: 120_000 };

/** How often a topic was looked for and found, and not found, at a server. */
async function looks(server, topic) {
  const page = await (await fetch(`${server.url}/metrics`)).text();
  const count = (found) => Number(page.match(new RegExp(`^tumulte_cache_looks_total\\{topic="${topic}",found="${found}"\\} (\\d+)$`, "m"))?.[1] ?? 0);
  return { found: count("yes"), missed: count("no") };
}

const sync = (line, characters, version = "5.1.0") => line.emit("campaign:sync", { worldId: "greyhaven", worldName: "Greyhaven", system: { id: "dnd5e", version }, characters });

test("twenty looks at two servers read the database once, and a change anywhere is seen everywhere", LIMIT, async (t) => {
  const { gm, first, second, line, campaignId, member, redis } = await openHouse(t);
  assert.equal((await sync(line, [CHARACTER])).ok, true);
  const path = `/mj/campaigns/${campaignId}/characters`;
  const seen = async (server) => (await gm.at(server).get(path)).body.items;
  const sum = async (topic) => {
    const [one, other] = await Promise.all([looks(first, topic), looks(second, topic)]);
    return { found: one.found + other.found, missed: one.missed + other.missed };
  };
  await seen(first);
  const before = await sum("characters");
  for (let time = 0; time < 10; time += 1) assert.deepEqual(await seen(first), await seen(second));
  const after = await sum("characters");
  assert.deepEqual([after.found - before.found, after.missed - before.missed], [20, 0]);

  const [{ characterId }] = await seen(second);
  const assigned = await gm.at(second).post(`${path}/${characterId}/assign`, { streamerId: member.streamerId });
  assert.equal(assigned.status, 204, assigned.text);
  for (const server of [first, second]) assert.equal((await seen(server))[0].streamerId, member.streamerId);

  const renamed = { ...CHARACTER, name: "Ilse the Grey" };
  assert.equal((await line.emit("character:update", { worldId: "greyhaven", character: renamed, timestamp: Date.now() })).ok, true);
  for (const server of [second, first]) assert.equal((await seen(server))[0].name, "Ilse the Grey");

  assert.equal((await gm.at(second).delete(`/mj/campaigns/${campaignId}/members/${member.streamerId}`)).status, 204);
  for (const server of [first, second]) assert.equal((await seen(server))[0].streamerId, null);

  const listed = async (server) => (await gm.at(server).get("/mj/campaigns")).body.items[0];
  for (const server of [second, first]) assert.equal((await listed(server)).system.version, "5.1.0");
  assert.equal((await sync(line, [CHARACTER], "5.2.0")).ok, true);
  for (const server of [second, first]) assert.equal((await listed(server)).system.version, "5.2.0");

  await redis.kill();
  await until(async () => (await ready(first)).redis === "down");
  assert.equal((await line.emit("character:update", { worldId: "greyhaven", character: renamed, timestamp: Date.now() })).ok, true);
  for (const server of [first, second]) assert.equal((await seen(server))[0].name, "Ilse the Grey", "without Redis the database is asked");
  await redis.start();
  await Promise.all([isTogether(first), isTogether(second)]);
  for (const server of [first, second]) assert.equal((await seen(server))[0].name, "Ilse the Grey");
  assert.deepEqual([first.errors, second.errors], [[], []]);
});

test("a server that is alone keeps them too, and tells at once what changed", { timeout: 60_000 }, async (t) => {
  const { gm, server, line, campaignId } = await openStage(t);
  assert.equal((await sync(line, [CHARACTER])).ok, true);
  const seen = async () => (await gm.get(`/mj/campaigns/${campaignId}/characters`)).body.items;
  await seen();
  const before = await looks(server, "characters");
  for (let time = 0; time < 10; time += 1) await seen();
  const after = await looks(server, "characters");
  assert.deepEqual([after.found - before.found, after.missed - before.missed], [10, 0]);
  assert.equal((await sync(line, [])).ok, true);
  assert.deepEqual(await seen(), []);
});
