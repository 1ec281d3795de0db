// What a broken or hostile module may send: each is answered by its code, and the same socket goes on.

import assert from "node:assert/strict";
import { test } from "node:test";

import { LIMIT, Table, d20, deleteEvent, message, openStage, rollEvent } from "./support/stage.mjs";

const nestedText = (depth) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
const nested = (depth) => JSON.parse(nestedText(depth));
const without = (event, field) => {
  const rest = { ...event };
  delete rest[field];
  return rest;
};

/** `[what, event, payloads, code]` */
const REFUSED = [
  ["a payload that is a text", "dice:roll", ["a roll"], "event.malformed"],
  ["a payload that is a list", "dice:roll", [[1, 2]], "event.malformed"],
  ["a payload that is null", "dice:roll", [null], "event.malformed"],
  ["no payload at all", "dice:roll", [], "event.malformed"],
  ["two payloads", "dice:roll", [rollEvent(message()), {}], "event.malformed"],
  ["no world", "dice:roll", [without(rollEvent(message()), "worldId")], "event.malformed"],
  ["no system", "dice:roll", [without(rollEvent(message()), "system")], "event.malformed"],
  ["no message", "dice:roll", [without(rollEvent(message()), "message")], "event.malformed"],
  ["a sequence number that is a text", "dice:roll", [rollEvent(message(), { seq: "one" })], "event.malformed"],
  ["a system without an id", "dice:roll", [rollEvent(message(), { system: {} })], "event.malformed"],
  ["a message that is a number", "dice:roll", [rollEvent(7)], "vtt.malformed"],
  ["rolls that are no JSON", "dice:roll", [rollEvent({ ...message(), rolls: ["{"] })], "roll.malformed"],
  ["binary attachments", "dice:roll", [rollEvent({ ...message(), content: Buffer.from("bytes") })], "event.malformed"],
  ["more than a mebibyte", "dice:roll", [rollEvent({ ...message(), content: "x".repeat(1024 * 1024) })], "event.oversized"],
  ["five mebibytes", "dice:roll", [rollEvent({ ...message(), content: "x".repeat(5 * 1024 * 1024) })], "event.oversized"],
  ["65 levels", "dice:roll", [rollEvent({ ...message(), flags: nested(65) })], "event.too_deep"],
  ["an id no database has a key for", "dice:roll", [rollEvent(message({ id: "x".repeat(5000) }))], "event.id_too_long"],
  ["a combat's id no database has a key for", "combat:start", [{ worldId: "greyhaven", combat: { _id: "x".repeat(300), round: 1, combatants: [] } }], "event.id_too_long"],
  ["an endless system", "campaign:sync", [{ worldId: "greyhaven", system: { id: "x".repeat(5000) }, characters: [] }], "event.id_too_long"],
  ["another world", "dice:roll", [rollEvent(message(), { worldId: "elsewhere" })], "world.mismatch"],
  ["another world's deletion", "dice:delete", [{ ...deleteEvent("m"), worldId: "elsewhere" }], "world.mismatch"],
  ["a deletion of nothing", "dice:delete", [without(deleteEvent("m"), "messageId")], "event.malformed"],
  ["an update of nothing", "dice:update", [{}], "event.malformed"],
  ["characters that are no list", "campaign:sync", [{ worldId: "greyhaven", system: { id: "dnd5e" }, characters: 7 }], "event.malformed"],
  ["a character that is a text", "character:update", [{ worldId: "greyhaven", character: "Ilse" }], "event.malformed"],
  ["an event nobody knows", "dice:explode", [{}], "event.unknown"],
  ["an event with an endless name", "x".repeat(5000), [{}], "event.unknown"],
  ["a replay that is no list", "outbox:replay", [{}], "event.malformed"],
  ["a replay of too many", "outbox:replay", [Array.from({ length: 101 }, () => ({ event: "pong", payload: {} }))], "event.malformed"],
];

/** `[what, the packet's data, code]`: what no encoder would write. */
const BY_HAND = [
  ["5000 levels", `["dice:roll",${nestedText(5000)}]`, "event.too_deep"],
  ["100 000 lists in each other", `["dice:roll",${"[".repeat(100_000)}${"]".repeat(100_000)}]`, "event.too_deep"],
  ["a number no format can hold", '["dice:roll",1e999]', "event.malformed"],
];

for (const transport of ["websocket", "polling"]) {
  test(`whatever cannot be taken is answered by its code, and the same socket goes on, over ${transport}`, LIMIT, async (t) => {
    const { line, overlay, server } = await openStage(t, { transports: [transport] });
    const { id } = line.socket;
    for (const [what, event, payloads, code] of REFUSED) {
      const answer = await line.emit(event, ...payloads);
      assert.deepEqual([answer.ok, answer.code, answer.retry], [false, code, false], `${what}: ${JSON.stringify(answer)}`);
      assert.ok(answer.message.length > 0 && answer.message.length < 500, `${what}: a sentence, not ${answer.message.length} letters`);
      await overlay.event("dice:critical", await line.critical());
    }
    for (const [what, data, code] of BY_HAND) {
      const answer = await line.emitText(data);
      assert.deepEqual([answer.ok, answer.code, answer.retry], [false, code, false], `${what}: ${JSON.stringify(answer)}`);
      await overlay.event("dice:critical", await line.critical());
    }
    assert.equal(line.socket.id, id, "it is the same socket to the end");
    assert.deepEqual(line.heard.all.map(({ event }) => event), ["connected"], "the server never cut it");
    assert.deepEqual(server.errors, [], "nothing of this is a failure of the server");
  });
}

test("a packet that is no Socket.IO cuts its socket, and the table may come back at once", LIMIT, async (t) => {
  const { line, table, server } = await openStage(t);
  line.socket.io.engine.write('2/vtt,7["dice:roll",{"worldId":]');
  await line.hears("disconnect");
  const next = await table.connect(t);
  await next.critical();
  assert.deepEqual(server.errors, []);
});

test("a message with fields nobody expected is read all the same", LIMIT, async (t) => {
  const { line } = await openStage(t);
  const odd = { ...message(), whisper: null, speaker: null, flags: null, future: { more: true } };
  const answer = await line.roll(odd);
  assert.equal(answer.ok, true, JSON.stringify(answer));
  assert.equal(answer.rolls.length, 1);
});

test("a message without dice is taken and means nothing", LIMIT, async (t) => {
  const { line } = await openStage(t);
  const answer = await line.roll(message({ rolls: [] }));
  assert.deepEqual([answer.ok, answer.rolls], [true, []], JSON.stringify(answer));
  await line.critical();
});

test("a game system nobody knows is judged by the fallback rules", LIMIT, async (t) => {
  const { line, overlay } = await openStage(t);
  const system = { id: "my-own-heartbreaker", version: "0.0.1" };
  const answer = await line.roll(message({ rolls: [d20(20), d20(1), d20(12)] }), { system });
  assert.equal(answer.ok, true, JSON.stringify(answer));
  const [best, worst, plain] = answer.rolls.map(({ rollId }) => rollId);
  assert.equal((await overlay.event("dice:critical", best)).payload.criticalType, "success");
  assert.equal((await overlay.event("dice:critical", worst)).payload.criticalType, "failure");
  assert.equal((await overlay.event("dice:roll", plain)).payload.isCritical, false);
});

test("one bad event of a replay stops none of the others", LIMIT, async (t) => {
  const { line, overlay } = await openStage(t);
  const roll = () => ({ event: "dice:roll", payload: rollEvent(message({ rolls: [d20(20)] })) });
  const answer = await line.emit("outbox:replay", [
    roll(),
    { event: "dice:roll", payload: { nonsense: true } },
    { event: "dice:explode", payload: {} },
    { event: "dice:roll", payload: rollEvent(message(), { worldId: "elsewhere" }) },
    roll(),
  ]);
  assert.equal(answer.ok, true, JSON.stringify(answer));
  const codes = answer.results.map(({ ok, code }) => (ok ? "taken" : code));
  assert.deepEqual(codes, ["taken", "event.malformed", "event.unknown", "world.mismatch", "taken"]);
  for (const place of [0, 4]) await overlay.event("dice:critical", answer.results[place].rolls[0].rollId);
});

test("a replay inside a replay is refused", LIMIT, async (t) => {
  const { line } = await openStage(t);
  const answer = await line.emit("outbox:replay", [{ event: "outbox:replay", payload: [] }]);
  assert.equal(answer.results?.[0].code, "event.unknown", JSON.stringify(answer));
  await line.critical();
});

test("a world that is not imported yet may try again later, and succeeds once it is", LIMIT, async (t) => {
  const { server, gm } = await openStage(t);
  const table = await Table.paired(server, gm, { import: false, claims: { world_id: "second", world_name: "Second" } });
  const line = await table.connect(t);
  assert.equal(line.greeting.campaignId, null);
  const attack = message({ rolls: [d20(20)] });
  const early = await line.roll(attack, { worldId: "second" });
  assert.deepEqual([early.ok, early.code, early.retry], [false, "campaign.not_imported", true]);
  const { connectionId } = table.tokens;
  const imported = await gm.post("/mj/campaigns", { vttConnectionId: connectionId, vttCampaignId: "second" });
  assert.equal(imported.status, 201, imported.text);
  assert.deepEqual(await line.hears("config:update"), { campaignId: imported.body.campaignId });
  const late = await line.roll(attack, { worldId: "second" });
  assert.deepEqual([late.ok, late.duplicate], [true, false], JSON.stringify(late));
});
