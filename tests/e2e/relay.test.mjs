import assert from "node:assert/strict";
import { test } from "node:test";

import { beyond20Attack, ddbAttack, pushKey, relayClaims, relayEvent, roll20Attack } from "./support/relay.mjs";
import { LIMIT, Person, Table, TumulteServer, Viewer } from "./support/stage.mjs";

/** A GM with a paired table of a tabletop, and an overlay that shows it. */
async function openTable(t, vtt, worldId = "501", more = {}) {
  const server = await TumulteServer.start(t);
  const gm = await Person.registered(server);
  const table = await Table.paired(server, gm, { claims: relayClaims(vtt, worldId, "The Sunken Keep"), ...more });
  const line = await table.connect(t);
  const { campaignId } = table.tokens;
  const { body: member } = await gm.post(`/mj/campaigns/${campaignId}/members`, { name: "Lumen" });
  const overlay = await Viewer.open(t, server);
  await overlay.subscribe(`streamer:${member.overlayKey}:dice`, { rolls: true });
  const relay = (source, raw, more) => line.emit("relay:message", relayEvent(worldId, source, raw, more));
  const rolls = async () => (await gm.get(`/mj/campaigns/${campaignId}/rolls`)).body.items;
  return { server, gm, line, overlay, campaignId, relay, rolls };
}

test("a table of Roll20 pairs, and its natural 20 is on the overlay", LIMIT, async (t) => {
  const { gm, overlay, relay } = await openTable(t, "roll20");
  const { body } = await gm.get("/mj/vtt/connections");
  assert.deepEqual([body.items[0].vtt, body.items[0].world.name], ["roll20", "The Sunken Keep"]);
  const answer = await relay("roll20.rtdb", roll20Attack(20), { system: { id: "dnd5e" } });
  assert.equal(answer.ok, true, JSON.stringify(answer));
  assert.equal(answer.duplicate, false);
  const shown = (await overlay.event("dice:critical", answer.rolls[0].rollId)).payload;
  assert.deepEqual([shown.criticalType, shown.result, shown.character.name, shown.system], ["success", 26, "Tamsin", "dnd5e"]);
});

test("a message that comes again is answered with the same rolls and shown once", LIMIT, async (t) => {
  const { relay, rolls } = await openTable(t, "roll20");
  const [raw, more] = [roll20Attack(17), { id: pushKey() }];
  const [first, again] = [await relay("roll20.rtdb", raw, more), await relay("roll20.rtdb", raw, more)];
  assert.deepEqual([again.rolls, again.duplicate], [first.rolls, true]);
  assert.equal((await rolls()).length, first.rolls.length);
});

test("what two sources tell of one roll is one roll, also when the second tells it twice", LIMIT, async (t) => {
  const { relay, rolls } = await openTable(t, "ddb", "4415");
  const first = await relay("ddb", ddbAttack(12));
  assert.equal(first.rolls.length, 1, JSON.stringify(first));
  const late = { id: "b20-1" };
  for (const answer of [await relay("beyond20", beyond20Attack(12), late), await relay("beyond20", beyond20Attack(12), late)]) {
    assert.deepEqual([answer.ok, answer.rolls], [true, []]);
  }
  assert.equal((await relay("beyond20", beyond20Attack(13))).rolls.length, 1, "another face is another roll");
  assert.deepEqual((await rolls()).map(({ result }) => result), [19, 18]);
});

test("what was rolled before the tab joined is history, what waited in an outage is not", LIMIT, async (t) => {
  const { relay, rolls } = await openTable(t, "roll20");
  const joinedAt = Date.now();
  const old = await relay("roll20.rtdb", roll20Attack(20), { ts: joinedAt - 60_000, joinedAt });
  assert.deepEqual([old.ok, old.rolls], [true, []]);
  const waited = await relay("roll20.rtdb", roll20Attack(4), { ts: joinedAt - 600_000, joinedAt: joinedAt - 700_000 });
  assert.notEqual(waited.rolls.length, 0);
  assert.deepEqual(new Set((await rolls()).map(({ result }) => result)), new Set(waited.rolls.length === 1 ? [10] : [10, 6]));
});

test("a secret that a tab announces is a mask without any number", LIMIT, async (t) => {
  const { overlay, line, rolls } = await openTable(t, "ddb", "4415");
  const answer = await line.emit("relay:message", { worldId: "4415", source: "ddb", id: "s1", ts: Date.now(), secret: true });
  assert.equal(answer.rolls.length, 1, JSON.stringify(answer));
  const { payload } = await overlay.event("dice:hidden", answer.rolls[0].rollId);
  assert.deepEqual([payload.formula, payload.result, payload.isHidden, payload.character], ["???", "???", true, null]);
  const [kept] = await rolls();
  assert.deepEqual([kept.dice, kept.result], [[], null]);
});

test("messages that waited come in one replay, in order", LIMIT, async (t) => {
  const { line, rolls } = await openTable(t, "ddb", "4415");
  const waiting = [3, 20, 1].map((face) => ({ event: "relay:message", payload: relayEvent("4415", "ddb", ddbAttack(face)) }));
  const answer = await line.emit("outbox:replay", waiting);
  assert.deepEqual(answer.results.map(({ ok, duplicate }) => [ok, duplicate]), Array(3).fill([true, false]));
  assert.deepEqual((await rolls()).map(({ result }) => result), [7, 26, 9]);
});

test("broken messages are refused by their codes and the line goes on", LIMIT, async (t) => {
  const { line, relay } = await openTable(t, "roll20");
  const code = async (payload) => (await line.emit("relay:message", payload)).code;
  assert.equal(await code([]), "event.malformed");
  assert.equal(await code({ worldId: "501", source: "roll20.rtdb" }), "vtt.malformed");
  assert.equal(await code({ worldId: "501", source: "ddb", secret: true }), "vtt.malformed");
  assert.equal(await code({ worldId: "another", source: "ddb", raw: ddbAttack(2) }), "world.mismatch");
  assert.equal(await code({ worldId: "501", source: "a cathode tube", raw: {} }), "vtt.unknown_provider");
  let deep = 1;
  for (let level = 0; level < 70; level += 1) deep = [deep];
  assert.equal(await code({ worldId: "501", source: "ddb", raw: deep }), "event.too_deep");
  assert.equal(await code({ worldId: "501", source: "ddb", raw: "x".repeat(1024 * 1024) }), "event.oversized");
  assert.equal((await relay("roll20.rtdb", roll20Attack(2))).ok, true);
});

test("only tabletops that are known pair, and only a relay speaks for them", LIMIT, async (t) => {
  const server = await TumulteServer.start(t);
  const offered = async (claims) => {
    const table = new Table(server);
    Object.assign(table.claims, claims);
    return (await table.offer()).code;
  };
  assert.equal(await offered({ sub: "vtt:ouija", iss: "relay:tumulte" }), "pairing.subject");
  assert.equal(await offered({ sub: "roll20", iss: "relay:tumulte" }), "pairing.subject");
  assert.equal(await offered({ sub: "vtt:roll20" }), "pairing.issuer");
  assert.equal(await offered({ iss: "relay:tumulte" }), "pairing.issuer");
  for (const vtt of ["roll20", "alchemy", "beyond20", "ddb", "fantasygrounds", "talespire", "owlbear", "demiplane", "pixels"]) {
    assert.equal(await offered(relayClaims(vtt, "w", "W")), undefined, vtt);
  }
});
