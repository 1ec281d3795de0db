// Makes the engine small: node optimize.mjs INPUT.wasm OUTPUT.wasm [UNUSED]
//
// A panic ends the engine with a trap whatever it says, for there is no terminal to say it to: what only puts its words
// together is cut off, and so are functions that a pattern calls unused. Functions that are alike lie beside each other, which packs better.

import { readFileSync, writeFileSync } from "node:fs";
import binaryen from "binaryen";
import { alike } from "./alike.mjs";
import { forgetPlaces } from "./places.mjs";
import { bodies, named } from "./sections.mjs";

const [input, output, unused] = process.argv.slice(2);
const UNUSED = unused ? new RegExp(unused) : null;
const PANICS = /::panicking::|::(slice_error_fail|slice_index_fail|len_mismatch_fail|unwrap_failed|expect_failed|assert_failed|panic_already_(mutably_)?borrowed|handle_alloc_error|capacity_overflow)\b|raw_vec::handle_error|::rust_panic$/;

const engine = readFileSync(input);
forgetPlaces(engine);
const module = binaryen.readBinary(engine);
for (let index = 0; index < module.getNumFunctions(); index++) {
  const place = module.getFunctionByIndex(index);
  const { name, body } = binaryen.getFunctionInfo(place);
  if (body && (PANICS.test(name) || UNUSED?.test(name))) binaryen.Function(place).setBody(module.unreachable());
}
binaryen.setOptimizeLevel(2);
binaryen.setShrinkLevel(2);
// The lowest kilobyte is the far end of the stack.
binaryen.setLowMemoryUnused(true);
// A function inside its only caller is smaller, but packs worse.
binaryen.setOneCallerInlineMaxSize(0);
binaryen.setAlwaysInlineMaxSize(0);
module.optimize();
module.runPasses(["flatten", "rereloop"]);
module.optimize();
module.optimize();
module.runPasses(["strip-producers", "strip-debug"]);
const optimized = module.emitBinary();

// The order is told by names, and these are dropped behind it.
const functions = bodies(optimized);
const imported = module.getNumFunctions() - functions.length;
const names = Array.from({ length: imported }, (_, index) => `import ${index}`);
alike(functions).forEach((place, rank) => (names[imported + place] = String(rank).padStart(6, "0")));
binaryen.setDebugInfo(true);
const ordered = binaryen.readBinary(named(optimized, names));
ordered.runPasses(["reorder-functions-by-name", "strip-debug"]);
binaryen.setDebugInfo(false);
writeFileSync(output, ordered.emitBinary());
