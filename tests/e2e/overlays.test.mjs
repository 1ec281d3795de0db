// What overlays go by: settings, tests and the panic key, pushed to every one that is open.

import assert from "node:assert/strict";
import { test } from "node:test";

import { LIMIT, Person, Viewer, openStage } from "./support/stage.mjs";

/** An open overlay of the stage's streamer. */
async function openOverlay(t, stage) {
  const viewer = await Viewer.open(t, stage.server);
  const channel = `streamer:${stage.overlayKey}:overlay`;
  assert.equal((await viewer.subscribe(channel)).type, "subscribed");
  let seen = 0;
  /** The next thing it is told. */
  const next = async (type) => {
    const frame = await viewer.frames.first((one) => one.type === type, `\`${type}\``, seen);
    seen = viewer.frames.all.indexOf(frame) + 1;
    return frame.payload;
  };
  return { viewer, channel, next };
}

test("an overlay is told how it looks when it opens, and again whenever that changes", LIMIT, async (t) => {
  const stage = await openStage(t);
  const path = `/streamer/overlays/${stage.member.streamerId}/settings`;
  const overlay = await openOverlay(t, stage);
  const first = await overlay.next("overlay:state");
  assert.deepEqual([first.isBlank, first.settings.theme, first.settings.delaySeconds, first.assigned], [false, "brass", 0, []]);
  const defaults = await stage.gm.get(path);
  assert.deepEqual(defaults.body, first.settings);

  const put = await stage.gm.ask("PUT", path, { body: { theme: "neon", delaySeconds: 20, hidden: "omit" } });
  assert.equal(put.status, 200, put.text);
  assert.deepEqual(put.body, { ...first.settings, theme: "neon", delaySeconds: 20, hidden: "omit" });
  assert.deepEqual((await overlay.next("overlay:state")).settings, put.body);
  assert.doesNotMatch(put.text + defaults.text, new RegExp(stage.overlayKey), "settings hold no key");
});

test("settings that are none are refused and change nothing", LIMIT, async (t) => {
  const stage = await openStage(t);
  const path = `/streamer/overlays/${stage.member.streamerId}/settings`;
  for (const [body, code] of [
    [{ theme: "comic" }, "request.invalid"],
    [{ overlayKey: "mine" }, "request.invalid"],
    [{ delaySeconds: 61 }, "overlay.setting_out_of_range"],
    [{ durationMs: 10 }, "overlay.setting_out_of_range"],
    [{ flashes: 4 }, "overlay.setting_out_of_range"],
    [{ chosen: ["nobody"] }, "request.invalid"],
    [[], "request.invalid"],
  ]) {
    const answer = await stage.gm.ask("PUT", path, { body });
    assert.ok(answer.status >= 400 && answer.status < 500, answer.text);
    assert.equal(answer.code, code, JSON.stringify(body));
  }
  assert.equal((await stage.gm.get(path)).body.theme, "brass");
});

test("nobody else looks after a streamer's overlays", LIMIT, async (t) => {
  const stage = await openStage(t);
  const stranger = await Person.registered(stage.server);
  const nobody = new Person(stage.server.url);
  const { streamerId } = stage.member;
  const asked = [
    ["GET", `/streamer/overlays/${streamerId}/settings`],
    ["PUT", `/streamer/overlays/${streamerId}/settings`, {}],
    ["POST", `/streamer/overlays/${streamerId}/test`, { sample: "success" }],
    ["GET", `/streamer/overlays/${streamerId}/blank`],
    ["PUT", `/streamer/overlays/${streamerId}/blank`, { isBlank: true }],
    ["GET", `/mj/campaigns/${stage.campaignId}/blank`],
    ["PUT", `/mj/campaigns/${stage.campaignId}/blank`, { isBlank: true }],
  ];
  for (const [method, path, body] of asked) {
    assert.equal((await stranger.ask(method, path, { body })).status, 404, `${method} ${path}`);
    assert.equal((await nobody.ask(method, path, { body })).status, 401, `${method} ${path}`);
  }
  assert.equal((await stage.gm.get(`/streamer/overlays/${streamerId}/blank`)).body.isBlank, false);
});

test("the panic key reaches every overlay of the campaign at once, and holds over a restart until released", LIMIT, async (t) => {
  const stage = await openStage(t);
  const path = `/mj/campaigns/${stage.campaignId}/blank`;
  const other = await stage.gm.post(`/mj/campaigns/${stage.campaignId}/members`, { name: "Nightowl" });
  const overlays = [await openOverlay(t, stage), await openOverlay(t, { ...stage, overlayKey: other.body.overlayKey })];
  for (const overlay of overlays) assert.equal((await overlay.next("overlay:state")).isBlank, false);
  assert.equal((await stage.gm.ask("PUT", path, { body: { isBlank: true } })).status, 204);
  for (const overlay of overlays) assert.equal((await overlay.next("overlay:state")).isBlank, true);

  assert.equal(await stage.server.stop(), 0);
  await stage.server.start();
  assert.deepEqual((await stage.gm.get(path)).body, { isBlank: true });
  const back = await openOverlay(t, stage);
  assert.equal((await back.next("overlay:state")).isBlank, true);
  assert.equal((await stage.gm.ask("PUT", path, { body: { isBlank: false } })).status, 204);
  assert.equal((await back.next("overlay:state")).isBlank, false);
});

test("what happened before the release lies below the floor, what happens after lies above", LIMIT, async (t) => {
  const stage = await openStage(t);
  const path = `/streamer/overlays/${stage.member.streamerId}/blank`;
  const overlay = await openOverlay(t, stage);
  await overlay.next("overlay:state");
  assert.equal((await stage.gm.ask("PUT", path, { body: { isBlank: true } })).status, 204);
  assert.equal((await overlay.next("overlay:state")).isBlank, true);
  const rolled = async () => {
    const rollId = await stage.line.critical();
    return BigInt((await stage.overlay.event("dice:critical", rollId)).id);
  };
  const before = await rolled();
  assert.equal((await stage.gm.ask("PUT", path, { body: { isBlank: false } })).status, 204);
  const { isBlank, floor } = await overlay.next("overlay:state");
  assert.equal(isBlank, false);
  assert.ok(BigInt(floor) >= before, `${floor} is not below ${before}`);
  assert.ok((await rolled()) > BigInt(floor));
  const released = await stage.gm.get(path);
  assert.deepEqual(released.body, { isBlank: false, byStreamer: false, byCampaigns: [] });
});

test("a test roll reaches the open overlays and is stored nowhere", LIMIT, async (t) => {
  const stage = await openStage(t);
  const overlay = await openOverlay(t, stage);
  const answer = await stage.gm.post(`/streamer/overlays/${stage.member.streamerId}/test`, { sample: "failure" });
  assert.equal(answer.status, 204, answer.text);
  assert.deepEqual(await overlay.next("overlay:test"), { sample: "failure" });
  assert.deepEqual((await stage.gm.get(`/mj/campaigns/${stage.campaignId}/rolls`)).body.items, []);
});

test("an overlay learns which characters are its streamer's", LIMIT, async (t) => {
  const stage = await openStage(t);
  const overlay = await openOverlay(t, stage);
  assert.deepEqual((await overlay.next("overlay:state")).assigned, []);
  assert.equal((await stage.gm.post(`/mj/campaigns/${stage.campaignId}/sync`)).status, 200);
  const { items } = (await stage.gm.get(`/mj/campaigns/${stage.campaignId}/characters`)).body;
  const [{ characterId }] = items;
  await stage.gm.post(`/mj/campaigns/${stage.campaignId}/characters/${characterId}/assign`, { streamerId: stage.member.streamerId });
  assert.deepEqual((await overlay.next("overlay:state")).assigned, [characterId]);
});

test("a key that is nobody's opens nothing", LIMIT, async (t) => {
  const { server } = await openStage(t);
  const viewer = await Viewer.open(t, server);
  const answer = await viewer.subscribe("streamer:guessed:overlay");
  assert.equal(answer.error.code, "channel.unknown");
  const nobody = new Person(server.url);
  for (const view of ["dice", "combat", "characters", "all"]) assert.equal((await nobody.get(`/overlay/guessed/${view}`)).status, 404);
});
