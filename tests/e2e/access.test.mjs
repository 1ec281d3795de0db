// Who may ask what over REST, and from which pages.

import assert from "node:assert/strict";
import { test } from "node:test";

import { LIMIT, Person, Table, openStage } from "./support/stage.mjs";

const NEVER = "00000000-0000-7000-8000-000000000000";

/** Routes of a GM's own things: `[method, path, body]`; the last ones change so much that they come last. */
const routes = ({ connectionId, campaignId, characterId, streamerId }) => [
  ["GET", "/mj/vtt/connections"],
  ["GET", `/mj/vtt/connections/${connectionId}/campaigns`],
  ["POST", `/mj/vtt/connections/${connectionId}/test`],
  ["GET", "/mj/campaigns"],
  ["GET", `/mj/campaigns/${campaignId}`],
  ["POST", "/mj/campaigns", { vttConnectionId: connectionId, vttCampaignId: "greyhaven" }],
  ["POST", `/mj/campaigns/${campaignId}/sync`],
  ["GET", `/mj/campaigns/${campaignId}/characters`],
  ["POST", `/mj/campaigns/${campaignId}/characters/${characterId}/assign`, { streamerId }],
  ["DELETE", `/mj/campaigns/${campaignId}/characters/${characterId}/assign`],
  ["GET", `/mj/campaigns/${campaignId}/rolls`],
  ["GET", `/mj/campaigns/${campaignId}/members`],
  ["POST", `/mj/campaigns/${campaignId}/members`, { name: "Second" }],
  ["DELETE", `/mj/vtt/connections/${connectionId}`],
  ["POST", `/mj/vtt/connections/${connectionId}/revoke`],
];

async function openHouse(t) {
  const stage = await openStage(t);
  const { gm, campaignId, connectionId, member } = stage;
  assert.equal((await gm.post(`/mj/campaigns/${campaignId}/sync`)).body?.characters, 1, "the table gives its one character");
  const { body } = await gm.get(`/mj/campaigns/${campaignId}/characters`);
  const things = { connectionId, campaignId, characterId: body.items[0].characterId, streamerId: member.streamerId };
  return { ...stage, things };
}

test("nobody signed in gets nothing of a GM's", LIMIT, async (t) => {
  const { server, things, line } = await openHouse(t);
  const nobody = new Person(server.url);
  for (const [method, path, body] of routes(things)) {
    const answer = await nobody.ask(method, path, { body });
    assert.deepEqual([answer.status, answer.code], [401, "auth.required"], `${method} ${path}: ${answer.text}`);
  }
  assert.equal((await nobody.get("/auth/me")).status, 401);
  await line.critical();
});

test("another GM's things look like no things at all", LIMIT, async (t) => {
  const { server, things, line } = await openHouse(t);
  const other = await Person.registered(server);
  for (const [method, path, body] of routes(things)) {
    const answer = await other.ask(method, path, { body });
    const wanted = ["/mj/vtt/connections", "/mj/campaigns"].includes(path) && method === "GET" ? [200, undefined] : [404, "request.not_found"];
    assert.deepEqual([answer.status, answer.code], wanted, `${method} ${path}: ${answer.text}`);
    if (answer.status === 200) assert.deepEqual(answer.body.items, [], path);
    const missing = await other.ask(method, path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, NEVER), { body });
    assert.equal(missing.status, answer.status, `${method} ${path} answers as if it were not there`);
  }
  await line.critical();
});

test("their owner may use all of them", LIMIT, async (t) => {
  const { gm, things } = await openHouse(t);
  for (const [method, path, body] of routes(things)) {
    const answer = await gm.ask(method, path, { body });
    // A world that was imported keeps its connection until it is revoked.
    const isInUse = method === "DELETE" && path.startsWith("/mj/vtt/");
    if (isInUse) assert.deepEqual([answer.status, answer.code], [409, "connection.in_use"], answer.text);
    else assert.ok(answer.status >= 200 && answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
  }
});

test("a connection that nothing was imported through can be forgotten, and its table learns of it", LIMIT, async (t) => {
  const { server, gm } = await openStage(t);
  const table = await Table.paired(server, gm, { import: false, claims: { world_id: "second" } });
  const line = await table.connect(t);
  const { connectionId } = table.tokens;
  assert.equal((await gm.delete(`/mj/vtt/connections/${connectionId}`)).status, 204);
  assert.equal(typeof (await line.hears("connection:revoked")).reason, "string");
  assert.equal(await table.open(t).hears("connect_error"), "token.revoked");
});

test("characters and streamers of another campaign can't be brought together", LIMIT, async (t) => {
  const { server, things } = await openHouse(t);
  const other = await Person.registered(server);
  const table = await Table.paired(server, other, { claims: { world_id: "second" } });
  const { body: member } = await other.post(`/mj/campaigns/${table.tokens.campaignId}/members`, { name: "Umbra" });
  const assign = (campaignId, characterId, streamerId) =>
    other.post(`/mj/campaigns/${campaignId}/characters/${characterId}/assign`, { streamerId });
  for (const streamerId of [things.streamerId, member.streamerId]) {
    assert.equal((await assign(table.tokens.campaignId, things.characterId, streamerId)).status, 404);
  }
});

test("one connection's session says nothing about another", LIMIT, async (t) => {
  const { server, gm, table } = await openStage(t);
  const second = await Table.paired(server, gm, { claims: { world_id: "second" } });
  const foreign = await table.status(second.tokens.sessionToken);
  assert.deepEqual([foreign.status, foreign.code], [404, "request.not_found"]);
  const none = await new Person(server.url).get(`/vtt/connections/${table.tokens.connectionId}/status`);
  assert.deepEqual([none.status, none.code], [401, "token.malformed"]);
});

test("what a foreign page makes the GM's browser send is refused", LIMIT, async (t) => {
  const { server, gm, things } = await openHouse(t);
  const foreign = [
    { origin: "https://evil.example" }, { origin: "null" }, { "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site" },
    { origin: server.url, "sec-fetch-site": "cross-site" },
  ];
  const changing = [...routes(things).filter(([method]) => method !== "GET"), ["POST", "/auth/logout"], ["POST", "/vtt/pair", { code: "AAA-222" }]];
  for (const headers of foreign) {
    for (const [method, path, body] of changing) {
      const answer = await gm.ask(method, path, { body, headers });
      assert.deepEqual([answer.status, answer.code], [403, "request.foreign_origin"], `${method} ${path} with ${JSON.stringify(headers)}`);
    }
  }
  const form = { "content-type": "application/x-www-form-urlencoded", origin: "https://evil.example" };
  for (const path of ["/logout", "/pair/confirm", `/campaigns/${things.campaignId}/streamers`, `/connections/${things.connectionId}/revoke`]) {
    assert.equal((await gm.ask("POST", path, { body: "code=AAA-222&name=x", headers: form })).status, 403, path);
  }
  assert.equal((await gm.get("/auth/me")).status, 200, "the GM is still signed in");
  const own = await gm.post(`/mj/campaigns/${things.campaignId}/sync`, undefined, { origin: server.url });
  assert.equal(own.status, 200, `our own page may: ${own.text}`);
});

test("the session cookie stays with the browser that has it", LIMIT, async (t) => {
  const { server } = await openStage(t);
  const answer = await new Person(server.url).post("/auth/register", { name: "someone", password: "correct horse battery" });
  const [cookie] = answer.headers.getSetCookie();
  assert.match(cookie, /^tumulte_session=/);
  assert.match(cookie, /;\s*HttpOnly/i);
  assert.match(cookie, /;\s*SameSite=Lax/i);
});

test("modules may ask from pages of any address, without cookies; the console's routes give nobody leave", LIMIT, async (t) => {
  const { server } = await openStage(t);
  const nobody = new Person(server.url);
  const origin = "https://foundry.example";
  const preflight = (path, method) => nobody.ask("OPTIONS", path, {
    headers: { origin, "access-control-request-method": method, "access-control-request-headers": "authorization,content-type" },
  });
  for (const [path, method] of [
    ["/vtt/pair/offers", "POST"], ["/vtt/pair/offers/abc", "GET"], ["/vtt/refresh-token", "POST"], ["/vtt/connections/abc/status", "GET"],
    ["/socket.io/?EIO=4&transport=polling", "POST"],
  ]) {
    const { status, headers } = await preflight(path, method);
    assert.equal(status, 200, path);
    assert.ok(["*", origin].includes(headers.get("access-control-allow-origin")), path);
    assert.match(headers.get("access-control-allow-methods") ?? "", new RegExp(method), path);
    assert.match(headers.get("access-control-allow-headers") ?? "", /authorization/i, path);
    assert.equal(headers.get("access-control-allow-credentials"), null, `${path}: never with cookies`);
  }
  const polled = await nobody.get("/socket.io/?EIO=4&transport=polling", { origin });
  assert.equal(polled.status, 200);
  assert.ok(["*", origin].includes(polled.headers.get("access-control-allow-origin")), "an answer to polling can be read by the page");
  const refused = await nobody.post("/vtt/pair/offers", { token: "x" }, { origin });
  assert.ok(["*", origin].includes(refused.headers.get("access-control-allow-origin")), "a refusal can be read by the page");
  for (const path of ["/vtt/pair", "/mj/campaigns", "/auth/login", "/auth/me", "/login"]) {
    assert.equal((await preflight(path, "POST")).headers.get("access-control-allow-origin"), null, path);
    assert.equal((await nobody.get(path, { origin })).headers.get("access-control-allow-origin"), null, path);
  }
});

test("bodies that are none are refused in words", LIMIT, async (t) => {
  const { server } = await openStage(t);
  const nobody = new Person(server.url);
  for (const [what, path, body] of [
    ["half an object", "/vtt/pair/offers", '{"token":'], ["a list", "/vtt/pair/offers", "[]"], ["no field", "/vtt/refresh-token", "{}"],
    ["a number for a text", "/auth/register", '{"name":7,"password":"x"}'],
  ]) {
    const answer = await nobody.post(path, body);
    assert.ok([400, 422].includes(answer.status), `${what}: ${answer.status}`);
    assert.equal(answer.code, "request.invalid", `${what}: ${answer.text}`);
  }
  const huge = await nobody.post("/vtt/pair/offers", { token: "x".repeat(100_000) });
  assert.equal(huge.status, 413, huge.text.slice(0, 200));
  assert.equal((await nobody.get("/overlay/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/criticals")).status, 404);
  assert.equal((await nobody.get("/overlay/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/dice")).status, 404);
  assert.equal((await nobody.get("/healthz")).body.status, "ok");
});
