import assert from "node:assert/strict";
import { test } from "node:test";

import { LIMIT, Person, Table, TumulteServer, Viewer } from "./support/stage.mjs";

const die = (faceValue, more = {}) => ({
  timestamp: Date.now(), pixelName: "Ember", pixelId: 7, faceValue, faceIndex: faceValue - 1, dieType: "d20", profileName: "Tamsin", actionValue: "Attack",
  rollState: "rolled", batteryLevel: 80, ...more,
});

async function openHouse(t) {
  const server = await TumulteServer.start(t);
  const gm = await Person.registered(server);
  const phone = new Person(server.url);
  const path = (url) => new URL(url).pathname;
  return { server, gm, phone, path };
}

test("a table of nothing but dice has an address, and a die that calls it is on the overlay", LIMIT, async (t) => {
  const { server, gm, phone, path } = await openHouse(t);
  const made = await gm.post("/mj/vtt/pixels", { name: "Kitchen table", system: "dnd5e" });
  assert.equal(made.status, 201, made.text);
  const { campaignId, url } = made.body;
  const { body: member } = await gm.post(`/mj/campaigns/${campaignId}/members`, { name: "Lumen" });
  const overlay = await Viewer.open(t, server);
  await overlay.subscribe(`streamer:${member.overlayKey}:dice`, { rolls: true });
  const request = die(20);
  const taken = await phone.post(path(url), request);
  assert.deepEqual([taken.status, taken.body.ok, taken.body.duplicate], [200, true, false], taken.text);
  assert.equal((await overlay.event("dice:roll", taken.body.rolls[0].rollId)).payload.character.name, "Tamsin");
  assert.equal((await phone.post(path(url), request)).body.duplicate, true, "the app repeats a request");
  for (const _ of [1, 2]) assert.equal((await phone.get(`${path(url)}?value1=Ember&value2=Attack&value3=20&value4=d20%20red`)).body.duplicate, false, "without a moment each request is a roll");
  assert.deepEqual((await phone.post(path(url), die(3, { rollState: "rolling" }))).body.rolls, [], "a die that is still shaken is none");
  const { body } = await gm.get(`/mj/campaigns/${campaignId}/rolls`);
  assert.deepEqual(body.items.map(({ result }) => result), [20, 20, 20]);
  const [connection] = (await gm.get("/mj/vtt/connections")).body.items;
  assert.deepEqual([connection.vtt, connection.world.name, connection.world.system?.id], ["pixels", "Kitchen table", "dnd5e"]);
});

test("dice can belong to a table that is paired; a new address ends the old one, and ending it ends it", LIMIT, async (t) => {
  const { server, gm, phone, path } = await openHouse(t);
  const { tokens } = await Table.paired(server, gm);
  const address = `/mj/vtt/connections/${tokens.connectionId}/pixels`;
  const first = (await gm.post(address)).body.url;
  const second = (await gm.post(address)).body.url;
  assert.equal((await phone.post(path(first), die(4))).code, "request.not_found");
  assert.equal((await phone.post(path(second), die(4))).status, 200);
  const { body } = await gm.get(`/mj/campaigns/${tokens.campaignId}/rolls`);
  assert.deepEqual(body.items.map(({ result }) => result), [4]);
  assert.equal((await gm.delete(address)).status, 204);
  assert.equal((await phone.post(path(second), die(5))).status, 404);
  assert.equal((await gm.delete(address)).status, 404);
});

test("addresses are for their GM alone, guesses lead nowhere, and what is no die is refused", LIMIT, async (t) => {
  const { server, gm, phone, path } = await openHouse(t);
  const stranger = await Person.registered(server);
  const made = (await gm.post("/mj/vtt/pixels", { name: "Kitchen table" })).body;
  assert.equal((await stranger.post(`/mj/vtt/connections/${made.connectionId}/pixels`)).status, 404);
  assert.equal((await phone.post("/mj/vtt/pixels", { name: "x" })).code, "auth.required");
  assert.equal((await gm.post("/mj/vtt/pixels", { name: " " })).code, "request.invalid");
  assert.equal((await phone.post("/vtt/pixels/guessed", die(20))).code, "request.not_found");
  assert.equal((await phone.post(path(made.url), "no json")).code, "request.invalid");
  assert.equal((await phone.post(path(made.url), { pixelName: "Ember" })).code, "vtt.malformed");
  assert.equal((await phone.post(path(made.url), "x".repeat(100_000))).status, 413);
  await gm.post(`/mj/vtt/connections/${made.connectionId}/revoke`);
  assert.equal((await phone.post(path(made.url), die(20))).status, 404);
});

test("the console's page may hand over what Beyond20 tells it, for its own campaigns", LIMIT, async (t) => {
  const { beyond20Attack } = await import("./support/relay.mjs");
  const { server, gm } = await openHouse(t);
  const { tokens } = await Table.paired(server, gm, { claims: { sub: "vtt:alchemy", iss: "relay:tumulte" } });
  const now = Date.now();
  const heard = { id: "h1", ts: now, joinedAt: now, raw: beyond20Attack(20) };
  const path = `/mj/campaigns/${tokens.campaignId}/relay`;
  const taken = await gm.post(path, heard);
  assert.deepEqual([taken.body.ok, taken.body.duplicate], [true, false], taken.text);
  assert.equal((await gm.post(path, heard)).body.duplicate, true);
  assert.equal((await (await Person.registered(server)).post(path, heard)).status, 404);
});
