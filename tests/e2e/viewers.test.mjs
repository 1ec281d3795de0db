// Those who listen on `/ws`: what they may hear, and that they miss and double nothing.

import assert from "node:assert/strict";
import { test } from "node:test";

import { LIMIT, Person, Viewer, d20, message, openStage } from "./support/stage.mjs";

const cursors = (viewer) => viewer.events.map(({ id }) => Number(id));

test("who comes back with its cursor has missed nothing and hears nothing twice", LIMIT, async (t) => {
  const { server, line, overlay, stream } = await openStage(t);
  const rollIds = [await line.critical(), await line.critical()];
  await overlay.event("dice:critical", rollIds[1]);
  await overlay.close();
  const after = overlay.events.at(-1).id;
  rollIds.push(await line.critical(), await line.critical());

  const back = await Viewer.open(t, server);
  // Rolls fall while it catches up: they may reach it from both sides, and must be told once.
  const [, ...fallen] = await Promise.all([
    back.subscribe(stream, { after }), line.critical(), line.critical(), line.critical(), line.critical(),
  ]);
  rollIds.push(...fallen, await line.critical());
  await back.event("dice:critical", rollIds.at(-1));
  const heard = [...overlay.events, ...back.events].filter(({ type }) => type === "dice:critical").map(({ payload }) => payload.rollId);
  assert.deepEqual(heard, rollIds, "every critical once, in the order of the table");
  const order = cursors(back);
  assert.deepEqual(order, [...new Set(order)].sort((a, b) => a - b), "cursors grow and none comes twice");
  assert.ok(order.every((cursor) => cursor > Number(after)), "nothing from before the cursor");
});

test("without a cursor only what happens from now on is told", LIMIT, async (t) => {
  const { server, line, stream, overlay } = await openStage(t);
  const early = await line.critical();
  await overlay.event("dice:critical", early);
  const late = await Viewer.open(t, server);
  const hello = await late.subscribe(stream);
  assert.equal(hello.cursor, String(Math.max(...cursors(overlay))));
  const now = await line.critical();
  await late.event("dice:critical", now);
  assert.deepEqual(late.events.map(({ payload }) => payload.rollId), [now]);
});

test("plain rolls come to those who ask, and criticals alone to others", LIMIT, async (t) => {
  const { server, line, stream, overlay } = await openStage(t);
  const plain = await Viewer.open(t, server);
  await plain.subscribe(stream);
  const [{ rollId }] = (await line.roll(message({ rolls: [d20(11)] }))).rolls;
  const marker = await line.critical();
  await overlay.event("dice:roll", rollId);
  await plain.event("dice:critical", marker);
  assert.deepEqual(plain.events.map(({ type }) => type), ["dice:critical"]);
});

test("channels that are somebody else's, or nobody's, are refused and the socket lives", LIMIT, async (t) => {
  const { server, gm, campaignId, stream, overlayKey, line } = await openStage(t);
  const other = await Person.registered(server);
  const own = `campaign:${campaignId}:dice`;
  const refused = [
    ["a stranger", null, own, "auth.required"],
    ["a stranger", null, `campaign:${campaignId}:characters`, "auth.required"],
    ["another GM", other, own, "channel.unknown"],
    ["another GM", other, `campaign:${campaignId}:characters`, "channel.unknown"],
    ["the GM", gm, "campaign:00000000-0000-7000-8000-000000000000:dice", "channel.unknown"],
    ["the GM", gm, `campaign:${campaignId}:combats`, "channel.unknown"],
    ["anybody", null, "streamer:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA:dice", "channel.unknown"],
    ["anybody", null, `streamer:${overlayKey.slice(1)}:dice`, "channel.unknown"],
    ["anybody", null, `streamer:${overlayKey.toLowerCase()}x:dice`, "channel.unknown"],
    ["anybody", null, `streamer:${overlayKey}:secrets`, "channel.unknown"],
    ["anybody", null, `streamer:${overlayKey}:dice:more`, "channel.unknown"],
    ["anybody", null, "nonsense", "channel.unknown"],
    ["anybody", null, "", "channel.unknown"],
  ];
  for (const [who, person, channel, code] of refused) {
    const viewer = await Viewer.open(t, server, person ?? undefined);
    const answer = await viewer.subscribe(channel);
    assert.deepEqual([answer.type, answer.error?.code], ["error", code], `${who} on ${channel}: ${JSON.stringify(answer)}`);
    assert.equal((await viewer.subscribe(stream)).type, "subscribed", `${who} may still listen to the stream`);
    const marker = await line.critical();
    await viewer.event("dice:critical", marker);
    assert.ok(viewer.events.every((event) => event.channel === stream), `${who} hears the stream alone`);
  }
});

test("frames that are none get an error frame, and the socket lives", LIMIT, async (t) => {
  const { stream, overlay, line } = await openStage(t);
  const wrong = [
    "nonsense", "", "[]", "null", "7", "{}", '{"type":"explode"}', '{"type":"subscribe"}', '{"type":"subscribe","channel":7}',
    JSON.stringify({ type: "subscribe", channel: stream, after: 7 }), JSON.stringify({ type: "subscribe", channel: stream, rolls: "yes" }),
    JSON.stringify({ type: "subscribe", channel: stream, after: "yesterday" }), "[".repeat(2000),
  ];
  for (const frame of wrong) {
    const from = overlay.frames.all.length;
    overlay.send(frame);
    const answer = await overlay.frames.first(({ type }) => type === "error", `an error frame for ${frame.slice(0, 60)}`, from);
    assert.equal(answer.error.code, "request.invalid", frame.slice(0, 60));
    await overlay.event("dice:critical", await line.critical());
  }
});

test("a frame that is far too long ends its own socket and nobody else's", LIMIT, async (t) => {
  const { server, stream, overlay, line } = await openStage(t);
  const rude = await Viewer.open(t, server);
  const closed = new Promise((resolve) => rude.socket.once("close", resolve));
  rude.send("x".repeat(100_000));
  await closed;
  await overlay.event("dice:critical", await line.critical());
  assert.equal((await (await Viewer.open(t, server)).subscribe(stream)).type, "subscribed");
});

test("who unsubscribes hears no more, and may begin again", LIMIT, async (t) => {
  const { server, stream, overlay, line } = await openStage(t);
  const viewer = await Viewer.open(t, server);
  await viewer.subscribe(stream);
  const first = await line.critical();
  await viewer.event("dice:critical", first);
  viewer.send({ type: "unsubscribe", channel: stream });
  // An answered question behind it proves that the unsubscribing was read.
  await viewer.subscribe("nonsense");
  const unheard = await line.critical();
  await overlay.event("dice:critical", unheard);
  await viewer.subscribe(stream);
  const last = await line.critical();
  await viewer.event("dice:critical", last);
  assert.deepEqual(viewer.events.map(({ payload }) => payload.rollId), [first, last]);
});

test("subscribing twice tells everything once", LIMIT, async (t) => {
  const { stream, overlay, line } = await openStage(t);
  await overlay.subscribe(stream, { rolls: true });
  const marker = await line.critical();
  await overlay.event("dice:critical", marker);
  await overlay.event("dice:critical", await line.critical());
  assert.equal(overlay.events.filter(({ type, payload }) => type === "dice:critical" && payload.rollId === marker).length, 1);
});
