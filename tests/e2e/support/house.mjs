// Servers that share a PostgreSQL and a Redis, and a stage on the first of them.

import assert from "node:assert/strict";

import { Private, TumulteServer, Viewer, d20, furnish, message } from "./stage.mjs";

/** The key all servers of a house have. */
export const SECRET_KEY = Buffer.alloc(32, 7).toString("base64url");

/**
 * Two servers; table, GM and overlay at the first, an overlay at the second.
 * @param {import("node:test").TestContext} test
 * @param {{tab?: string, reconnection?: boolean}} [options] of the table's socket
 */
export async function openHouse(test, options) {
  const [postgres, redis] = await Promise.all([Private.start(test, "postgres"), Private.start(test, "redis")]);
  const open = () => TumulteServer.start(test, ["--database", postgres.url, "--redis", redis.url], { TUMULTE_SECRET_KEY: SECRET_KEY });
  const first = await open();
  const second = await open();
  await Promise.all([isTogether(first), isTogether(second)]);
  const stage = await furnish(test, first, options);
  const remote = await Viewer.open(test, second);
  assert.equal((await remote.subscribe(stage.stream, { rolls: true })).type, "subscribed");
  return { ...stage, postgres, redis, first, second, remote };
}

/** Waits until a server hears the others. */
export async function isTogether(server) {
  await until(async () => (await ready(server)).redis === "ok");
}

/** What a server says of itself. */
export async function ready(server) {
  return (await fetch(`${server.url}/readyz`)).json();
}

/**
 * Asks again and again until something is so: only for what nobody announces. The test's own limit ends it.
 * @param {() => Promise<boolean>} isSo
 */
export async function until(isSo) {
  while (!(await isSo()));
}

/**
 * Rolls as a table at full speed does, eight at a time.
 * @param {import("./table.mjs").Line} line
 * @param {number} count
 * @param {(done: number) => Promise<void> | void} [onTaken] is told how many have been taken
 * @returns {Promise<string[]>} the rolls' ids
 */
export async function rollMany(line, count, onTaken = () => {}) {
  const rollIds = [];
  let left = count;
  const roller = async () => {
    while (left > 0) {
      left -= 1;
      const answer = await line.deliver(message({ rolls: [d20(20, 5)] }));
      rollIds.push(answer.rolls[0].rollId);
      await onTaken(rollIds.length);
    }
  };
  await Promise.all(Array.from({ length: 8 }, roller));
  return rollIds;
}

/** The ids of every stored roll of a campaign. */
export async function history(gm, campaignId) {
  const rollIds = [];
  for (let cursor = ""; cursor !== null; ) {
    const { body } = await gm.get(`/mj/campaigns/${campaignId}/rolls?limit=200${cursor && `&cursor=${cursor}`}`);
    rollIds.push(...body.items.map(({ rollId }) => rollId));
    cursor = body.cursor;
  }
  return rollIds;
}

/** Proves that a viewer was told of these rolls, of each once, and of everything in the order of the cursors. */
export async function sawAll(viewer, rollIds, who) {
  for (const rollId of rollIds) await viewer.event("dice:critical", rollId);
  const told = viewer.events.filter(({ type }) => type === "dice:critical").map(({ payload }) => payload.rollId);
  assert.equal(told.length, new Set(told).size, `${who} is told nothing twice`);
  assert.deepEqual(new Set(told), new Set([...told, ...rollIds]), `${who} is told everything`);
  const cursors = viewer.events.map(({ id }) => Number(id));
  assert.deepEqual(cursors, [...cursors].sort((one, other) => one - other), `${who} is told in order`);
}
