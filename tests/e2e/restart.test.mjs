// The server goes away in the middle of a game and comes back on the same database.

import assert from "node:assert/strict";
import { test } from "node:test";

import { LIMIT, Viewer, d20, message, openStage } from "./support/stage.mjs";

for (const transport of ["websocket", "polling"]) {
  test(`a restart is survived by table, overlay and GM, over ${transport}`, LIMIT, async (t) => {
    const { server, gm, line, overlay, stream, campaignId } = await openStage(t, { transports: [transport], reconnection: true, tab: "tab-one" });
    const attack = message({ rolls: [d20(20, 5)] });
    const before = await line.roll(attack);
    await overlay.event("dice:critical", before.rolls[0].rollId);
    const closed = new Promise((resolve) => overlay.socket.once("close", resolve));
    const from = line.heard.all.length;

    assert.equal(await server.stop(), 0, "SIGTERM is an orderly end, even with everybody connected");
    assert.equal(await closed, 1012, "viewers are told that it is a restart");
    await line.hears("disconnect", from);
    await server.start();
    const greeting = await line.hears("connected", from);
    assert.equal(greeting.campaignId, campaignId, "the session is as good as before");

    assert.deepEqual(await line.roll(attack), { ...before, duplicate: true }, "what was recorded before is known");
    const after = await line.critical();
    const back = await Viewer.open(t, server);
    await back.subscribe(stream, { after: overlay.events.at(-1).id });
    await back.event("dice:critical", after);
    assert.deepEqual(back.events.map(({ payload }) => payload.rollId), [after], "the new one alone, and its cursor lies ahead");
    assert.equal((await gm.get("/auth/me")).status, 200, "the GM is still signed in");
    const { body } = await gm.get(`/mj/campaigns/${campaignId}/rolls`);
    assert.deepEqual(body.items.map(({ rollId }) => rollId), [after, before.rolls[0].rollId]);
    assert.deepEqual(server.errors, []);
  });
}

test("what was acknowledged is there after the server was killed", LIMIT, async (t) => {
  const { server, gm, line, campaignId } = await openStage(t, { reconnection: true, tab: "tab-one" });
  const rollIds = [];
  for (let count = 0; count < 10; count += 1) rollIds.push(await line.critical());
  const from = line.heard.all.length;
  await server.kill();
  await server.start();
  await line.hears("connected", from);
  rollIds.push(await line.critical());
  const { body } = await gm.get(`/mj/campaigns/${campaignId}/rolls`);
  assert.deepEqual(body.items.map(({ rollId }) => rollId), rollIds.reverse());
});
