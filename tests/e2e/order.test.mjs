// What a table sends without waiting is taken in the order in which it was sent.

import assert from "node:assert/strict";
import { test } from "node:test";

import { LIMIT, d20, deleteEvent, documentId, message, openStage, rollEvent } from "./support/stage.mjs";

for (const transport of ["websocket", "polling"]) {
  test(`two hundred rolls at once are recorded in the order of the table, over ${transport}`, LIMIT, async (t) => {
    const { line, overlay, gm, campaignId } = await openStage(t, { transports: [transport] });
    const rollIds = await Promise.all(Array.from({ length: 200 }, () => line.critical()));
    await overlay.event("dice:critical", rollIds.at(-1));
    const told = overlay.events.filter(({ type }) => type === "dice:critical").map(({ payload }) => payload.rollId);
    assert.deepEqual(told, rollIds);
    const { body } = await gm.get(`/mj/campaigns/${campaignId}/rolls?limit=200`);
    assert.deepEqual(body.items.map(({ rollId }) => rollId), rollIds.toReversed());
  });

  test(`a message that is deleted right after it was written does not come back, over ${transport}`, LIMIT, async (t) => {
    const { line, overlay, gm, campaignId } = await openStage(t, { transports: [transport] });
    const ids = Array.from({ length: 50 }, documentId);
    const answers = await Promise.all(ids.flatMap((id) => [
      line.emit("dice:roll", rollEvent(message({ id, rolls: [d20(20)] }))),
      line.emit("dice:delete", deleteEvent(id)),
    ]));
    assert.ok(answers.every(({ ok }) => ok), JSON.stringify(answers.find(({ ok }) => !ok)));
    await overlay.event("dice:critical", await line.critical());
    assert.equal(overlay.events.filter(({ type }) => type === "dice:retracted").length, ids.length);
    const { body } = await gm.get(`/mj/campaigns/${campaignId}/rolls?limit=200`);
    assert.equal(body.items.filter(({ isRetracted }) => isRetracted).length, ids.length);
  });
}
