// Renewal by itself: single flight, and what ends a pairing.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Tokens, sessionEnd } from "../scripts/pairing/tokens.mjs";
import { Peer, sessionToken } from "./support/peer.mjs";

const NOW = 1_000_000_000;
const clock = { now: () => NOW, later: (action, ms) => setTimeout(action, ms), cancel: clearTimeout, random: Math.random };

function tokensOf(peer, credentials = {}) {
  let held = {
    serverUrl: peer.url, connectionId: "c", campaignId: null, sessionToken: "old", sessionExpiresAt: NOW, refreshToken: "r0", ...credentials,
  };
  const store = { read: () => held, write: (value) => { held = value; } };
  return { store, tokens: new Tokens({ store, clock, lockName: "test" }) };
}

async function withPeer(t) {
  const peer = await Peer.start();
  t.after(() => peer.stop());
  const stored = new Map();
  globalThis.localStorage = {
    getItem: (key) => stored.get(key) ?? null, setItem: (key, value) => stored.set(key, value), removeItem: (key) => stored.delete(key),
  };
  return peer;
}

test("ten askers at once cause one renewal", async (t) => {
  const peer = await withPeer(t);
  const { tokens } = tokensOf(peer);
  const held = await Promise.all(Array.from({ length: 10 }, () => tokens.session()));
  assert.deepEqual(peer.refreshes, ["r0"]);
  assert.deepEqual(new Set(held.map(({ refreshToken }) => refreshToken)), new Set(["refresh-1"]));
});

test("two tabs that share a store never use a refresh token twice", async (t) => {
  const peer = await withPeer(t);
  const { store, tokens } = tokensOf(peer);
  const other = new Tokens({ store, clock, lockName: "test" });
  await Promise.all([tokens.session(), other.session()]);
  assert.deepEqual(peer.refreshes, ["r0"]);
});

test("a token that is good for a while is handed out without asking", async (t) => {
  const peer = await withPeer(t);
  const { tokens } = tokensOf(peer, { sessionExpiresAt: NOW + 3_600_000 });
  assert.equal((await tokens.session()).sessionToken, "old");
  assert.deepEqual(peer.requests, []);
});

test("reuse ends the pairing and wipes the tokens", async (t) => {
  const peer = await withPeer(t);
  peer.refreshes.push("r0");
  const { store, tokens } = tokensOf(peer);
  await assert.rejects(tokens.session(), { code: "token.revoked" });
  assert.equal(store.read(), null);
});

test("a renewal whose answer is lost is asked for again with the same token, and the pairing lives", async (t) => {
  const peer = await withPeer(t);
  peer.losesAnswers = 1;
  const { store, tokens } = tokensOf(peer);
  await assert.rejects(tokens.session(), { code: "net.unreachable", retry: true });
  assert.equal(store.read().refreshToken, "r0");
  assert.equal((await tokens.session()).refreshToken, "refresh-2");
  assert.deepEqual(peer.refreshes, ["r0", "r0"]);
});

test("an unreachable server costs nothing but time", async (t) => {
  const peer = await withPeer(t);
  await peer.stop();
  const { store, tokens } = tokensOf(peer);
  await assert.rejects(tokens.session(), { code: "net.unreachable", retry: true });
  assert.equal(store.read().refreshToken, "r0");
  await peer.listen(peer.port);
  assert.equal((await tokens.session()).refreshToken, "refresh-1");
});

test("the lifetime counts from now, whatever this computer's clock says", () => {
  assert.equal(sessionEnd(sessionToken("x", 3600), "2001-01-01T00:00:00.000Z", NOW), NOW + 3_600_000);
  assert.equal(sessionEnd("opaque", "2026-01-31T21:00:00.000Z", NOW), Date.UTC(2026, 0, 31, 21));
});
