// How the engine starts, what stays in it, and what objects cost.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { codeOf } from "../../tests/vectors/conformance.mjs";
import { tumulte } from "./load.mjs";

const run = (code) => execFileSync(process.execPath, ["--input-type=module", "--eval", code], { encoding: "utf8", cwd: new URL("..", import.meta.url) }).trim();
const WASM = "./pkg/tumulte_wasm_bg.wasm";

test("before it runs everything refuses with one code, and starts at the first wish", () => {
  const code = `
    import { readFileSync } from "node:fs";
    import init, { judge, roll, TumulteError } from "./pkg/index.js";
    for (const early of [() => roll("1d1"), () => judge("dnd5e", { dice: [] })]) {
      try { early(); } catch (error) { console.log(error.code, error instanceof TumulteError); }
    }
    await Promise.all([init(readFileSync("${WASM}")), init()]);
    console.log(roll("1d1").total);`;
  assert.deepEqual(run(code).split("\n"), ["engine.unavailable true", "engine.unavailable true", "1"]);
});

test("it starts from a promise, a response, a compiled module, or at once", () => {
  for (const source of [`Promise.resolve(bytes)`, `new Response(bytes, { headers: { "content-type": "application/wasm" } })`, `new WebAssembly.Module(bytes)`]) {
    assert.equal(run(`import { readFileSync } from "node:fs"; import init, { roll } from "./pkg/index.js";
      const bytes = readFileSync("${WASM}"); await init(${source}); console.log(roll("2d1").total)`), "2", source);
  }
  assert.equal(run(`import { readFileSync } from "node:fs"; import { initSync, roll } from "./pkg/index.js";
    initSync(readFileSync("${WASM}")); console.log(roll("2d1").total)`), "2");
});

test("a source that is none may be followed by one that is", () => {
  assert.equal(run(`import { readFileSync } from "node:fs"; import init, { roll } from "./pkg/index.js";
    await init(new Uint8Array([1, 2, 3])).catch((error) => console.log(error.constructor.name));
    await init(readFileSync("${WASM}")); console.log(roll("2d1").total)`), "CompileError\n2");
});

test("every way into the package gives the same rolls, and classes are the same in all", () => {
  for (const name of ["tumulte-wasm", "tumulte-wasm/inline", "tumulte-wasm/dice", "tumulte-wasm/dice/inline"]) {
    assert.equal(run(`import init, { roll } from "${name}"; await init(); console.log(String(roll("4d6kh3", 7)))`), "4d6kh3 (~~2~~, 5, 6, 3) = 14", name);
  }
  const both = `import { roll } from "tumulte-wasm/dice"; import { judge, roll as other, DiceError } from "tumulte-wasm";
    try { roll("?"); } catch (error) { console.log(error instanceof DiceError, judge("dnd5e", { dice: [{ faces: 20, result: 20 }] }).type); }`;
  assert.equal(run(both), "true success", "an engine that can all takes the place of one that can only roll");
});

test("forgotten objects cost nothing in the engine", () => {
  const pages = run(`import { engine } from "./pkg/lib/engine.js"; import * as tumulte from "tumulte-wasm";
    const line = "Mira: [ATTACK (M)] Longsword [d20+7 = 27]";
    const turn = () => {
      tumulte.roll("8d6"); tumulte.Formula.parse("4d6kh3").odds().rarity(18);
      tumulte.parseMessage("fantasygrounds", line, "dnd5e")[0].verdict; tumulte.RuleSet.of("dnd5e").judge({ dice: [] });
    };
    // What is kept, the last of each kind, has found its place by then.
    for (let i = 0; i < 1000; i++) turn();
    const before = engine().memory.buffer.byteLength;
    for (let i = 0; i < 3000; i++) turn();
    console.log(engine().memory.buffer.byteLength - before)`);
  assert.equal(pages, "0");
});

test("odds and rules that the engine let go are worked out again", () => {
  const odds = tumulte.Formula.parse("2d6").odds();
  const sampled = tumulte.Formula.parse("2d6").approximateOdds(100);
  const rules = tumulte.RuleSet.load('system = "dnd5e"\n[overrides]\ncritAt = 19\n');
  const [mean, seen] = [odds.mean, sampled.distribution()];
  for (let i = 0; i < 200; i++) {
    tumulte.Formula.parse(`1d${i + 2}`).odds();
    tumulte.RuleSet.of("dnd5e");
  }
  assert.deepEqual([odds.mean, odds.pAtLeast(12)], [mean, 1 / 36]);
  assert.deepEqual(sampled.distribution(), seen, "the same throws again");
  assert.equal(rules.judge({ dice: [{ faces: 20, result: 19 }], rollType: "attack" }).label, "Critical Hit");
});

test("large messages pass, and the room they took is given back", () => {
  const filler = "x".repeat(900_000);
  const message = { _id: "m", content: filler, rolls: [] };
  assert.deepEqual(tumulte.parseMessage("foundry", message), []);
  assert.deepEqual(tumulte.parseMessage("foundry", JSON.stringify(message)), []);
  assert.equal(codeOf(() => tumulte.parseMessage("foundry", { _id: "m", content: filler + filler })), "vtt.oversized");
  assert.equal(tumulte.roll("2d1").total, 2);
});

test("objects are read as JSON would write them", () => {
  const odd = { _id: "m", rolls: [], when: new Date(0), nothing: undefined, call() {}, list: [undefined, () => 0, NaN], get self() { return 7; }, __proto__: null };
  assert.deepEqual(tumulte.parseMessage("foundry", odd), []);
  let deep = {};
  for (let level = 0; level < 1000; level++) deep = { deep };
  assert.equal(codeOf(() => tumulte.parseMessage("foundry", { _id: "m", deep })), "vtt.too_deep");
  const twice = [1];
  twice.push(twice);
  assert.equal(codeOf(() => tumulte.parseMessage("foundry", { _id: "m", twice })), "vtt.malformed");
});

test("nothing but the package makes objects of its classes", () => {
  for (const name of ["Formula", "RollResult", "Odds", "Roll", "Verdict", "RuleSet", "PairingOffer", "VerifiedPairingOffer"]) {
    assert.throws(() => new tumulte[name]("1d20"), TypeError, name);
  }
});

test("no name of a machine's folders is inside the engine", () => {
  const engine = readFileSync(new URL("../pkg/tumulte_wasm_bg.wasm", import.meta.url), "latin1");
  assert.doesNotMatch(engine, /\/(root|home|work|Users)\//);
});
