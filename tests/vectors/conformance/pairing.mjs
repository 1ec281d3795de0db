// Offers, claims, texts and sessions.
import assert from "node:assert/strict";
import { test } from "node:test";
import { check, codeOf, NOW, plain, thrownBy, vectors } from "./vectors.mjs";

const WORLD = { worldId: "kraken", worldName: "The Kraken's Wake", gmUserId: "gm0000000000000a", moduleVersion: "1.0.0" };
const bytes = (text) => new Uint8Array(Buffer.from(text, "base64url"));

export function pairing(tumulte) {
  const { PairingError, PairingOffer, readConnectUrl, readPairingCode, sessionToken, TokenError, VerifiedPairingOffer } = tumulte;

  test("open offers are exact", () => {
    const { cases } = vectors("pairing/open.json");
    assert.ok(cases.length > 0);
    for (const { name, request, random, open } of cases) {
      const offer = PairingOffer.create(request, bytes(random));
      assert.deepEqual(plain(offer), open, name);
      assert.deepEqual([offer.pairUrl, offer.token], [open.pairUrl ?? null, open.token], name);
      assert.ok(offer.equals(PairingOffer.restore(plain(offer))), name);
    }
  });

  test("offers are accepted or refused by code", () => {
    const { cases, sharedSecret } = vectors("pairing/offers.json");
    assert.ok(cases.length > 0);
    for (const entry of cases) {
      const shared = entry.shared ? sharedSecret : undefined;
      check(entry, entry.offer, () => plain(PairingOffer.verify(entry.token, entry.nowMs, shared)));
    }
  });

  test("claims are exact and accepted or refused by code", () => {
    const { cases, sharedSecret } = vectors("pairing/claims.json");
    assert.ok(cases.length > 0);
    for (const entry of cases) {
      if (entry.sign) {
        const { secretKey, jti, nowMs, random } = entry.sign;
        assert.equal(PairingOffer.restore({ secretKey, jti }).sign(nowMs, bytes(random)), entry.token);
      }
      const { jti, key } = entry;
      const shared = entry.shared ? sharedSecret : undefined;
      check(entry, entry.claim, () => VerifiedPairingOffer.restore({ jti, key }).verifyClaim(entry.token, entry.nowMs, shared));
    }
  });

  test("typed codes and pasted addresses are read", () => {
    const { codes, urls } = vectors("pairing/texts.json");
    assert.ok(codes.length > 0 && urls.length > 0);
    for (const entry of codes) check(entry, entry.code, () => readPairingCode(entry.text));
    for (const entry of urls) check(entry, entry.url, () => readConnectUrl(entry.text));
  });

  test("an offer made here is genuine, its own claim too, a stranger's is not", () => {
    const made = PairingOffer.create({ ...WORLD, serverUrl: "http://localhost:8080", nowMs: NOW });
    const seen = PairingOffer.verify(made.token, NOW);
    assert.ok(seen instanceof VerifiedPairingOffer && seen.equals(VerifiedPairingOffer.restore(plain(seen))));
    assert.equal(seen.worldName, WORLD.worldName);
    assert.equal(seen.code, made.code);
    assert.match(made.code, /^[A-Z]{3}-[2-9]{3}$/);
    assert.equal(made.pairUrl, `http://localhost:8080/pair?code=${made.code}`);
    assert.deepEqual(readConnectUrl(made.url), { token: made.token, state: made.jti });
    assert.equal(made.expiresAt, new Date(NOW + 300_000).toISOString());

    assert.deepEqual(seen.verifyClaim(made.sign(NOW), NOW), { jti: made.jti });
    const stranger = PairingOffer.create({ ...WORLD, nowMs: NOW });
    const forged = PairingOffer.restore({ secretKey: stranger.secretKey, jti: made.jti }).sign(NOW);
    const refused = thrownBy(() => seen.verifyClaim(forged, NOW));
    assert.ok(refused instanceof PairingError);
    assert.deepEqual([refused.code, refused.name], ["pairing.foreign_key", "PairingError"]);
    assert.ok(!made.equals(stranger));
  });

  test("two offers share no secret", () => {
    const offers = Array.from({ length: 20 }, () => PairingOffer.create({ ...WORLD, nowMs: NOW }));
    for (const field of ["secretKey", "jti", "token"]) {
      assert.equal(new Set(offers.map((offer) => offer[field])).size, offers.length, field);
    }
  });

  test("a request that is none is refused with its code", () => {
    const none = [undefined, null, 7, "x", {}, { ...WORLD }, { ...WORLD, nowMs: "soon" }, { ...WORLD, worldId: 1, nowMs: NOW }];
    const circular = { ...WORLD, nowMs: NOW };
    circular.self = circular;
    for (const request of [...none, circular, { ...WORLD, nowMs: 1n }]) {
      assert.equal(codeOf(() => PairingOffer.create(request)), "pairing.malformed");
    }
    assert.equal(codeOf(() => PairingOffer.restore({ secretKey: "short", jti: "short" }).sign(NOW)), "pairing.malformed");
    assert.equal(codeOf(() => PairingOffer.create({ ...WORLD, nowMs: NOW }, new Uint8Array(3))), "pairing.malformed");
    const wrong = [() => PairingOffer.restore({ jti: "x" }), () => PairingOffer.verify(7, NOW), () => readPairingCode(), () => readConnectUrl(7)];
    for (const action of wrong) assert.ok(thrownBy(action) instanceof TypeError, String(action));
  });

  test("a session token that is none is refused with its code", () => {
    const { key } = PairingOffer.verify(PairingOffer.create({ ...WORLD, nowMs: NOW }).token, NOW);
    const publicKey = key.replace("ed25519:", "");
    const refused = thrownBy(() => sessionToken.verify("a.b.c", publicKey, "tumulte:server", NOW));
    assert.ok(refused instanceof TokenError);
    assert.deepEqual([refused.code, refused.name], ["token.malformed", "TokenError"]);
    assert.equal(codeOf(() => sessionToken.verify("a.b.c", "short", "tumulte:server", NOW)), "pairing.malformed");
    assert.ok(thrownBy(() => sessionToken.verify("a.b.c")) instanceof TypeError);
  });
}
