// The handshake between a world and the server, and everything that is no handshake.

import assert from "node:assert/strict";
import { createPublicKey } from "node:crypto";
import { test } from "node:test";

import { LIMIT, Person, Table, TumulteServer, claimClaims, eddsa, hs256, newKey, offerClaims, seconds, unsigned } from "./support/stage.mjs";

const SECRET = "an operator's secret of 33 bytes!";

test("a pairing goes from the offer to a live socket, and tells what it is about", LIMIT, async (t) => {
  const server = await TumulteServer.start(t);
  const gm = await Person.registered(server);
  const table = new Table(server);
  const offered = await table.offer();
  assert.equal(offered.status, 201, offered.text);
  const { jti, pairing_code: code, exp } = table.claims;
  const expiresAt = new Date(exp * 1000).toISOString();
  assert.deepEqual(offered.body, { jti, code, expiresAt, pairUrl: `${server.url}/pair?code=${code}`, protocol: 1 });
  assert.deepEqual((await table.claim()).body, { status: "pending", expiresAt });
  const confirmed = await gm.post("/vtt/pair", { code: code.toLowerCase().replace("-", " ") });
  assert.equal(confirmed.status, 200, `a code is found however it is typed: ${confirmed.text}`);
  const { body } = await table.claim();
  assert.deepEqual([body.status, body.connectionId, body.campaignId], ["approved", confirmed.body.connectionId, confirmed.body.campaignId]);
  const lifetime = Date.parse(body.sessionExpiresAt) - Date.now();
  assert.ok(lifetime > 3_500_000 && lifetime <= 3_600_000, `a session lasts an hour, found ${lifetime} ms`);
  table.tokens = body;
  await (await table.connect(t)).critical();
  assert.deepEqual((await table.status()).body, { status: "active", campaignId: body.campaignId });
});

/** `[what, token of a new table, status, code]` */
const REFUSED_OFFERS = [
  ["no JWT", () => "nonsense", 400, "pairing.malformed"],
  ["an empty token", () => "", 400, "pairing.malformed"],
  ["more than 8 KiB", () => "x".repeat(8193), 400, "pairing.oversized"],
  ["a world no database has a key for", ({ claims, key }) => eddsa({ ...claims, world_id: "x".repeat(257) }, key), 400, "pairing.oversized"],
  ["a claim missing", ({ claims, key }) => eddsa({ ...claims, world_id: undefined }, key), 400, "pairing.malformed"],
  ["a claim of the wrong type", ({ claims, key }) => eddsa({ ...claims, exp: "soon" }, key), 400, "pairing.malformed"],
  ["a critical header", ({ claims, key }) => eddsa(claims, key, { alg: "EdDSA", typ: "JWT", jwk: key.jwk, crit: ["x"] }), 400, "pairing.critical_header"],
  ["no algorithm", ({ claims }) => unsigned(claims), 400, "pairing.algorithm"],
  ["the algorithm `none` under a real signature", ({ claims, key }) => eddsa(claims, key, { alg: "none", typ: "JWT", jwk: key.jwk }), 400, "pairing.algorithm"],
  ["HS256 keyed with the public key", ({ claims, key }) => hs256(claims, Buffer.from(key.jwk.x, "base64url"), { alg: "HS256", typ: "JWT", jwk: key.jwk }), 400, "pairing.algorithm"],
  ["HS256 keyed with the public key's text", ({ claims, key }) => hs256(claims, createPublicKey(key.privateKey).export({ format: "pem", type: "spki" })), 400, "pairing.algorithm"],
  ["HS256 where no secret is set", ({ claims }) => hs256(claims, SECRET), 400, "pairing.algorithm"],
  ["a foreign signature", ({ claims, key }) => eddsa(claims, newKey(), { alg: "EdDSA", typ: "JWT", jwk: key.jwk }), 401, "pairing.signature"],
  ["a changed claim", ({ claims, key }) => change(eddsa(claims, key), { ...claims, world_name: "Another" }), 401, "pairing.signature"],
  ["another audience", ({ claims, key }) => eddsa({ ...claims, aud: "elsewhere" }, key), 401, "pairing.audience"],
  ["another issuer", ({ claims, key }) => eddsa({ ...claims, iss: "elsewhere" }, key), 401, "pairing.issuer"],
  ["another subject", ({ claims, key }) => eddsa({ ...claims, sub: "pairing:claim" }, key), 401, "pairing.subject"],
  ["an offer that is over", ({ claims, key }) => eddsa({ ...claims, iat: seconds() - 400, exp: seconds() - 100 }, key), 401, "pairing.expired"],
  ["an offer from the future", ({ claims, key }) => eddsa({ ...claims, iat: seconds() + 100, exp: seconds() + 400 }, key), 401, "pairing.not_yet_valid"],
  ["an offer for too long", ({ claims, key }) => eddsa({ ...claims, exp: claims.iat + 301 }, key), 401, "pairing.lifetime"],
];

function change(token, claims) {
  const [header, , signature] = token.split(".");
  return [header, Buffer.from(JSON.stringify(claims)).toString("base64url"), signature].join(".");
}

test("an offer that is not what it says is refused, each by its own code", LIMIT, async (t) => {
  const server = await TumulteServer.start(t);
  for (const [what, token, status, code] of REFUSED_OFFERS) {
    const table = new Table(server);
    const answer = await table.offer(token(table));
    assert.deepEqual([answer.status, answer.code], [status, code], `${what}: ${answer.text}`);
  }
  const table = await Table.paired(server, await Person.registered(server));
  await (await table.connect(t)).critical();
  assert.deepEqual(server.errors, []);
});

test("a world whose clock is ten minutes off is told so, and by how much", LIMIT, async (t) => {
  const server = await TumulteServer.start(t);
  for (const [what, minutes, code, words] of [
    ["fast", 10, "pairing.not_yet_valid", /dated (59\d|60\d) s ahead; the clock of the computer that made it is fast/],
    ["slow", -10, "pairing.expired", /the clock of the computer that made it is about (59\d|60\d) s slow/],
  ]) {
    const table = new Table(server);
    const iat = seconds() + minutes * 60;
    const answer = await table.offer(eddsa({ ...table.claims, iat, exp: iat + 300 }, table.key));
    assert.deepEqual([answer.status, answer.code], [401, code], `${what}: ${answer.text}`);
    assert.match(answer.body.error.message, words, what);
  }
});

test("no offer comes twice: not itself, not its jti, not its nonce", LIMIT, async (t) => {
  const server = await TumulteServer.start(t);
  const first = new Table(server);
  assert.equal((await first.offer()).status, 201);
  const { jti, nonce } = first.claims;
  for (const [what, token] of [
    ["the same token", eddsa(first.claims, first.key)],
    ["its jti", eddsa(offerClaims({ jti }), newKey())],
    ["its nonce", eddsa(offerClaims({ nonce }), newKey())],
  ]) {
    const again = await first.offer(token);
    assert.deepEqual([again.status, again.code], [409, "pairing.replayed"], `${what}: ${again.text}`);
  }
  assert.equal((await first.claim()).body.status, "pending", "the offer itself is still open");
});

test("an offer signed with the operator's secret is taken, one signed with another is not", LIMIT, async (t) => {
  const server = await TumulteServer.start(t, ["--pairing-secret", SECRET]);
  const gm = await Person.registered(server);
  const table = new Table(server);
  const wrong = await table.offer(hs256(table.claims, `${SECRET}!`));
  assert.deepEqual([wrong.status, wrong.code], [401, "pairing.signature"], wrong.text);
  assert.equal((await table.offer(hs256(table.claims, SECRET))).status, 201);
  assert.equal((await gm.post("/vtt/pair", { code: table.claims.pairing_code })).status, 200);
  const claimed = await table.claim(hs256(claimClaims(table.claims.jti), SECRET));
  assert.equal(claimed.body.status, "approved", claimed.text);
});

test("only the key of the offer gets its tokens, and only once", LIMIT, async (t) => {
  const server = await TumulteServer.start(t);
  const gm = await Person.registered(server);
  const table = new Table(server);
  const stranger = new Table(server);
  await Promise.all([table.offer(), stranger.offer()]);
  assert.equal((await gm.post("/vtt/pair", { code: table.claims.pairing_code })).status, 200);
  const { jti } = table.claims;
  const own = claimClaims(jti);
  const now = seconds();
  for (const [what, token, status, code] of [
    ["another key", eddsa(own, newKey()), 401, "pairing.foreign_key"],
    ["another key that brings itself along", eddsa(own, stranger.key), 401, "pairing.foreign_key"],
    ["no signature", unsigned(own), 400, "pairing.algorithm"],
    ["the public key as a secret", hs256(own, Buffer.from(table.key.jwk.x, "base64url")), 400, "pairing.algorithm"],
    ["the offer itself", eddsa(table.claims, table.key), 401, "pairing.subject"],
    ["a claim on another offer", eddsa(claimClaims(stranger.claims.jti), table.key), 404, "pairing.unknown"],
    ["a claim that is over", eddsa(claimClaims(jti, { iat: now - 200, exp: now - 140 }), table.key), 401, "pairing.expired"],
    ["a claim for too long", eddsa(claimClaims(jti, { exp: now + 3600 }), table.key), 401, "pairing.lifetime"],
  ]) {
    const answer = await table.claim(token);
    assert.deepEqual([answer.status, answer.code], [status, code], `${what}: ${answer.text}`);
    assert.ok(!answer.text.includes("sessionToken"), `${what}: no token leaves the server`);
  }
  const claim = eddsa(own, table.key);
  assert.equal((await table.claim(claim)).body.status, "approved");
  const replayed = await table.claim(claim);
  assert.deepEqual([replayed.status, replayed.code], [409, "pairing.replayed"], replayed.text);
  const again = await table.claim();
  assert.deepEqual([again.status, again.code], [409, "pairing.already_claimed"], again.text);
});

test("two claims at once: one gets the tokens", LIMIT, async (t) => {
  const server = await TumulteServer.start(t);
  const gm = await Person.registered(server);
  const table = new Table(server);
  await table.offer();
  await gm.post("/vtt/pair", { code: table.claims.pairing_code });
  const answers = await Promise.all([table.claim(), table.claim(), table.claim()]);
  assert.deepEqual(answers.map(({ status, code }) => code ?? status).sort(), [200, "pairing.already_claimed", "pairing.already_claimed"]);
});

test("a code is confirmed once, by somebody who is signed in", LIMIT, async (t) => {
  const server = await TumulteServer.start(t);
  const [gm, other] = [await Person.registered(server), await Person.registered(server)];
  const table = new Table(server);
  await table.offer();
  const code = table.claims.pairing_code;
  const nobody = await new Person(server.url).post("/vtt/pair", { code });
  assert.deepEqual([nobody.status, nobody.code], [401, "auth.required"]);
  const foreign = await gm.post("/vtt/pair", { code }, { origin: "https://evil.example" });
  assert.deepEqual([foreign.status, foreign.code], [403, "request.foreign_origin"]);
  assert.deepEqual((await gm.post("/vtt/pair", { code: "no code at all" })).code, "pairing.malformed");
  assert.deepEqual((await gm.post("/vtt/pair", { code: "AAA-222" })).code, "pairing.unknown");
  assert.equal((await gm.post("/vtt/pair", { code })).status, 200);
  for (const late of [gm, other]) {
    const answer = await late.post("/vtt/pair", { code });
    assert.deepEqual([answer.status, answer.code], [409, "pairing.already_approved"], answer.text);
  }
  assert.deepEqual((await other.get("/mj/vtt/connections")).body.items, []);
});

test("guessing codes ends in a limit that says when to come back", LIMIT, async (t) => {
  const server = await TumulteServer.start(t);
  const gm = await Person.registered(server);
  let answer;
  for (let tries = 0; tries <= 20; tries += 1) answer = await gm.post("/vtt/pair", { code: "AAA-222" });
  assert.deepEqual([answer.status, answer.code], [429, "limit.rate"], answer.text);
  assert.match(answer.headers.get("retry-after") ?? "", /^\d+$/);
});
