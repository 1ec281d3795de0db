// The pure part: what a stored document says.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { makeRoll } from "../../tests/fake-foundry/src/index.mjs";
import { actorFacts, characterOf, isPlayerCharacter } from "../scripts/extract/actor.mjs";
import { carriesRolls, rollPayload, touchesRolls } from "../scripts/extract/message.mjs";
import { visibilityOf } from "../scripts/extract/visibility.mjs";

const text = (shape) => JSON.stringify(makeRoll(shape));
const absolute = (path) => `http://table/${path}`;

test("visibility is read from the stored message alone", () => {
  const author = "gm";
  assert.equal(visibilityOf({ author, whisper: [], blind: false }), "public");
  assert.equal(visibilityOf({ author }), "public");
  assert.equal(visibilityOf({ author, whisper: ["gm"], blind: true }), "blind");
  assert.equal(visibilityOf({ author, whisper: [], blind: true }), "blind");
  assert.equal(visibilityOf({ author: "ada", whisper: ["ada"], blind: false }), "self");
  assert.equal(visibilityOf({ author: "ada", whisper: ["gm"], blind: false }), "gm_only");
  assert.equal(visibilityOf({ author: "ada", whisper: ["ada", "gm"], blind: false }), "gm_only");
});

test("dice are found wherever systems put them", () => {
  const roll = text({ faces: 20, results: [11] });
  assert.ok(carriesRolls({ rolls: [roll] }));
  assert.ok(carriesRolls({ rolls: [], content: `<a class="inline-roll" data-roll="${encodeURIComponent(roll)}">11</a>` }));
  assert.ok(carriesRolls({ rolls: [], flags: { pf1: { metadata: { rolls: { attacks: [{ attack: roll }] } } } } }), "JSON text in flags");
  assert.ok(carriesRolls({ rolls: [], system: { rolls: { attacks: [{ attack: JSON.parse(roll) }] } } }), "objects in system data");
  assert.ok(carriesRolls({ rolls: [], system: { testData: { result: { roll: 11, target: 45 } } } }), "a test without a roll object");
});

test("messages without dice are told apart", () => {
  assert.ok(!carriesRolls({ rolls: [], content: "<p>[[/r 1d20]] rolls of thunder</p>" }));
  assert.ok(!carriesRolls({ content: "hello", flags: { core: { canPopout: true } }, system: {} }));
  assert.ok(!carriesRolls({ rolls: [], flags: { other: { formula: "1d20", terms: "none" } } }));
  const ring = {};
  let deep = ring;
  for (let i = 0; i < 100_000; i += 1) deep = deep.in = {};
  assert.ok(!carriesRolls({ flags: ring }), "however deep");
});

test("cosmetic changes are no update", () => {
  assert.ok(touchesRolls({ _id: "a", rolls: [] }));
  assert.ok(touchesRolls({ whisper: [] }));
  assert.ok(touchesRolls({ blind: false }));
  assert.ok(touchesRolls({ flags: { pf2e: { context: { outcome: "success" } } } }));
  assert.ok(touchesRolls({ "flags.dnd5e.roll": {} }));
  assert.ok(!touchesRolls({ _id: "a", _stats: {}, sound: "x" }));
  assert.ok(!touchesRolls({ flags: { "dice-so-nice": {} } }));
  assert.ok(!touchesRolls({ "flags.core.canPopout": true }));
});

test("a payload holds the message untouched, and an actor only when there is one", () => {
  const source = { _id: "m", rolls: ["{}", "{}"], odd: { kept: true } };
  const world = { worldId: "w", system: { id: "dnd5e", version: "5" }, coreVersion: "14.367" };
  const payload = rollPayload(source, null, world, 5);
  assert.equal(payload.message, source);
  assert.ok(!("actor" in payload));
});

test("a player's sheet is named, a monster only as the table saw it", () => {
  const hero = { id: "h", name: "Ilse", img: "ilse.webp", type: "character", hasPlayerOwner: true };
  const lich = { id: "l", name: "Lich", img: "lich.webp", type: "npc", hasPlayerOwner: false };
  assert.equal(actorFacts(hero, { alias: "Somebody", tokenImg: "token.webp", absolute }).name, "Ilse");
  assert.deepEqual(actorFacts(lich, { alias: "Pilgrim", tokenImg: "pilgrim.webp", absolute }), {
    id: "l", name: "Pilgrim", img: "http://table/pilgrim.webp", type: "npc", hasPlayerOwner: false,
  });
});

test("player characters are the assigned ones and the played types players own", () => {
  const actor = (type, hasPlayerOwner) => ({ id: "a", name: "", type, hasPlayerOwner });
  assert.ok(isPlayerCharacter(actor("character", true), new Set()));
  assert.ok(isPlayerCharacter(actor("Player", true), new Set()), "shadowdark capitalises");
  assert.ok(isPlayerCharacter(actor("npc", false), new Set(["a"])), "whatever a player chose");
  assert.ok(!isPlayerCharacter(actor("character", false), new Set()));
  assert.ok(!isPlayerCharacter(actor("vehicle", true), new Set()));
  assert.ok(!isPlayerCharacter(actor("NPC", true), new Set()));
});

test("hit points are found along the known paths, then by the system's token bar", () => {
  const stats = (system, primaryAttribute) =>
    characterOf({ id: "a", name: "A", type: "character", hasPlayerOwner: true, system }, { absolute, primaryAttribute }).stats;
  assert.deepEqual(stats({ attributes: { hp: { value: 5, max: 9, temp: 2 }, ac: { value: 15 } }, details: { level: 3 } }), {
    hp: { value: 5, max: 9, temp: 2 }, ac: 15, level: 3,
  });
  assert.deepEqual(stats({ attribs: { hp: { value: 8, max: 11 } } }), { hp: { value: 8, max: 11 } });
  assert.deepEqual(stats({ status: { wounds: { value: 6, max: 12 } } }), { hp: { value: 6, max: 12 } });
  assert.deepEqual(stats({ vitals: { grit: { value: 2, max: 4 } } }, "vitals.grit"), { hp: { value: 2, max: 4 } });
  assert.deepEqual(stats({ attributes: { hp: { value: NaN, max: null } } }), {});
  assert.deepEqual(stats(undefined), {});
});

const DATA = process.env.TUMULTE_DATA ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));
const recordings = `${DATA}/foundry`;
test("recorded messages of real worlds with rolls are recognised", { skip: existsSync(recordings) ? false : "skipped: no recordings here" }, () => {
  let seen = 0;
  for (const file of readdirSync(recordings, { recursive: true })) {
    if (!/\.jsonl?$/.test(String(file))) continue;
    const body = readFileSync(`${recordings}/${file}`, "utf8");
    let messages;
    try {
      const parsed = JSON.parse(body);
      messages = Array.isArray(parsed) ? parsed : [parsed];
    } catch {
      messages = body.split("\n").filter(Boolean).map((line) => JSON.parse(line));
    }
    for (const one of messages) {
      const message = one.message ?? one;
      if (!Array.isArray(message.rolls) || message.rolls.length === 0) continue;
      seen += 1;
      assert.ok(carriesRolls(message));
      assert.match(visibilityOf(message), /^(public|blind|self|gm_only)$/);
    }
  }
  assert.ok(seen > 100, `only ${seen} recorded messages with rolls`);
});
