// Sessions, their renewal and their end.

import assert from "node:assert/strict";
import { test } from "node:test";

import { sessionKey } from "./support/session-key.mjs";
import { LIMIT, Person, Table, TumulteServer, eddsa, hs256, newKey, openStage, seconds, unsigned } from "./support/stage.mjs";

const claimsOf = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());

test("a handshake with anything but a good token is refused by its code, and the live socket stays", LIMIT, async (t) => {
  const { server, table, line } = await openStage(t);
  const { sessionToken, refreshToken } = table.tokens;
  const claims = claimsOf(sessionToken);
  const [header, , signature] = sessionToken.split(".");
  const widened = Buffer.from(JSON.stringify({ ...claims, exp: claims.exp + 600 })).toString("base64url");
  for (const [what, token, code] of [
    ["nonsense", "nonsense", "token.malformed"],
    ["nothing", "", "token.malformed"],
    ["a number", 7, "token.malformed"],
    ["a refresh token", refreshToken, "token.malformed"],
    ["changed claims", [header, widened, signature].join("."), "token.signature"],
    ["a foreign key", eddsa(claims, newKey(), { alg: "EdDSA", typ: "JWT" }), "token.signature"],
    ["no signature", unsigned(claims), "token.algorithm"],
    ["another algorithm", hs256(claims, "an operator's secret of 33 bytes!"), "token.algorithm"],
    ["the pairing offer", eddsa(table.claims, table.key), "token.signature"],
  ]) {
    const refused = table.open(t, { token });
    assert.equal(await refused.hears("connect_error"), code, what);
    refused.socket.disconnect();
    await line.critical();
  }
  assert.deepEqual(server.errors, []);
});

test("a token that expired is refused, by a server that was restarted too", LIMIT, async (t) => {
  const { server, table } = await openStage(t);
  await server.stop();
  const key = await sessionKey(server);
  await server.start();
  const claims = claimsOf(table.tokens.sessionToken);
  const header = { alg: "EdDSA", typ: "JWT" };
  const made = (more) => eddsa({ ...claims, ...more }, key, header);
  const now = seconds();
  for (const [what, token, code] of [
    ["expired", made({ iat: now - 3700, exp: now - 100 }), "token.expired"],
    ["a second ago", made({ iat: now - 3601, exp: now - 1 }), "token.expired"],
    ["from the future", made({ iat: now + 300, exp: now + 3900 }), "token.not_yet_valid"],
    ["for too long", made({ exp: claims.iat + 36_000 }), "token.malformed"],
    ["of another issuer", made({ iss: "elsewhere" }), "token.foreign"],
    ["of another kind", made({ sub: "vtt:refresh" }), "token.foreign"],
  ]) {
    assert.equal(await table.open(t, { token }).hears("connect_error"), code, what);
    const status = await table.status(token);
    assert.deepEqual([status.status, status.code], [401, code], `${what}, over REST`);
  }
  const good = await table.connect(t, { token: made({}) });
  await good.critical();
});

test("a session is renewed by a refresh token that works once; using it again after its successor ends everything", LIMIT, async (t) => {
  const { table, line, gm, connectionId } = await openStage(t);
  const spent = table.tokens.refreshToken;
  const renewed = await table.refresh();
  assert.equal(renewed.status, 200, renewed.text);
  assert.deepEqual(Object.keys(renewed.body).sort(), ["refreshToken", "sessionExpiresAt", "sessionToken"]);
  assert.notEqual(renewed.body.refreshToken, spent);
  await line.critical();
  assert.equal((await table.status(renewed.body.sessionToken)).body.status, "active");

  const next = await table.refresh(renewed.body.refreshToken);
  assert.equal(next.status, 200, next.text);
  const reused = await table.refresh(spent);
  assert.deepEqual([reused.status, reused.code], [401, "token.reused"], reused.text);
  assert.match((await line.hears("connection:revoked")).reason, /twice/);
  assert.equal(await line.hears("disconnect"), "io server disconnect");
  for (const token of [renewed.body.sessionToken, table.tokens.sessionToken]) {
    assert.equal(await table.open(t, { token }).hears("connect_error"), "token.revoked");
    assert.equal((await table.status(token)).body.status, "revoked");
  }
  const successor = await table.refresh(next.body.refreshToken);
  assert.deepEqual([successor.status, successor.code], [401, "token.unknown"], "the whole family is forgotten");
  const listed = await gm.get("/mj/vtt/connections");
  assert.equal(listed.body.items.find((one) => one.connectionId === connectionId).status, "revoked");
});

test("a renewal whose answer was lost may be asked for once more, and the lost successor is worth nothing", LIMIT, async (t) => {
  const { table, line } = await openStage(t);
  const spent = table.tokens.refreshToken;
  const lost = await table.refresh(spent);
  const again = await table.refresh(spent);
  assert.equal(again.status, 200, again.text);
  assert.equal((await table.status(again.body.sessionToken)).body.status, "active");
  await line.critical();
  const next = await table.refresh(again.body.refreshToken);
  assert.equal(next.status, 200, next.text);
  const thief = await table.refresh(lost.body.refreshToken);
  assert.deepEqual([thief.status, thief.code], [401, "token.reused"], thief.text);
  assert.match((await line.hears("connection:revoked")).reason, /twice/);
});

test("a refresh token nobody gave out is refused and cuts nobody", LIMIT, async (t) => {
  const { table, line } = await openStage(t);
  const { refreshToken } = table.tokens;
  const other = refreshToken.slice(0, -4) + (refreshToken.endsWith("AAAA") ? "BBBB" : "AAAA");
  for (const [token, codes] of [["nonsense", ["token.malformed"]], [other, ["token.unknown", "token.malformed"]]]) {
    const answer = await table.refresh(token);
    assert.equal(answer.status, 401, answer.text);
    assert.ok(codes.includes(answer.code), `expected one of ${codes}, found ${answer.text}`);
  }
  await line.critical();
  assert.deepEqual(line.heard.all.map(({ event }) => event), ["connected"]);
});

test("a GM who revokes a connection cuts its socket and leaves others alone", LIMIT, async (t) => {
  const { server, gm, table, line, connectionId } = await openStage(t);
  const second = await Table.paired(server, gm, { claims: { world_id: "second" } });
  const other = await second.connect(t);
  assert.equal((await gm.post(`/mj/vtt/connections/${connectionId}/revoke`)).status, 204);
  assert.equal(typeof (await line.hears("connection:revoked")).reason, "string");
  assert.equal(await line.hears("disconnect"), "io server disconnect");
  assert.equal(await table.open(t).hears("connect_error"), "token.revoked");
  const renewed = await table.refresh();
  assert.deepEqual([renewed.status, renewed.code], [401, "token.unknown"], renewed.text);
  assert.equal((await other.emit("pong", { timestamp: Date.now() })).ok, true);
});

test("one socket per world: a second tab waits, the same tab takes its own place", LIMIT, async (t) => {
  const { table, line, overlay } = await openStage(t, { tab: "tab-one" });
  for (const tab of ["tab-two", undefined]) {
    assert.equal(await table.open(t, { tab }).hears("connect_error"), "connection.duplicate");
    await overlay.event("dice:critical", await line.critical());
  }
  const again = await table.connect(t, { tab: "tab-one" });
  assert.equal(await line.hears("disconnect"), "io server disconnect");
  await overlay.event("dice:critical", await again.critical());
  again.socket.disconnect();
  const next = await connectWhenFree(t, table, "tab-two");
  await overlay.event("dice:critical", await next.critical());
});

test("two tabs without a name: the second waits until the first is gone", LIMIT, async (t) => {
  const { table, line } = await openStage(t);
  assert.equal(await table.open(t).hears("connect_error"), "connection.duplicate");
  line.socket.disconnect();
  const next = await connectWhenFree(t, table);
  await next.critical();
});

/** What a waiting tab does: it knocks until the seat is free. The server learns of a disconnect a moment later. */
async function connectWhenFree(t, table, tab) {
  const line = table.open(t, { tab });
  line.socket.on("connect_error", ({ message }) => {
    if (message === "connection.duplicate") line.socket.connect();
  });
  await line.hears("connected");
  return line;
}

test("no token, key or code is in the log", LIMIT, async (t) => {
  const server = await TumulteServer.start(t);
  const gm = await Person.registered(server);
  const table = await Table.paired(server, gm);
  const line = await table.connect(t);
  await line.critical();
  await table.refresh();
  await table.refresh();
  await table.refresh();
  await line.hears("disconnect");
  await server.stop();
  const log = server.log.all.map(({ text }) => text).join("\n");
  assert.match(log, /a table came in/, "the log is what is searched");
  const { sessionToken, refreshToken } = table.tokens;
  const secrets = { sessionToken, refreshToken, code: table.claims.pairing_code, cookie: gm.cookie.split("=")[1], name: "Ilse" };
  for (const [what, secret] of Object.entries(secrets)) assert.ok(!log.includes(secret), `the log holds the ${what}`);
});
