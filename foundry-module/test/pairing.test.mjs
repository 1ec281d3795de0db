// The handshake with the real wasm, which `cargo xtask` puts into vendor/.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { createPublicKey, verify } from "node:crypto";

import { Pairing } from "../scripts/pairing/pairing.mjs";
import { Tokens } from "../scripts/pairing/tokens.mjs";
import { FakeClock } from "../../tests/fake-foundry/src/index.mjs";
import { Peer, sessionToken } from "./support/peer.mjs";

const FOLDER = new URL("../vendor/tumulte-wasm/", import.meta.url);
const WORLD = { worldId: "greyhaven", worldName: "Greyhaven", gmUserId: "gm", moduleVersion: "1.0.0", system: { id: "dnd5e" } };
const LIMIT = { timeout: 20_000 };

/** The wasm; without it these tests fail, since a release without it could not pair. */
async function wasm() {
  assert.ok(existsSync(new URL("tumulte_wasm_bg.wasm", FOLDER)), "vendor/tumulte-wasm is missing: run `cargo xtask wasm`");
  const { readFile } = await import("node:fs/promises");
  const functions = await import(new URL("index.js", FOLDER).href);
  await functions.default(await readFile(new URL("tumulte_wasm_bg.wasm", FOLDER)));
  return functions;
}

async function handshake(t, options = {}) {
  const peer = await Peer.start();
  t.after(() => peer.stop());
  const fake = new FakeClock();
  const clock = { now: () => fake.time, later: fake.setTimeout, cancel: fake.clearTimeout, random: () => 0 };
  let held = null;
  const tokens = new Tokens({ store: { read: () => held, write: (value) => { held = value; } }, clock, lockName: "test" });
  const states = [];
  let wake = () => {};
  const pairing = new Pairing({
    tokens, wasm, clock,
    onChange: (state) => {
      states.push(state);
      wake();
    },
    ...options,
  });
  const until = async (phase) => {
    while (pairing.state.phase !== phase) await new Promise((resolve) => (wake = resolve));
    return pairing.state;
  };
  return { peer, fake, pairing, states, until, credentials: () => held };
}

const parts = (jwt) => jwt.split(".").slice(0, 2).map((part) => JSON.parse(Buffer.from(part, "base64url").toString()));

test("the offer is what the wire asks for, signed with the key it carries", LIMIT, async () => {
  const functions = await wasm();
  const made = functions.PairingOffer.create({ ...WORLD, serverUrl: "https://tumulte.example.org", nowMs: 1_769_889_600_000 });
  const [header, claims] = parts(made.token);
  assert.equal(header.alg, "EdDSA");
  assert.equal(claims.pairing_code, made.code);
  assert.match(made.code, /^[A-Z]{3}-\d{3}$/);
  assert.ok(claims.exp - claims.iat <= 300);
  const [head, body, signature] = made.token.split(".");
  const key = createPublicKey({ key: header.jwk, format: "jwk" });
  assert.ok(verify(null, Buffer.from(`${head}.${body}`), key, Buffer.from(signature, "base64url")));
  const claim = made.sign(1_769_889_600_000);
  const [claimHead, claimBody, claimSignature] = claim.split(".");
  assert.ok(verify(null, Buffer.from(`${claimHead}.${claimBody}`), key, Buffer.from(claimSignature, "base64url")));
  assert.equal(parts(claim)[1].sub, "pairing:claim");
  assert.match(functions.qrSvg("https://tumulte.example.org/pair?code=ABC-123"), /^<svg/);
});

test("an approved offer leaves tokens behind, once", LIMIT, async (t) => {
  const { peer, fake, pairing, until, credentials } = await handshake(t);
  void pairing.start(peer.url, WORLD);
  const { offer } = await until("waiting");
  assert.equal(offer.pageUrl, `${peer.url}/pair?code=${offer.code}`);
  assert.match(offer.connectUrl, /^foundry:\/\/connect\?/);
  const [jti] = peer.offers.keys();
  await fake.advance(2_000);
  await peer.until(() => peer.requests.length === 2);
  peer.offers.set(jti, {
    status: "approved", connectionId: "c1", campaignId: null, sessionToken: sessionToken("s"), sessionExpiresAt: "2026-01-31T21:00:00.000Z", refreshToken: "r",
  });
  while (pairing.state.phase === "waiting") await fake.advance(2_000);
  assert.deepEqual(pairing.state, { phase: "approved", connectionId: "c1" });
  assert.equal(credentials().serverUrl, peer.url);
  assert.equal(credentials().refreshToken, "r");
});

test("an offer nobody confirms runs out, and a new one can be made", LIMIT, async (t) => {
  const { peer, fake, pairing, until } = await handshake(t);
  void pairing.start(peer.url, WORLD);
  const first = await until("waiting");
  while (pairing.state.phase === "waiting") await fake.advance(2_000);
  assert.deepEqual(pairing.state, { phase: "failed", code: "pairing.expired" });
  void pairing.start(peer.url, WORLD);
  const second = await until("waiting");
  assert.notEqual(first.offer.code, second.offer.code);
});

test("an outage while waiting is shown and survived", LIMIT, async (t) => {
  const { peer, fake, pairing, until, states } = await handshake(t);
  void pairing.start(peer.url, WORLD);
  await until("waiting");
  await peer.stop();
  while (!pairing.state.trouble) await fake.advance(2_000);
  assert.equal(pairing.state.trouble, "net.unreachable");
  await peer.listen(peer.port);
  while (pairing.state.trouble) await fake.advance(2_000);
  assert.equal(pairing.state.phase, "waiting");
  assert.ok(states.length > 3);
});

test("a server that is not there, and one that is no Tumulte, are told apart", LIMIT, async (t) => {
  const { peer, pairing, until } = await handshake(t);
  await peer.stop();
  void pairing.start(peer.url, WORLD);
  assert.equal((await until("failed")).code, "net.unreachable");
  const { createServer } = await import("node:http");
  const other = createServer((_, response) => response.writeHead(404).end("<h1>nothing here</h1>"));
  await new Promise((resolve) => other.listen(0, "127.0.0.1", resolve));
  t.after(() => other.close());
  void pairing.start(`http://127.0.0.1:${other.address().port}`, WORLD);
  await until("preparing");
  assert.equal((await until("failed")).code, "net.foreign");
});

test("wasm that cannot be loaded is said, and nothing else breaks", LIMIT, async (t) => {
  const { WireError } = await import("../scripts/wire-error.mjs");
  const { peer, pairing, until } = await handshake(t, { wasm: async () => { throw new WireError("wasm.unavailable"); } });
  void pairing.start(peer.url, WORLD);
  assert.equal((await until("failed")).code, "wasm.unavailable");
  assert.deepEqual(peer.requests, []);
});
