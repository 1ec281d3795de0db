// A pairing that was revoked and may come back: who asks, with what, and when no more.

import assert from "node:assert/strict";
import { createPublicKey, verify } from "node:crypto";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { Peer, sessionToken } from "./support/peer.mjs";
import { MODULE_ID, Table, d20, ilse, statusOf, untilStatus } from "./support/table.mjs";

const LIMIT = { timeout: 30_000 };
const FOLDER = new URL("../vendor/tumulte-wasm/", import.meta.url);
const IDENTITY = `${MODULE_ID}.identity`;

async function wasm() {
  const functions = await import(new URL("index.js", FOLDER).href);
  await functions.default(await readFile(new URL("tumulte_wasm_bg.wasm", FOLDER)));
  return functions;
}

/** A paired GM whose browser kept the key it was paired by. */
async function keptTable(t) {
  const { PairingOffer } = await wasm();
  const table = new Table(14);
  const peer = await Peer.start();
  t.after(async () => {
    await table.close();
    await peer.stop();
  });
  const offer = PairingOffer.create({
    worldId: table.world.id, worldName: "Greyhaven", gmUserId: "gm", moduleVersion: "1.0.0", serverUrl: peer.url, nowMs: table.clock.time,
  });
  const browser = table.browser(peer);
  const { jti, secretKey } = offer;
  browser.localStorage.setItem(IDENTITY, JSON.stringify({ [table.world.id]: { serverUrl: peer.url, connectionId: "connection-1", jti, secretKey } }));
  const gm = await table.gm(browser);
  await untilStatus(gm, ({ state }) => state === "connected");
  return { table, peer, browser, gm, offer };
}

async function revoke({ peer, gm }) {
  for (const socket of peer.sockets) {
    socket.emit("connection:revoked", { reason: "revoked" });
    socket.disconnect(true);
  }
  await untilStatus(gm, ({ state, mayReturn }) => state === "revoked" && mayReturn);
}

const grant = { status: "approved", connectionId: "connection-1", campaignId: "campaign-1", sessionToken: sessionToken("again"), sessionExpiresAt: "2026-01-31T21:00:00.000Z", refreshToken: "refresh-again" };

const kept = ({ browser, table }) => JSON.parse(browser.localStorage.getItem(IDENTITY) ?? "{}")[table.world.id];

/** Lets the table's time pass until the condition holds, slowly enough for real answers to arrive within it. */
async function pass({ table }, condition) {
  for (let tries = 0; !condition(); tries += 1) {
    assert.ok(tries < 2_000, "nothing happened");
    await table.clock.advance(1_000);
    for (let turn = 0; turn < 50 && !condition(); turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }
}

test("a revoked table asks with its own key, and goes on by itself once it may", LIMIT, async (t) => {
  const house = await keptTable(t);
  const { peer, gm, offer } = house;
  await revoke(house);
  await pass(house, () => peer.claims.length >= 3);
  const [header] = JSON.parse(`[${Buffer.from(offer.token.split(".")[0], "base64url")}]`);
  const key = createPublicKey({ key: header.jwk, format: "jwk" });
  for (const claim of peer.claims) {
    const [head, body, signature] = claim.split(".");
    assert.ok(verify(null, Buffer.from(`${head}.${body}`), key, Buffer.from(signature, "base64url")));
    assert.equal(JSON.parse(Buffer.from(body, "base64url")).jti, offer.jti);
  }
  assert.equal(new Set(peer.claims).size, peer.claims.length, "each claim is a new one");
  assert.equal(statusOf(gm).state, "revoked");

  peer.returning = grant;
  await pass(house, () => statusOf(gm).state === "connected");
  assert.equal(peer.shown.at(-1), grant.sessionToken);
  assert.ok(gm.notifications.some(({ message }) => /came back/.test(message)));
  assert.equal(statusOf(gm).mayReturn, false);
  const player = await house.table.player();
  await player.say(ilse(d20(7)));
  await peer.until(() => peer.of("dice:roll").length === 1);
  const asked = peer.claims.length;
  await house.table.clock.advance(120_000);
  assert.equal(peer.claims.length, asked, "who is back asks no more");
  assert.deepEqual(gm.errors, []);
});

test("it still asks after the page was loaded again, and through an outage", LIMIT, async (t) => {
  const house = await keptTable(t);
  const { peer, table, browser } = house;
  await revoke(house);
  await house.gm.close();
  await peer.stop();
  const gm = await table.gm(browser);
  await untilStatus(gm, ({ state, mayReturn }) => state === "revoked" && mayReturn);
  await table.clock.advance(60_000);
  await peer.listen(peer.port);
  peer.returning = grant;
  await pass(house, () => statusOf(gm).state === "connected");
});

test("two tabs of one browser come back by one claim", LIMIT, async (t) => {
  const house = await keptTable(t);
  const { peer, table, browser, gm } = house;
  const other = await table.gm(browser);
  await untilStatus(other, ({ state }) => state !== "connecting");
  await revoke(house);
  await pass(house, () => peer.claims.length >= 2);
  peer.returning = grant;
  const before = peer.claims.length;
  await pass(house, () => statusOf(gm).state !== "revoked" && statusOf(other).state !== "revoked");
  assert.equal(peer.claims.length, before + 1);
});

test("a key that brings nobody back is forgotten, and one that is unpaired asks no more", LIMIT, async (t) => {
  const house = await keptTable(t);
  const { peer, gm } = house;
  await revoke(house);
  await gm.game.modules.get(MODULE_ID).api.unpair();
  assert.equal(kept(house), undefined);
  assert.deepEqual([statusOf(gm).state, statusOf(gm).mayReturn], ["unpaired", false]);
  const asked = peer.claims.length;
  await house.table.clock.advance(120_000);
  assert.equal(peer.claims.length, asked);

  const another = await keptTable(t);
  another.peer.returning = { httpStatus: 401, code: "pairing.foreign_key" };
  for (const socket of another.peer.sockets) socket.emit("connection:revoked", { reason: "revoked" });
  await pass(another, () => kept(another) === undefined);
  await untilStatus(another.gm, ({ mayReturn }) => !mayReturn);
});

test("the key never leaves this browser, nor reaches a player", LIMIT, async (t) => {
  const house = await keptTable(t);
  const { peer, gm, offer, table } = house;
  await revoke(house);
  await pass(house, () => peer.claims.length >= 1);
  const player = await table.player();
  assert.ok(!player.leak().includes(offer.secretKey));
  assert.ok(!JSON.stringify([peer.claims, peer.received, peer.requests]).includes(offer.secretKey));
  assert.equal(gm.game.settings.settings.get(IDENTITY).scope, "client");
});
