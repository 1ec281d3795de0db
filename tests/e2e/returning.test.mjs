// A revoked connection that its game master lets come back: without a new code, to the key it was paired by and no other.

import assert from "node:assert/strict";
import { test } from "node:test";

import { LIMIT, Person, Table, TumulteServer, claimClaims, eddsa, hs256, newKey, openStage } from "./support/stage.mjs";

const SECRET = "a secret of the operator's own, long enough";

/** Asks to come back, signed by the key of the table's offer unless something else is said. */
function comeBack({ tokens, claims, key }, server, { signedBy = key, jti = claims.jti, token = eddsa(claimClaims(jti), signedBy) } = {}) {
  return new Person(server.url).post(`/vtt/connections/${tokens.connectionId}/return`, undefined, { authorization: `Bearer ${token}` });
}

const readmit = (gm, { tokens }) => gm.post(`/mj/vtt/connections/${tokens.connectionId}/readmit`);

test("a revoked table comes back once its GM agrees, and what it had before stays worthless", LIMIT, async (t) => {
  const { server, gm, table, line, connectionId, campaignId, overlay } = await openStage(t);
  const before = table.tokens;
  assert.equal((await readmit(gm, table)).code, "connection.not_revoked");
  assert.equal((await comeBack(table, server)).code, "connection.not_revoked");
  assert.equal((await gm.post(`/mj/vtt/connections/${connectionId}/revoke`)).status, 204);
  await line.hears("connection:revoked");
  assert.deepEqual((await comeBack(table, server)).body, { status: "revoked" });

  const stranger = await Person.registered(server);
  assert.equal((await readmit(stranger, table)).status, 404);
  const [listed] = (await gm.get("/mj/vtt/connections")).body.items;
  assert.deepEqual([listed.status, listed.canReturn, listed.isReadmitted], ["revoked", true, false]);
  assert.equal((await readmit(gm, table)).status, 204);
  assert.equal((await gm.get("/mj/vtt/connections")).body.items[0].isReadmitted, true);
  assert.equal((await table.refresh()).code, "token.unknown", "agreeing gives nobody their tokens back");
  assert.equal(await table.open(t).hears("connect_error"), "token.revoked");

  const foreign = newKey();
  assert.equal((await comeBack(table, server, { signedBy: foreign })).code, "pairing.foreign_key");
  assert.equal((await comeBack(table, server, { jti: Buffer.alloc(16, 7).toString("base64url") })).code, "pairing.unknown");
  const claim = eddsa(claimClaims(table.claims.jti), table.key);
  const back = await comeBack(table, server, { token: claim });
  assert.deepEqual([back.body.status, back.body.connectionId, back.body.campaignId], ["approved", connectionId, campaignId], back.text);
  assert.equal((await comeBack(table, server, { token: claim })).code, "pairing.replayed");

  table.tokens = back.body;
  const again = await table.connect(t);
  await overlay.event("dice:critical", await again.critical());
  assert.equal(await table.open(t, { token: before.sessionToken }).hears("connect_error"), "token.revoked", "a session of before is worth nothing");
  assert.equal((await table.status(before.sessionToken)).body.status, "revoked");
  assert.equal((await table.refresh(before.refreshToken)).code, "token.unknown");
  const renewed = await table.refresh();
  assert.equal(renewed.status, 200, "the new ones are renewed as any");
});

test("an answer that was lost is asked for again, and the first one is worth nothing then", LIMIT, async (t) => {
  const { server, gm, table, connectionId } = await openStage(t);
  await gm.post(`/mj/vtt/connections/${connectionId}/revoke`);
  assert.equal((await readmit(gm, table)).status, 204);
  const lost = (await comeBack(table, server)).body;
  const found = (await comeBack(table, server)).body;
  assert.equal(found.status, "approved");
  assert.equal((await table.refresh(lost.refreshToken)).code, "token.unknown");
  assert.equal((await table.refresh(found.refreshToken)).status, 200);
  await gm.post(`/mj/vtt/connections/${connectionId}/revoke`);
  assert.deepEqual((await comeBack(table, server)).body, { status: "revoked" }, "revoked again, it has to be let come back again");
});

test("a world that was paired anew takes nobody back from before", LIMIT, async (t) => {
  const { server, gm, table, connectionId } = await openStage(t);
  const before = table.tokens;
  await gm.post(`/mj/vtt/connections/${connectionId}/revoke`);
  await readmit(gm, table);
  const anew = await Table.paired(server, gm);
  assert.equal(anew.tokens.connectionId, connectionId);
  assert.equal((await comeBack(table, server)).code, "pairing.foreign_key");
  assert.equal(await table.open(t, { token: before.sessionToken }).hears("connect_error"), "token.revoked");
  await (await anew.connect(t)).critical();
});

test("between being paired anew and being claimed, nobody comes back", LIMIT, async (t) => {
  const { server, gm, table, connectionId } = await openStage(t);
  await gm.post(`/mj/vtt/connections/${connectionId}/revoke`);
  await readmit(gm, table);
  const anew = new Table(server);
  assert.equal((await anew.offer()).status, 201);
  assert.equal((await gm.post("/vtt/pair", { code: anew.claims.pairing_code })).status, 200);
  assert.equal((await comeBack(table, server)).code, "pairing.unknown");
});

test("who is known by a secret that others know too needs a new code", LIMIT, async (t) => {
  const server = await TumulteServer.start(t, [], { TUMULTE_PAIRING_SECRET: SECRET });
  const gm = await Person.registered(server);
  const table = new Table(server);
  assert.equal((await table.offer(hs256(table.claims, SECRET))).status, 201);
  assert.equal((await gm.post("/vtt/pair", { code: table.claims.pairing_code })).status, 200);
  table.tokens = (await table.claim(hs256(claimClaims(table.claims.jti), SECRET))).body;
  await gm.post(`/mj/vtt/connections/${table.tokens.connectionId}/revoke`);
  assert.equal((await gm.get("/mj/vtt/connections")).body.items[0].canReturn, false);
  assert.equal((await readmit(gm, table)).code, "connection.needs_code");
  assert.equal((await comeBack(table, server, { token: hs256(claimClaims(table.claims.jti), SECRET) })).code, "pairing.unknown");
});

test("the console offers it on a revoked connection, in words", LIMIT, async (t) => {
  const { gm, connectionId } = await openStage(t);
  const page = async () => (await gm.get("/connections", { "accept-language": "en" })).text;
  assert.ok(!(await page()).includes("/readmit"));
  await gm.post(`/mj/vtt/connections/${connectionId}/revoke`);
  assert.match(await page(), new RegExp(`action="/connections/${connectionId}/readmit"`));
  const pressed = await gm.ask("POST", `/connections/${connectionId}/readmit`, { headers: { "content-type": "application/x-www-form-urlencoded" }, body: "" });
  assert.equal(pressed.status, 303, pressed.text);
  const after = await page();
  assert.match(after, /May come back/);
  assert.ok(!after.includes("/readmit"));
});
