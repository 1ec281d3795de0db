// What one server of a house does to viewers, overlays and sign-ins, the others do at once.

import assert from "node:assert/strict";
import { test } from "node:test";

import { isTogether, openHouse, ready, until } from "./support/house.mjs";
import { Person, TumulteServer, Viewer, within } from "./support/stage.mjs";

const LIMIT = { timeout: 120_000 };
const PASSWORD = "correct horse battery";

/** Waits until a viewer's socket is closed, and gives the code and the reason. */
function ended(viewer) {
  const { socket } = viewer;
  const closed = new Promise((resolve) => socket.once("close", (code, reason) => resolve([code, String(reason)])));
  return within(closed, "the socket to be closed");
}

/** Waits for a channel to be reopened after so many frames. */
const reopened = (viewer, channel, from) => viewer.frames.first((frame) => frame.type === "resync" && frame.channel === channel, `${channel} to be reopened`, from);

test("a key that is rotated at one server opens nothing at the other any more, at once", LIMIT, async (t) => {
  const { gm, first, second, remote, overlay, stream, campaignId, overlayKey, member } = await openHouse(t);
  const channel = `streamer:${overlayKey}:overlay`;
  assert.equal((await remote.subscribe(channel)).type, "subscribed");
  const from = [overlay, remote].map(({ frames }) => frames.all.length);
  const rotated = await gm.at(second).post(`/mj/campaigns/${campaignId}/members/${member.streamerId}/rotate-key`);
  assert.equal(rotated.status, 200, rotated.text);
  await Promise.all([overlay, remote].map((viewer, index) => reopened(viewer, stream, from[index])));
  const refused = await remote.frames.first((frame) => frame.type === "error" && frame.channel === channel, "the overlay's own channel to be closed", from[1]);
  assert.equal(refused.error.code, "channel.unknown");
  for (const viewer of [overlay, remote]) {
    assert.equal((await viewer.subscribe(stream)).error?.code, "channel.unknown");
  }
  assert.equal((await gm.at(first).ask("GET", `/overlay/${overlayKey}/dice`)).status, 404);
});

test("a streamer who is sent away at one server hears nothing more at the other", LIMIT, async (t) => {
  const { gm, first, second, line, overlay, remote, stream, campaignId, member, overlayKey } = await openHouse(t);
  const from = [overlay, remote].map(({ frames }) => frames.all.length);
  assert.equal((await gm.at(second).delete(`/mj/campaigns/${campaignId}/members/${member.streamerId}`)).status, 204);
  for (const [index, viewer] of [overlay, remote].entries()) {
    await reopened(viewer, stream, from[index]);
    assert.equal((await viewer.subscribe(stream, { rolls: true })).type, "subscribed", "the key itself goes on");
  }
  const hidden = await line.critical();
  assert.equal((await gm.at(first).post(`/mj/campaigns/${campaignId}/members`, { overlayKey })).status, 201);
  for (const viewer of [overlay, remote]) {
    await reopened(viewer, stream, viewer.frames.all.findLastIndex(({ type }) => type === "subscribed"));
    assert.equal((await viewer.subscribe(stream, { rolls: true })).type, "subscribed");
  }
  const shown = await line.critical();
  for (const viewer of [overlay, remote]) {
    await viewer.event("dice:critical", shown);
    assert.ok(!viewer.events.some(({ payload }) => payload.rollId === hidden), "what happened while they were away is not told");
  }
});

test("without Redis, what another server did is found in the database", LIMIT, async (t) => {
  const { gm, first, second, redis, remote, stream, campaignId, member } = await openHouse(t);
  const console = await Viewer.open(t, second, gm.at(second));
  const other = new Person(second.url);
  assert.equal((await other.post("/auth/login", { name: (await gm.get("/auth/me")).body.name, password: PASSWORD })).status, 200);
  const lasting = await Viewer.open(t, second, other);
  await redis.kill();
  await until(async () => (await ready(second)).redis === "down" && (await ready(first)).redis === "down");
  const from = remote.frames.all.length;
  const [closed] = [ended(console)];
  assert.equal((await gm.post(`/mj/campaigns/${campaignId}/members/${member.streamerId}/rotate-key`)).status, 200);
  assert.equal((await gm.post("/auth/logout")).status, 204);
  await reopened(remote, stream, from);
  assert.deepEqual(await closed, [4401, "session.ended"]);
  assert.equal((await lasting.subscribe(`campaign:${campaignId}:dice`)).type, "subscribed", "whose sign-in goes on stays");
});

/** How many overlays a server says are open. */
async function open(gm, server) {
  const { body } = await gm.at(server).get("/mj/presence");
  return body.items[0].overlays[0].open;
}

/** Follows `/mj/presence` and gives what it says, one by one; `isOver` says when it has ended. */
async function follow(t, person, server) {
  const aborting = new AbortController();
  t.after(() => aborting.abort());
  const response = await fetch(`${server.url}/mj/presence`, { headers: { cookie: person.cookie, accept: "text/event-stream" }, signal: aborting.signal });
  assert.equal(response.status, 200);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  return {
    async next() {
      for (;;) {
        const end = text.indexOf("\n\n");
        if (end >= 0) {
          const event = text.slice(0, end);
          text = text.slice(end + 2);
          const data = event.split("\n").find((line) => line.startsWith("data:"));
          if (data) return JSON.parse(data.slice(5));
          continue;
        }
        const { done, value } = await reader.read();
        if (done) return null;
        text += value;
      }
    },
  };
}

test("open overlays are counted over all servers, and those of a server that dies are forgotten", LIMIT, async (t) => {
  const { gm, first, second, overlay, remote, overlayKey, redis } = await openHouse(t);
  const channel = `streamer:${overlayKey}:overlay`;
  const third = await Viewer.open(t, first);
  const watching = await follow(t, gm, second);
  assert.equal((await watching.next())[0].overlays[0].open, 0);
  for (const viewer of [overlay, third, remote]) assert.equal((await viewer.subscribe(channel)).type, "subscribed");
  await until(async () => (await open(gm, first)) === 3 && (await open(gm, second)) === 3);
  for (let told = 0; told !== 3; ) [{ overlays: [{ open: told }] }] = await watching.next();

  await third.close();
  await until(async () => (await open(gm, first)) === 2 && (await open(gm, second)) === 2);
  await redis.kill();
  await until(async () => (await ready(second)).redis === "down");
  await redis.start();
  await Promise.all([isTogether(first), isTogether(second)]);
  await until(async () => (await open(gm, first)) === 2 && (await open(gm, second)) === 2);
  await first.kill();
  assert.equal(await open(gm, second), 2, "its sign of life holds for a while");
  await until(async () => (await open(gm, second)) === 1);
});

test("a sign-in that ends closes its sockets and event streams at every server, and no others", LIMIT, async (t) => {
  const { gm, first, second, campaignId } = await openHouse(t);
  const { name } = (await gm.get("/auth/me")).body;
  const signIn = async (server) => {
    const person = new Person(server.url);
    assert.equal((await person.post("/auth/login", { name, password: PASSWORD })).status, 200);
    return person;
  };
  const listen = async (person, server) => {
    const viewer = await Viewer.open(t, server, person);
    assert.equal((await viewer.subscribe(`campaign:${campaignId}:dice`)).type, "subscribed");
    return viewer;
  };
  const over = [4401, "session.ended"];
  const own = await listen(gm, second);

  const leaving = await signIn(first);
  const [left, here, stream] = [await listen(leaving, second), await listen(leaving, first), await follow(t, leaving, second)];
  await stream.next();
  const closed = [ended(left), ended(here)];
  assert.equal((await leaving.post("/auth/logout")).status, 204);
  assert.deepEqual(await Promise.all(closed), [over, over]);
  assert.equal(await within(stream.next(), "the event stream to end"), null);

  const revoked = await signIn(second);
  const sessionId = (await revoked.get("/auth/sessions")).body.items.find(({ isCurrent }) => isCurrent).sessionId;
  const one = ended(await listen(revoked, second));
  assert.equal((await gm.delete(`/auth/sessions/${sessionId}`)).status, 204);
  assert.deepEqual(await one, over);

  const others = ended(await listen(await signIn(second), second));
  assert.equal((await gm.delete("/auth/sessions")).status, 200);
  assert.deepEqual(await others, over);

  const again = ended(await listen(await signIn(second), second));
  assert.equal((await gm.post("/auth/password", { currentPassword: PASSWORD, newPassword: `${PASSWORD} staple` })).status, 204);
  assert.deepEqual(await again, over);

  const nobody = new Person(first.url);
  for (let tries = 0; tries < 11; tries += 1) await nobody.post("/auth/login", { name, password: "wrong wrong wrong" });
  assert.equal((await nobody.post("/auth/login", { name, password: `${PASSWORD} staple` })).status, 429, "the name is locked");
  assert.equal((await own.subscribe(`campaign:${campaignId}:combat`)).type, "subscribed", "a locked name is signed in where it was");
});

test("a server that is alone ends connections with their sign-in too, and one who signs in as another leaves", { timeout: 60_000 }, async (t) => {
  const server = await TumulteServer.start(t);
  const gm = await Person.registered(server);
  const viewer = await Viewer.open(t, server, gm);
  const closed = ended(viewer);
  const { name } = (await gm.get("/auth/me")).body;
  assert.equal((await gm.post("/auth/login", { name, password: PASSWORD })).status, 200);
  assert.deepEqual(await closed, [4401, "session.ended"], "the cookie of before opens nothing any more");
});
