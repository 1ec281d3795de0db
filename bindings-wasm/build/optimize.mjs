// Makes the engine small: node optimize.mjs INPUT.wasm OUTPUT.wasm
//
// Functions that are alike lie beside each other, which packs better. So do accesses to memory that say nothing of how
// their addresses are aligned: it is a hint, which no processor of today needs.

import { readFileSync, writeFileSync } from "node:fs";
import binaryen from "binaryen";
import { alike } from "./alike.mjs";
import { alignments } from "./instructions.mjs";
import { forgetPlaces } from "./places.mjs";
import { bodies, named } from "./sections.mjs";

const [input, output] = process.argv.slice(2);
const engine = readFileSync(input);
forgetPlaces(engine);
const module = binaryen.readBinary(engine);
binaryen.setOptimizeLevel(2);
binaryen.setShrinkLevel(2);
// The lowest kilobyte is the far end of the stack.
binaryen.setLowMemoryUnused(true);
// A function inside its only caller is smaller, but packs worse.
binaryen.setOneCallerInlineMaxSize(0);
binaryen.setAlwaysInlineMaxSize(0);
module.optimize();
for (let round = 0; round < 2; round += 1) {
  module.runPasses(["flatten", "rereloop"]);
  module.optimize();
  module.optimize();
}
module.runPasses(["strip-producers", "strip-debug"]);
const optimized = module.emitBinary();

// The order is told by names, and these are dropped behind it.
const functions = bodies(optimized);
for (const body of functions) for (const at of alignments(body)) body[at] = 0;
const imported = module.getNumFunctions() - functions.length;
const names = Array.from({ length: imported }, (_, index) => `import ${index}`);
alike(functions).forEach((place, rank) => (names[imported + place] = String(rank).padStart(6, "0")));
binaryen.setDebugInfo(true);
const ordered = binaryen.readBinary(named(optimized, names));
ordered.runPasses(["reorder-functions-by-name", "strip-debug"]);
binaryen.setDebugInfo(false);
writeFileSync(output, ordered.emitBinary());
