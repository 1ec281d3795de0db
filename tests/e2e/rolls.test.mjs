// A roll's way over the official socket.io-client to those who listen on `/ws`.

import assert from "node:assert/strict";
import { test } from "node:test";

import { CHARACTER, LIMIT, Person, Viewer, d20, deleteEvent, message, openStage, rollEvent } from "./support/stage.mjs";

for (const transport of ["websocket", "polling"]) {
  test(`a roll is acknowledged and shown once, over ${transport}`, LIMIT, async (t) => {
    const { line, overlay, campaignId, connectionId } = await openStage(t, { transports: [transport] });
    assert.equal(line.socket.io.engine.transport.name, transport);
    assert.deepEqual(line.greeting, { connectionId, campaignId, protocol: 1, config: {} });
    const attack = message({ rolls: [d20(20, 5)] });
    const first = await line.roll(attack);
    assert.equal(first.ok, true, JSON.stringify(first));
    assert.equal(first.duplicate, false);
    assert.deepEqual(first.rolls.map(({ vttRollId }) => vttRollId), [`${attack._id}#0`]);
    const [{ rollId }] = first.rolls;
    const shown = await overlay.event("dice:critical", rollId);
    assert.equal(shown.payload.criticalType, "success");
    assert.equal(shown.payload.result, 25);
    assert.equal(shown.payload.character.name, "Ilse the Quiet");

    const again = await line.roll(attack);
    assert.deepEqual(again, { ...first, duplicate: true }, "a resent message is the same rolls again");
    const marker = await line.critical();
    await overlay.event("dice:critical", marker);
    const told = overlay.events.filter(({ payload }) => payload.rollId === rollId).map(({ type }) => type);
    assert.deepEqual(told.sort(), ["dice:critical", "dice:roll"], "the resent message is told nobody twice");
  });
}

test("polling is upgraded to a websocket on the way, and no roll is lost", LIMIT, async (t) => {
  const { line, overlay } = await openStage(t, { transports: ["polling", "websocket"] });
  const rollIds = await Promise.all(Array.from({ length: 20 }, () => line.critical()));
  for (const rollId of rollIds) await overlay.event("dice:critical", rollId);
});

test("every roll of a message has its own verdict", LIMIT, async (t) => {
  const { line, overlay } = await openStage(t);
  const answer = await line.roll(message({ rolls: [d20(20, 3), d20(11, 3), d20(1, 3)] }));
  assert.equal(answer.rolls?.length, 3, JSON.stringify(answer));
  const ids = answer.rolls.map(({ rollId }) => rollId);
  assert.equal(new Set(ids).size, 3);
  assert.equal((await overlay.event("dice:critical", ids[0])).payload.criticalType, "success");
  assert.equal((await overlay.event("dice:roll", ids[1])).payload.isCritical, false);
  assert.equal((await overlay.event("dice:critical", ids[2])).payload.criticalType, "failure");
});

test("a hidden roll that is revealed takes its mask off under the same id", LIMIT, async (t) => {
  const { line, overlay, overlayKey, gm, server, campaignId } = await openStage(t);
  const console_ = await Viewer.open(t, server, gm);
  await console_.subscribe(`campaign:${campaignId}:dice`);
  const secret = message({ rolls: [d20(20, 318)], audience: "blind", flavor: "moonless" });
  const [{ rollId }] = (await line.roll(secret)).rolls;
  const mask = await overlay.event("dice:hidden", rollId);
  assert.deepEqual([mask.payload.formula, mask.payload.result, mask.payload.isHidden], ["???", "???", true]);
  const seen = await console_.event("dice:hidden-gm", rollId);
  assert.deepEqual([seen.payload.result, seen.payload.visibility, seen.payload.flavor], [338, "blind", "moonless"]);

  const open = { ...secret, whisper: [], blind: false };
  const updated = await line.emit("dice:update", rollEvent(open));
  assert.equal(updated.ok, true, JSON.stringify(updated));
  assert.equal(updated.rolls[0].rollId, rollId);
  const revealed = await overlay.event("dice:revealed", rollId);
  assert.deepEqual([revealed.payload.result, revealed.payload.criticalType], [338, "success"]);
  assert.equal((await console_.event("dice:revealed", rollId)).payload.visibility, "public");
  const listed = await new Person(server.url).get(`/overlay/${overlayKey}/criticals`);
  assert.deepEqual(listed.body.items.map((item) => item.rollId), [rollId], "a critical that was revealed is one of the criticals");
});

test("a public roll that is hidden afterwards is taken back from the stream", LIMIT, async (t) => {
  const { line, overlay, overlayKey, stream, server } = await openStage(t);
  const attack = message({ rolls: [d20(20, 7318462)] });
  const [{ rollId }] = (await line.roll(attack)).rolls;
  await overlay.event("dice:critical", rollId);
  await line.emit("dice:update", rollEvent({ ...attack, whisper: ["gmAAAAAAAAAAAAAA"] }));
  const marker = await line.critical();
  await overlay.event("dice:critical", marker);
  const after = overlay.events.filter(({ payload }) => payload.rollId === rollId).at(-1);
  assert.ok(["dice:retracted", "dice:hidden"].includes(after.type), `expected the roll to be taken back, found ${after.type}`);
  const late = await Viewer.open(t, server);
  await late.subscribe(stream, { after: "0", rolls: true });
  await late.event("dice:critical", marker);
  const bytes = JSON.stringify(late.frames.all);
  assert.ok(bytes.includes(marker), "the replay holds what is still public");
  for (const number of ["7318462", "7318482"]) assert.ok(!bytes.includes(number), `who comes later is told ${number}, which is hidden now`);
  const listed = await new Person(server.url).get(`/overlay/${overlayKey}/criticals`);
  assert.deepEqual(listed.body.items.map((item) => item.rollId), [marker], "the list of criticals has forgotten it too");
});

test("a deleted message is retracted, once", LIMIT, async (t) => {
  const { line, overlay } = await openStage(t);
  const attack = message({ rolls: [d20(1)] });
  const [{ rollId }] = (await line.roll(attack)).rolls;
  await overlay.event("dice:critical", rollId);
  assert.equal((await line.emit("dice:delete", deleteEvent(attack._id))).ok, true);
  assert.deepEqual((await overlay.event("dice:retracted", rollId)).payload, { rollId });
  assert.equal((await line.emit("dice:delete", deleteEvent(attack._id))).ok, true, "deleting twice is no error");
  await overlay.event("dice:critical", await line.critical());
  assert.equal(overlay.events.filter(({ type }) => type === "dice:retracted").length, 1);
});

test("characters come and go, and only the GM is told", LIMIT, async (t) => {
  const { line, overlay, gm, server, campaignId } = await openStage(t);
  const console_ = await Viewer.open(t, server, gm);
  await console_.subscribe(`campaign:${campaignId}:characters`);
  const head = { worldId: "greyhaven", timestamp: Date.now() };
  const system = { id: "dnd5e", version: "5.1.0" };
  const synced = await line.emit("campaign:sync", { ...head, worldName: "Greyhaven", system, coreVersion: "13.345", characters: [CHARACTER] });
  assert.deepEqual(synced, { ok: true, imported: true });
  const updated = await line.emit("character:update", { ...head, character: { ...CHARACTER, name: "Ilse the Loud" } });
  assert.equal(updated.ok, true, JSON.stringify(updated));
  const listed = await gm.get(`/mj/campaigns/${campaignId}/characters`);
  assert.deepEqual(listed.body.items.map(({ name }) => name), ["Ilse the Loud"]);
  assert.equal((await line.emit("character:delete", { ...head, vttCharacterId: CHARACTER.vttCharacterId })).ok, true);
  for (const type of ["campaign:sync", "character:update", "character:delete"]) {
    await console_.frames.first((frame) => frame.type === type, `\`${type}\` on the GM's channel`);
  }
  assert.deepEqual((await gm.get(`/mj/campaigns/${campaignId}/characters`)).body.items, []);
  await overlay.event("dice:critical", await line.critical());
  assert.deepEqual(overlay.events.filter(({ type }) => !type.startsWith("dice:")), []);
});

test("the history tells the GM every roll, newest first, page by page", LIMIT, async (t) => {
  const { line, gm, campaignId } = await openStage(t);
  const rollIds = [];
  for (let count = 0; count < 5; count += 1) rollIds.push(await line.critical());
  const read = [];
  let cursor = null;
  do {
    const query = cursor === null ? "limit=2" : `limit=2&cursor=${cursor}`;
    const { body } = await gm.get(`/mj/campaigns/${campaignId}/rolls?${query}`);
    read.push(...body.items.map(({ rollId }) => rollId));
    cursor = body.cursor;
  } while (cursor !== null);
  assert.deepEqual(read, rollIds.reverse());
});

test("the rolls of one message keep their order in the history", LIMIT, async (t) => {
  const { line, gm, campaignId } = await openStage(t);
  const { rolls } = await line.roll(message({ rolls: Array.from({ length: 20 }, (_, place) => d20(place + 1)) }));
  const { body } = await gm.get(`/mj/campaigns/${campaignId}/rolls`);
  assert.deepEqual(body.items.map(({ result }) => result), Array.from({ length: 20 }, (_, place) => 20 - place));
  assert.deepEqual(body.items.map(({ rollId }) => rollId), rolls.map(({ rollId }) => rollId).reverse());
});
