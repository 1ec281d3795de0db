// What only Node has: its console, its buffers, its test runner's comparisons.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { inspect } from "node:util";
import * as tumulte from "../index.js";

const { Formula, parseMessage, PairingOffer, Roll, roll, rollMany, RuleSet, Verdict } = tumulte;
const LINE = "Mira: [ATTACK (M)] Longsword [d20+7 = 27]";

const message = (more = {}) => ({
  _id: "m1", author: "u", whisper: [], blind: false, speaker: { alias: "Mira" }, timestamp: 1_790_000_000_000,
  rolls: [{ class: "Roll", formula: "1d20", total: 20, terms: [{ class: "Die", number: 1, faces: 20, modifiers: [], results: [{ result: 20, active: true }] }] }],
  ...more,
});

test("import and require give the same package", () => {
  const required = createRequire(import.meta.url)("tumulte");
  for (const [name, value] of Object.entries(required)) assert.equal(tumulte[name], value, name);
});

test("the console shows what things say, and no secret", () => {
  assert.equal(inspect(Formula.parse("2d20kh+5")), "Formula(2d20kh1 + 5)");
  assert.equal(inspect(Formula.parse("2d20kh+5").rollGiven([14, 3])), "RollResult(2d20kh1 (14, ~~3~~) + 5 = 19)");
  const [read] = parseMessage("fantasygrounds", LINE, "dnd5e");
  assert.equal(inspect(read.verdict), "Verdict(success: Critical Hit, major)");
  assert.match(inspect(read), /^Roll \{[^]*formula: '1d20 \+ 7'[^]*verdict: Verdict\(success[^]*\}$/);
  assert.match(inspect({ deep: { deeper: { deepest: read } } }), /\[Roll\]/);
  assert.match(inspect(Formula.parse("1d6").odds()), /^Odds \{[^]*mean: 3\.5/);
  assert.equal(inspect(RuleSet.of("pf2e")), "RuleSet { system: 'pf2e' }");
  const offer = PairingOffer.create({ worldId: "w", worldName: "", gmUserId: "", moduleVersion: "", nowMs: 0 });
  assert.ok(inspect(offer).includes(offer.code));
  for (const secret of [offer.secretKey, offer.token]) assert.ok(!inspect(offer).includes(secret));
});

test("comparing objects field by field compares what they say", () => {
  const [one, same] = [7, 7].map((seed) => roll("4d6", seed));
  assert.deepEqual(one, same);
  assert.notDeepEqual(one, roll("4d6", 8));
  void one.dice;
  assert.deepEqual(one, same, "asking changes nothing");
  const read = () => parseMessage("fantasygrounds", LINE, "dnd5e")[0];
  assert.deepEqual(read(), read());
  assert.deepEqual(read().verdict, Verdict.fromJSON(read().verdict));
  assert.notDeepEqual(read(), parseMessage("fantasygrounds", LINE.replace("27", "26"), "dnd5e")[0]);
});

test("classes are made by the functions that are for it", () => {
  for (const name of ["Formula", "RollResult", "Odds", "Roll", "Verdict", "RuleSet"]) {
    assert.throws(() => new tumulte[name](), { name: "TypeError" }, name);
  }
});

test("a Buffer of a slice is read by its own bounds", () => {
  const padded = Buffer.from('xx{"_id":"m","rolls":[]}xx');
  assert.deepEqual(parseMessage("foundry", padded.subarray(2, -2), "dnd5e"), []);
});

test("texts of every length and alphabet arrive whole", () => {
  const flavors = ["", "é", "Ω".repeat(100), "🐉".repeat(7), "x".repeat(30_000), "ж".repeat(100_000), "a\u0000b", "\\u2028\u2028"];
  for (const flavor of flavors) {
    for (const raw of [message({ flavor }), JSON.stringify(message({ flavor })), Buffer.from(JSON.stringify(message({ flavor })))]) {
      const [read] = parseMessage("foundry", raw, "dnd5e");
      assert.deepEqual([read.flavor ?? "", read.formula, read.dice[0].result], [flavor, "1d20", 20]);
    }
  }
});

test("a letter arrives wherever in a text it stands", () => {
  const flavorOf = (raw) => parseMessage("foundry", raw, "dnd5e")[0].flavor;
  const around = JSON.stringify(message({ flavor: "<>" }));
  for (const letter of ["~", "\x7f", "\x80", "é", "ÿ", "Ā", "߿", "ࠀ", "ж", "€", "\ufffe", "🐉", "é🐉ж"]) {
    for (let before = 0; before < 34; before += 1) {
      for (const end of ["", "!", "ü", "Ж!"]) {
        const flavor = `${".".repeat(before)}${letter}${end}`;
        assert.equal(flavorOf(around.replace("<>", flavor)), flavor);
      }
    }
  }
  const dragon = "🐉";
  for (const half of dragon.split("")) {
    for (const [text, arrives] of [[half, "\ufffd"], [`${half}a`, "\ufffda"], [`ж${half}${dragon}`, `ж\ufffd${dragon}`]]) {
      assert.equal(flavorOf(around.replace("<>", text)), arrives);
    }
  }
});

test("a list of messages is read one by one", () => {
  const texts = ["", "é", "ж"].map((flavor) => JSON.stringify(message({ flavor })));
  const raws = [...texts, Buffer.from(texts[2]), message(), "{", undefined, JSON.stringify(message({ rolls: [] }))];
  const read = tumulte.parseMessages("foundry", raws, "dnd5e");
  assert.deepEqual(read.map((one) => one.code ?? one.map(({ flavor }) => flavor)), [
    [null], ["é"], ["ж"], ["ж"], [null], "vtt.malformed", "vtt.malformed", [],
  ]);
  for (const [place, text] of texts.entries()) assert.ok(read[place][0].equals(parseMessage("foundry", text, "dnd5e")[0]));
  for (const error of read.filter((one) => one.code)) assert.ok(error instanceof tumulte.VttError);
});

test("numbers of every size arrive as they are", () => {
  for (const total of [0, -1, 17.14, 1e300, -1e-300, 2 ** 53, -(2 ** 52), 2 ** 50, 123_456_789_012]) {
    const [read] = parseMessage("foundry", message({ rolls: [{ ...message().rolls[0], total }] }));
    assert.equal(read.total, total);
    assert.ok(Roll.fromJSON(JSON.parse(JSON.stringify(read))).equals(read), String(total));
  }
  assert.equal(roll("1d1 * 0.1").total, 0.1);
});

test("a name that every object has is a hint like any other", () => {
  const [read] = parseMessage("fantasygrounds", LINE, "dnd5e");
  const hints = JSON.parse('{"__proto__": "x", "constructor": 7, "toString": true}');
  const again = Roll.fromJSON({ ...read.toJSON(), hints });
  assert.deepEqual(Object.keys(again.hints).sort(), ["__proto__", "constructor", "toString"]);
  assert.equal(JSON.stringify(again.hints), JSON.stringify(hints, ["__proto__", "constructor", "toString"]));
  assert.equal(Object.getPrototypeOf(again.hints), Object.prototype);
});

test("an error begins where the package was called", () => {
  for (const call of [() => roll("?"), () => parseMessage("foundry", "{"), () => RuleSet.load("{"), () => Formula.parse("?")]) {
    try {
      call();
      assert.fail("expected an error");
    } catch (error) {
      assert.match(error.stack.split("\n").find((line) => line.startsWith("    at ")), /border\.test\.mjs/);
      assert.ok(error.stack.startsWith(`${error.name}: ${error.message}`), error.stack);
    }
  }
});

test("ten thousand rolls come back in one call", () => {
  const rolled = rollMany(Array.from({ length: 10_000 }, (_, place) => (place % 100 === 0 ? "oops" : "8d6")), 7);
  assert.equal(rolled.filter((one) => one instanceof tumulte.DiceError).length, 100);
  assert.equal(rolled.length, 10_000);
});
