// Verdicts, rule sets and previews.
import assert from "node:assert/strict";
import { test } from "node:test";
import { codeOf, folder, plain, thrownBy } from "./vectors.mjs";

/** Compares what a case expects of a verdict. */
function compare(title, expect, verdict) {
  const { isCritical, disagrees, ...rest } = expect;
  const found = `${title}\nexpected ${JSON.stringify(expect)}\nfound    ${JSON.stringify(verdict)}`;
  for (const [key, value] of Object.entries(rest)) assert.deepEqual(verdict[key], value, found);
  if (isCritical !== undefined) assert.equal(verdict.isCritical, isCritical, found);
  if (disagrees !== undefined) assert.equal(verdict.reason?.disagreement !== undefined, disagrees, found);
  assert.equal(verdict.isCritical, verdict.type !== null, found);
}

const CRITICAL = { dice: [{ faces: 20, result: 20 }], rollType: "attack" };

export function rules(tumulte) {
  const { explain, judge, judgeMany, preview, RuleSet, SystemsError, Verdict } = tumulte;

  test("rolls are judged as the vectors of each game system say", () => {
    let run = 0;
    for (const [, { system, vectors: cases }] of folder("criticals")) {
      const inputs = cases.map(({ input }) => input);
      const together = judgeMany(system, inputs);
      const rules = RuleSet.of(system);
      cases.forEach(({ name, input, expect }, place) => {
        const title = `${system}: ${name}`;
        const forms = [input, JSON.stringify(input), Buffer.from(JSON.stringify(input))];
        for (const given of forms) compare(title, expect, judge(system, given));
        compare(title, expect, together[place]);
        compare(title, expect, rules.judge(input));
        assert.equal(explain(system, input), rules.explain(input), title);
        const verdict = judge(system, input);
        assert.ok(verdict.equals(Verdict.fromJSON(plain(verdict))) && verdict.equals(together[place]), title);
        run += forms.length;
      });
    }
    assert.ok(run > 100, "vectors are missing");
  });

  test("a verdict says all it knows", () => {
    const verdict = judge("dnd5e", { ...CRITICAL, options: { critAt: 19, nothing: null } });
    assert.ok(verdict instanceof Verdict);
    assert.deepEqual(plain(verdict), {
      type: "success", label: "Critical Hit", severity: "major",
      reason: {
        system: "dnd5e", when: "rollType == 'attack' and nat >= critAt", dice: [0],
        values: { critAt: 19, nat: 20, rollType: "attack" },
      },
    });
    assert.deepEqual([verdict.also, verdict.isCritical], [[], true]);
    const none = judge("dnd5e", { dice: [{ faces: 20, result: 7 }] });
    assert.deepEqual([none.type, none.label, none.severity, none.reason, none.isCritical], [null, null, null, null, false]);
    assert.deepEqual(plain(none), { type: null, label: null, severity: null });
    assert.ok(!none.equals(verdict) && !none.equals(plain(none)));
    assert.equal(
      explain("dnd5e", CRITICAL),
      "Critical Hit: rollType == 'attack' and nat >= critAt (critAt = 20, nat = 20, rollType = attack) by die 1 (d20 = 20)",
    );
    assert.equal(explain("dnd5e", { dice: [] }), null);
  });

  test("what can't be judged is refused with its code, in its place among many", () => {
    const circular = { dice: [] };
    circular.self = circular;
    for (const input of [undefined, {}, { dice: 7 }, "[", "R", circular]) {
      const errors = [thrownBy(() => judge("dnd5e", input)), thrownBy(() => explain("dnd5e", input)), judgeMany("dnd5e", [input])[0]];
      for (const error of [...errors, thrownBy(() => RuleSet.of("dnd5e").judge(input))]) {
        assert.ok(error instanceof SystemsError);
        assert.deepEqual([error.code, error.name, error.location], ["systems.malformed_input", "SystemsError", null]);
      }
    }
    const dice = Array.from({ length: 10_001 }, () => ({ faces: 6, result: 1 }));
    assert.equal(codeOf(() => judge("dnd5e", { dice })), "systems.too_many_dice");
    const [first, second, third] = judgeMany("dnd5e", [CRITICAL, { dice }, CRITICAL]);
    assert.deepEqual([first.label, second.code, third.label], ["Critical Hit", "systems.too_many_dice", "Critical Hit"]);
    for (const wrong of [() => judge(), () => judge(7, CRITICAL), () => judgeMany("dnd5e", CRITICAL), () => RuleSet.of(), () => RuleSet.load(7)]) {
      assert.ok(thrownBy(wrong) instanceof TypeError, String(wrong));
    }
    assert.equal(codeOf(() => Verdict.fromJSON({ type: "triumph" })), "systems.malformed_input");
  });

  test("a roll that was read can be judged again", () => {
    const line = "Mira: [ATTACK (M)] Longsword [d20+7 = 26]";
    const [roll] = tumulte.parseMessage("fantasygrounds", line, "dnd5e");
    const rules = RuleSet.fromJSON({ system: "dnd5e", overrides: { critAt: 19 } });
    assert.ok(judge("dnd5e", roll).equals(roll.verdict));
    assert.ok(judgeMany("dnd5e", [roll])[0].equals(roll.verdict));
    assert.equal(rules.judge(roll).label, "Critical Hit");
    assert.equal(judge(rules, roll).label, "Critical Hit");
    assert.equal(judgeMany(rules, [roll])[0].label, "Critical Hit");
    assert.match(explain(rules, roll), /^Critical Hit: /);
    const changes = preview(rules, [CRITICAL, roll]);
    assert.deepEqual(changes.map(({ place, before, after }) => [place, before.label, after.label]), [[1, null, "Critical Hit"]]);
    assert.deepEqual(preview(rules, [roll], rules), []);
    assert.equal(preview(RuleSet.of("dnd5e"), [roll], rules)[0].before.label, "Critical Hit");
    assert.equal(preview(rules, [CRITICAL], "pf2e").length, 1);
    assert.equal(codeOf(() => preview(rules, [{ dice: 7 }])), "systems.malformed_input");
  });

  test("rules are read as TOML or JSON, and what is wrong with them is told with its place", () => {
    const toml = 'system = "dnd5e"\n\n[overrides]\ncritAt = 19\n';
    const json = { system: "dnd5e", overrides: { critAt: 19 } };
    const rules = RuleSet.load(toml);
    assert.equal(rules.system, "dnd5e");
    assert.deepEqual(plain(rules), json);
    assert.ok(rules.equals(RuleSet.load(`\n ${JSON.stringify(json)}`)) && rules.equals(RuleSet.fromJSON(plain(rules))));
    assert.ok(!rules.equals(RuleSet.of("dnd5e")) && !rules.equals(json));
    const wrong = thrownBy(() => RuleSet.load(toml.replace("critAt", "critat")));
    assert.deepEqual([wrong.code, wrong.name, wrong.location], ["rule.unknown_name", "SystemsError", { line: 4, column: 10 }]);
    assert.match(wrong.message, /did you mean `critAt`\?/);
    assert.equal(codeOf(() => RuleSet.load("{")), "rule.syntax");
    assert.equal(RuleSet.of("nobody-knows").judge({ dice: [{ faces: 20, result: 1 }] }).label, "Natural 1");
  });

  test("the game systems are listed with id, name and aliases", () => {
    const systems = tumulte.systems();
    const dnd5e = systems.find(({ id }) => id === "dnd5e");
    assert.equal(typeof dnd5e.name, "string");
    assert.ok(systems.every(({ aliases }) => Array.isArray(aliases)));
    assert.equal(new Set(systems.map(({ id }) => id)).size, systems.length);
  });
}
