// The declarations are true, and a strict compiler gets on with them.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import * as dice from "tumulte-wasm/dice";
import { compareSurface, declared, samples } from "../../tests/vectors/conformance/surface.mjs";
import { tumulte } from "./load.mjs";

const require = createRequire(import.meta.url);
const ts = require("typescript");
const path = (name) => fileURLToPath(new URL(name, import.meta.url));

test("what is declared is there, and what is there is declared", () => {
  const promises = declared(ts, path("../pkg/index.d.ts"));
  assert.ok(promises.delete("default") && promises.size > 30, "the declarations could be read");
  compareSurface(promises, tumulte, samples(tumulte));
});

test("of dice alone as well", () => {
  const program = ts.createProgram([path("../pkg/dice/index.d.ts")], { types: [] });
  const checker = program.getTypeChecker();
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(path("../pkg/dice/index.d.ts"))));
  const values = exported.filter((symbol) => checker.getAliasedSymbol(symbol).flags & ts.SymbolFlags.Value);
  assert.deepEqual(Object.keys(dice).sort(), values.map((symbol) => symbol.getName()).sort());
});

test("a strict program compiles, Node's own too, and its unions narrow", () => {
  const compiler = require.resolve("typescript/bin/tsc");
  try {
    execFileSync(process.execPath, [compiler, "--project", path("types/tsconfig.json")], { encoding: "utf8" });
  } catch (failed) {
    assert.fail(failed.stdout);
  }
});

test("everything that is exported has a comment", () => {
  const program = ts.createProgram([path("../pkg/index.d.ts")], { types: [] });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(path("../pkg/index.d.ts"));
  for (const symbol of checker.getExportsOfModule(checker.getSymbolAtLocation(source))) {
    assert.ok(symbol.getDocumentationComment(checker).length > 0, symbol.getName());
  }
});
