// Messages, documents and views.
import assert from "node:assert/strict";
import { test } from "node:test";
import { codeOf, folder, holds, NOW, plain, snapshot, thrownBy, vectors } from "./vectors.mjs";

const TABLES = ["alchemy", "beyond20", "ddb", "demiplane", "fantasygrounds", "owlbear", "pixels", "roll20", "talespire"];

/** A rule file that brings nothing but these paths. */
function rulesWith(tumulte, vtt, system, hints) {
  const rules = {
    id: system, name: "Paths", confidence: "convention", sources: ["a vector"],
    labels: { success: [], failure: [] }, rule: { outcomes: [] }, vtt: { [vtt]: { hints } },
  };
  return tumulte.RuleSet.load(JSON.stringify({ system, rules: JSON.stringify(rules) }));
}

/** A message as text, as bytes and, where it is no bare text, as an object. */
function forms({ raw, message }) {
  const text = raw ?? JSON.stringify(message);
  return { text, bytes: Buffer.from(text), ...(raw === undefined ? { object: message } : {}) };
}

/** Compares what a case expects of each roll; a verdict may be given as its label. */
function compare(title, expect, rolls, verdictOf) {
  const isLabel = (verdict) => verdict === null || typeof verdict === "string";
  const wanted = expect.rolls.map(({ verdict, ...rest }) => (verdict === undefined || isLabel(verdict) ? rest : { verdict, ...rest }));
  assert.ok(holds(wanted, plain(rolls)), `${title}\nexpected ${JSON.stringify(wanted)}\nfound    ${JSON.stringify(rolls)}`);
  const labels = expect.verdicts ?? expect.rolls.map(({ verdict }) => (isLabel(verdict) ? verdict : undefined));
  labels.forEach((label, place) => {
    if (label !== undefined) assert.equal(verdictOf(rolls[place]).label, label, title);
  });
  if (expect.distinct) assert.equal(new Set(rolls.map(({ vttRollId }) => vttRollId)).size, rolls.length, title);
}

/** Reads the vectors of a folder however they come, alone and together; how many readings there were. */
function readAlike(tumulte, vtt, name = vtt) {
  let run = 0;
  for (const [file, cases] of folder(name)) {
    for (const entry of cases) {
      const { system = "dnd5e", actor, hintPaths, expect } = entry;
      const rules = hintPaths ? rulesWith(tumulte, vtt, system, hintPaths) : system;
      for (const [way, given] of Object.entries(forms(entry))) {
        const title = `${name}/${file}: ${entry.name}, as ${way}`;
        const parse = () => tumulte.parseMessage(vtt, given, rules, actor);
        const [together] = actor ? [undefined] : tumulte.parseMessages(vtt, [given], rules);
        if (expect.error) {
          const error = thrownBy(parse);
          assert.ok(error instanceof tumulte.VttError, title);
          assert.equal(error.code, expect.error, title);
          if (!actor) assert.deepEqual([together.code, together.name], [expect.error, "VttError"], title);
        } else {
          const found = parse();
          // Rules that only bring paths judge nothing: the system's own do.
          compare(title, expect, found, (roll) => (hintPaths ? tumulte.judge(system, roll) : roll.verdict));
          if (!actor) assert.ok(found.every((roll, place) => roll.equals(together[place])), title);
          for (const roll of found) assert.ok(roll.equals(tumulte.Roll.fromJSON(plain(roll))), title);
        }
        run += 1;
      }
    }
  }
  return run;
}

const MESSAGE = {
  _id: "tXk3", author: "gm", whisper: [], blind: false, speaker: { alias: "Mira 🐉" }, timestamp: NOW,
  rolls: [{ class: "Roll", formula: "1d20 + 5", total: 25, terms: [
    { class: "Die", number: 1, faces: 20, modifiers: [], results: [{ result: 20, active: true }] },
    { class: "OperatorTerm", operator: "+" }, { class: "NumericTerm", number: 5 },
  ] }],
};

export function messages(tumulte) {
  const { parseMessage, parseMessages } = tumulte;

  test("messages of Foundry are read alike however they come", () => {
    assert.ok(readAlike(tumulte, "foundry") > 100, "vectors are missing");
    assert.ok(readAlike(tumulte, "foundry", "cards") > 100, "vectors are missing");
  });

  test("messages of the other tables are read alike however they come", () => {
    for (const vtt of TABLES) assert.ok(readAlike(tumulte, vtt) > 0, `${vtt} has no vectors`);
  });

  test("a message is read and judged in one call", () => {
    const [roll, ...more] = parseMessage("foundry", MESSAGE);
    assert.deepEqual(more, []);
    assert.equal(roll.vttRollId, "tXk3#0");
    assert.equal(roll.rolledAt, new Date(NOW).toISOString());
    assert.equal(roll.verdict.type, "success", "the fallback rules judge when no system is named");
    assert.ok(roll.verdict.isCritical);
    assert.equal(roll.verdict.label, "Natural 20");
    assert.match(roll.explain(), /^Natural 20: .* by die 1 \(d20 = 20\)$/);
    assert.deepEqual(plain(roll), {
      vttRollId: "tXk3#0", formula: "1d20 + 5", total: 25,
      dice: [{ faces: 20, result: 20, active: true, term: 0 }], totalCheck: { status: "agrees" },
      speaker: { alias: "Mira 🐉", userId: "gm" }, visibility: "public", origin: "message",
      rolledAt: "2026-09-21T14:13:20.000Z", verdict: plain(roll.verdict), system: "",
    });
    assert.deepEqual([roll.rollType, roll.flavor, { ...roll.hints }], [null, null, {}]);
    assert.deepEqual(parseMessage("foundry", { _id: "m" }, "dnd5e"), []);
    assert.ok(!roll.equals(plain(roll)) && !roll.equals(parseMessage("foundry", MESSAGE, "dnd5e")[0]));
  });

  test("a dump is cut into its messages, and what can't be read stays in its place", () => {
    const broken = '{"_id": "broken", "rolls": [';
    const lines = [JSON.stringify(MESSAGE), broken, JSON.stringify({ ...MESSAGE, _id: "two" })].join("\n");
    for (const dump of [lines, Buffer.from(lines)]) {
      const [first, error, second, ...more] = parseMessages("foundry", dump, "dnd5e");
      assert.deepEqual(more, []);
      assert.equal(first[0].vttRollId, "tXk3#0");
      assert.deepEqual([error.code, error.name], ["vtt.malformed", "VttError"]);
      assert.equal(second[0].vttRollId, "two#0");
    }
    assert.equal(parseMessages("foundry", JSON.stringify([MESSAGE, MESSAGE, MESSAGE])).length, 3);
    const [one, two] = parseMessages("fantasygrounds", "Mira: [ATTACK (M)] Longsword [d20+7 = 27]\n".repeat(2), "dnd5e");
    assert.notEqual(one[0].vttRollId, two[0].vttRollId, "equal lines are told apart");
    assert.deepEqual([parseMessages("foundry", []), parseMessages("foundry", "")], [[], []]);
  });

  test("rules of one's own judge messages", () => {
    const rules = tumulte.RuleSet.load('system = "dnd5e"\n[overrides]\ncritAt = 19\n');
    const line = "Mira: [ATTACK (M)] Longsword [d20+7 = 26]";
    assert.equal(parseMessage("fantasygrounds", line, "dnd5e")[0].verdict.type, null);
    assert.equal(parseMessage("fantasygrounds", line, rules)[0].verdict.type, "success");
    assert.equal(parseMessages("fantasygrounds", Buffer.from(line), rules)[0][0].verdict.type, "success");
    assert.equal(parseMessages("fantasygrounds", [line], rules)[0][0].verdict.type, "success");
    assert.equal(parseMessage("fantasygrounds", Buffer.from(line), rules)[0].system, "dnd5e");
  });

  test("what can't be read is refused with its code", () => {
    const circular = { _id: "m" };
    circular.self = circular;
    for (const raw of [undefined, null, 7, "", "{", [], circular, new Uint8Array([0xff])]) {
      assert.equal(codeOf(() => parseMessage("foundry", raw, "dnd5e")), "vtt.malformed");
    }
    assert.equal(codeOf(() => parseMessage("abacus", { _id: "m" })), "vtt.unknown_provider");
    assert.equal(codeOf(() => parseMessage("foundry", { _id: "m" }, "dnd5e", [])), "vtt.malformed");
    for (const wrong of [() => parseMessage(), () => parseMessage("foundry", "{}", 7), () => parseMessages("foundry", {})]) {
      assert.ok(thrownBy(wrong) instanceof TypeError, String(wrong));
    }
    for (const json of [undefined, null, {}, [], { ...plain(parseMessage("foundry", MESSAGE)[0]), dice: 7 }]) {
      assert.equal(codeOf(() => tumulte.Roll.fromJSON(json)), "vtt.malformed");
    }
  });

  test("documents of Foundry become characters and combats, and streams see less", () => {
    const actors = vectors("foundry-documents/actors.json").filter((entry) => !entry.primaryTokenAttribute);
    for (const { name, system, actor, hasPlayerOwner, expect, stream } of actors) {
      const document = hasPlayerOwner === undefined ? actor : { ...actor, hasPlayerOwner };
      for (const raw of Object.values(forms({ message: document }))) {
        const read = () => tumulte.parseCharacter("foundry", raw, system);
        if (expect.error) {
          assert.equal(codeOf(read), expect.error, name);
          continue;
        }
        assert.deepEqual(read(), expect, name);
        if (stream !== undefined) assert.deepEqual(tumulte.streamCharacter(read()), stream, name);
      }
    }
    for (const { name, system, item, expect } of vectors("foundry-documents/items.json")) {
      const { inventory } = tumulte.parseCharacter("foundry", { _id: "a1", name: "Mira", type: "character", items: [item] }, system);
      if (!expect.error) assert.deepEqual(inventory, [expect], name);
    }
    for (const { name, combat, expect, stream } of vectors("foundry-documents/combats.json")) {
      for (const raw of Object.values(forms({ message: combat }))) {
        const read = () => tumulte.parseCombat("foundry", raw);
        if (expect.error) {
          assert.equal(codeOf(read), expect.error, name);
          continue;
        }
        assert.deepEqual(read(), expect, name);
        if (stream !== undefined) assert.deepEqual(tumulte.streamCombat(read()), stream, name);
      }
    }
    assert.equal(codeOf(() => tumulte.parseCharacter("roll20", {})), "vtt.unknown_provider");
    assert.equal(codeOf(() => tumulte.parseCombat("roll20", {})), "vtt.unknown_provider");
  });

  test("each audience sees what goes over the wire to it", () => {
    const pairs = { critical: "critical", roll: "roll", "hidden-gm": "hidden", revealed: "revealed" };
    for (const [gm, stream] of Object.entries(pairs)) {
      const told = snapshot(`wire/gm-dice-${gm}.snap`);
      const { rollId, campaignId, character, isPlayerCharacter, rolledAt, result, criticalType, isHidden, isCritical, ...rest } = told;
      const { label, severity, also, reason, ...roll } = rest;
      const verdict = { type: criticalType, label, severity, ...(also && { also }), ...(reason && { reason }) };
      const judged = tumulte.Roll.fromJSON({ ...roll, total: result, origin: "message", verdict });
      const place = { rollId, campaignId, character, isPlayerCharacter, rolledAt };
      for (const given of [judged, plain(judged)]) {
        assert.deepEqual(tumulte.gmView(given, place), told, gm);
        assert.deepEqual(tumulte.streamView(given, place), snapshot(`wire/stream-dice-${stream}.snap`), stream);
      }
      assert.deepEqual([isHidden, isCritical], [tumulte.gmView(judged).isHidden, judged.verdict.isCritical]);
    }
    const { id, character } = snapshot("wire/gm-character-update.snap");
    assert.equal(tumulte.streamCharacter(character, id).id, id);
    assert.equal(codeOf(() => tumulte.gmView({})), "vtt.malformed");
    assert.equal(codeOf(() => tumulte.streamView(parseMessage("foundry", MESSAGE)[0], { rollId: "seven" })), "vtt.malformed");
  });
}
