import assert from "node:assert/strict";
import { test } from "node:test";
import { codeOf, tumulte, vectors } from "./load.mjs";

const NOW = 1_790_000_000_000;
const WORLD = { worldId: "kraken", worldName: "The Kraken's Wake", gmUserId: "gm0000000000000a", moduleVersion: "1.0.0" };

/** What a case expects: the value, or the code of the refusal. */
function check(entry, expected, action) {
  if (entry.error) assert.equal(codeOf(action), entry.error, entry.name ?? entry.text);
  else assert.deepEqual(action(), expected, entry.name ?? entry.text);
}

test("open offers are exact", () => {
  const { cases } = vectors("pairing/open.json");
  assert.ok(cases.length > 0);
  for (const { name, request, random, open } of cases) {
    assert.deepEqual(tumulte.createPairingOffer(request, Buffer.from(random, "base64url")), open, name);
  }
});

test("offers are accepted or refused by code", () => {
  const { cases, sharedSecret } = vectors("pairing/offers.json");
  assert.ok(cases.length > 0);
  for (const entry of cases) {
    const shared = entry.shared ? sharedSecret : undefined;
    check(entry, entry.offer, () => tumulte.verifyPairingOffer(entry.token, entry.nowMs, shared));
  }
});

test("claims are exact and accepted or refused by code", () => {
  const { cases, sharedSecret } = vectors("pairing/claims.json");
  assert.ok(cases.length > 0);
  for (const entry of cases) {
    if (entry.sign) {
      const { secretKey, jti, nowMs, random } = entry.sign;
      assert.equal(tumulte.signPairingClaim(secretKey, jti, nowMs, Buffer.from(random, "base64url")), entry.token);
    }
    const shared = entry.shared ? sharedSecret : undefined;
    check(entry, entry.claim, () => tumulte.verifyPairingClaim(entry.token, entry.jti, entry.key, entry.nowMs, shared));
  }
});

test("typed codes and pasted addresses are read", () => {
  const { codes, urls } = vectors("pairing/texts.json");
  assert.ok(codes.length > 0 && urls.length > 0);
  for (const entry of codes) check(entry, entry.code, () => tumulte.readPairingCode(entry.text));
  for (const entry of urls) check(entry, entry.url, () => tumulte.readConnectUrl(entry.text));
});

test("an offer of this browser is genuine, its own claim too, a stranger's is not", () => {
  const made = tumulte.createPairingOffer({ ...WORLD, serverUrl: "http://localhost:8080", nowMs: NOW });
  const seen = tumulte.verifyPairingOffer(made.token, NOW);
  assert.equal(seen.worldName, WORLD.worldName);
  assert.equal(seen.code, made.code);
  assert.match(made.code, /^[A-Z]{3}-[2-9]{3}$/);
  assert.equal(made.pairUrl, `http://localhost:8080/pair?code=${made.code}`);
  assert.deepEqual(tumulte.readConnectUrl(made.url), { token: made.token, state: made.jti });
  assert.equal(made.expiresAt, new Date(NOW + 300_000).toISOString());

  const claim = tumulte.signPairingClaim(made.secretKey, made.jti, NOW);
  assert.deepEqual(tumulte.verifyPairingClaim(claim, made.jti, seen.key, NOW), { jti: made.jti });
  const stranger = tumulte.createPairingOffer({ ...WORLD, nowMs: NOW });
  const forged = tumulte.signPairingClaim(stranger.secretKey, made.jti, NOW);
  assert.equal(codeOf(() => tumulte.verifyPairingClaim(forged, made.jti, seen.key, NOW)), "pairing.foreign_key");
});

test("two offers share no secret", () => {
  const offers = Array.from({ length: 20 }, () => tumulte.createPairingOffer({ ...WORLD, nowMs: NOW }));
  for (const field of ["secretKey", "jti", "token"]) {
    assert.equal(new Set(offers.map((offer) => offer[field])).size, offers.length, field);
  }
});

test("randomness comes from getRandomValues, and pages without crypto.subtle do", () => {
  const { getRandomValues } = globalThis.crypto;
  let filled = 0;
  globalThis.crypto.getRandomValues = function (array) {
    filled += array.byteLength;
    return getRandomValues.call(this, array);
  };
  Object.defineProperty(globalThis.crypto, "subtle", { value: undefined, configurable: true });
  try {
    tumulte.createPairingOffer({ ...WORLD, nowMs: NOW });
  } finally {
    delete globalThis.crypto.getRandomValues;
    delete globalThis.crypto.subtle;
  }
  assert.equal(filled, 72);
  assert.ok(globalThis.crypto.subtle, "the page is as before");
});

test("a request that is none is refused with its code", () => {
  for (const request of [undefined, null, 7, "x", {}, { ...WORLD }, { ...WORLD, nowMs: "soon" }, { ...WORLD, worldId: 1, nowMs: NOW }]) {
    assert.equal(codeOf(() => tumulte.createPairingOffer(request)), "pairing.malformed", JSON.stringify(request));
  }
  const circular = { ...WORLD, nowMs: NOW };
  circular.self = circular;
  assert.equal(codeOf(() => tumulte.createPairingOffer(circular)), "pairing.malformed");
  assert.equal(codeOf(() => tumulte.signPairingClaim("short", "short", NOW)), "pairing.malformed");
  assert.equal(codeOf(() => tumulte.createPairingOffer({ ...WORLD, nowMs: NOW }, new Uint8Array(3))), "pairing.malformed");
});
