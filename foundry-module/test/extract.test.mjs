// The pure part: what a stored document says.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { makeRoll } from "../../tests/fake-foundry/src/index.mjs";
import { actorFacts, characterOf, isPlayerCharacter } from "../scripts/extract/actor.mjs";
import { combatStep } from "../scripts/extract/combat.mjs";
import { isBelonging, itemDocument } from "../scripts/extract/item.mjs";
import { sheetOf } from "../scripts/extract/sheet.mjs";
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
  const plays = (type, isOwned, assigned = [], system = "homebrew") =>
    isPlayerCharacter(actor(type, isOwned), new Set(assigned), sheetOf(system));
  assert.ok(plays("character", true));
  assert.ok(plays("Player", true, [], "shadowdark"), "shadowdark capitalises");
  assert.ok(plays("npc", false, ["a"]), "whatever a player chose");
  assert.ok(!plays("character", false));
  assert.ok(!plays("vehicle", true));
  assert.ok(!plays("NPC", true));
});

test("of an actor leaves what the shared tables name, and nothing else", () => {
  const system = {
    attributes: { hp: { value: 5, max: 9, temp: 2, formula: "1d8" }, ac: { value: 15, calc: "default" } },
    abilities: { str: { value: 16, mod: 3 }, dex: { value: 12 } },
    details: { level: 3, biography: { value: "She is the lich's daughter." } },
  };
  const items = [
    { id: "i1", name: "Torch", type: "consumable", img: "torch.webp", system: { quantity: 3, description: "dark secret" } },
    { id: "i2", name: "Fighter", type: "class", system: { levels: 3 } },
    { id: "i3", name: "Alert", type: "feat", system: {} },
  ];
  const actor = { id: "a", name: "A", type: "character", img: "a.webp", hasPlayerOwner: true, statuses: new Set(["prone"]), system, items };
  assert.deepEqual(characterOf(actor, { sheet: sheetOf("dnd5e"), absolute }), {
    actor: {
      _id: "a", name: "A", type: "character", statuses: ["prone"],
      system: {
        attributes: { hp: { value: 5, max: 9, temp: 2 }, ac: { value: 15 } },
        abilities: { str: { value: 16 }, dex: { value: 12 } },
        details: { level: 3 },
      },
      items: [
        { _id: "i1", name: "Torch", type: "consumable", img: "http://table/torch.webp", system: { quantity: 3 } },
        { _id: "i2", name: "Fighter", type: "class", system: { levels: 3 } },
      ],
    },
    hasPlayerOwner: true, characterType: "pc", avatarUrl: "http://table/a.webp",
  });
  const bare = { id: "a", name: "A", type: "character", hasPlayerOwner: true };
  const sent = characterOf({ ...bare, system: { vitals: { grit: { value: 2, max: 4 } } } }, { sheet: sheetOf("?"), absolute, primaryAttribute: "vitals.grit" });
  assert.deepEqual(sent.actor.system, { vitals: { grit: { value: 2, max: 4 } } });
  assert.deepEqual(characterOf(bare, { sheet: sheetOf("?"), absolute }).actor, { _id: "a", name: "A", type: "character", statuses: [], items: [] });
});

test("live sheets that go in circles, or hold what is no JSON, harm nobody", () => {
  const system = { attributes: { hp: { value: NaN, max: () => 9 } }, currency: {} };
  system.currency.self = system;
  system.attributes.circle = system;
  const { actor } = characterOf({ id: "a", name: "A", type: "character", hasPlayerOwner: true, system }, { sheet: sheetOf("dnd5e"), absolute });
  assert.ok(!("system" in actor));
  assert.equal(JSON.stringify(actor).length < 200, true);
});

for (const [what, system, marked] of [
  ["dnd5e", "dnd5e", { identified: false, unidentified: { name: "Odd ring" }, quantity: 2 }],
  ["pf2e", "pf2e", { identification: { status: "unidentified", unidentified: { name: "Odd ring", img: "odd.webp" } }, quantity: 2 }],
  ["an unknown system", "?", { isIdentified: false, unidentifiedName: "Odd ring", quantity: 2 }],
]) {
  test(`an unidentified thing of ${what} leaves under the name the players know`, () => {
    const ring = { id: "r", name: "Ring of the Lich", type: "equipment", img: "lich.webp", system: marked };
    const sent = itemDocument(ring, sheetOf(system), absolute);
    assert.equal(sent.name, "Odd ring");
    assert.doesNotMatch(JSON.stringify(sent), /lich/i);
    assert.ok(isBelonging(ring, sheetOf(system)));
    const { unidentifiedName, unidentified, identification, ...rest } = marked;
    const nameless = { ...ring, system: { ...rest, ...(identification ? { identification: { status: "unidentified" } } : {}) } };
    assert.equal(itemDocument(nameless, sheetOf(system), absolute).name, "");
  });
}

test("a hidden thing does not leave at all", () => {
  const dagger = { id: "d", name: "Poisoned dagger", type: "weapon", system: { quantity: 1, hidden: true } };
  assert.equal(itemDocument(dagger, sheetOf("dnd5e"), absolute), null);
  assert.equal(itemDocument({ ...dagger, system: {}, flags: { core: { hidden: true } } }, sheetOf("dnd5e"), absolute), null);
});

test("what happened to a combat is told by what differs", () => {
  const combat = { _id: "c", round: 1, current: "a", combatants: [] };
  assert.equal(combatStep(null, combat), "combat:start");
  assert.equal(combatStep({ ...combat, _id: "other" }, combat), "combat:start");
  assert.equal(combatStep(combat, { ...combat, round: 2, current: "b" }), "combat:round");
  assert.equal(combatStep(combat, { ...combat, current: "b" }), "combat:turn");
  assert.equal(combatStep(combat, { ...combat, combatants: [{ _id: "a" }] }), "combat:update");
  assert.equal(combatStep(combat, structuredClone(combat)), null);
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
