// Makes the engine small: node optimize.mjs INPUT.wasm OUTPUT.wasm
//
// A panic ends the engine with a trap whatever it says, for there is no terminal to say it to: what only puts its words
// together is cut off. Functions in the order of their names lie beside their likes, which packs better.

import { readFileSync, writeFileSync } from "node:fs";
import binaryen from "binaryen";

const [input, output] = process.argv.slice(2);
const PANICS = /::panicking::|::(slice_error_fail|slice_index_fail|len_mismatch_fail|unwrap_failed|expect_failed|assert_failed|panic_already_(mutably_)?borrowed|handle_alloc_error|capacity_overflow)\b|raw_vec::handle_error|::rust_panic$/;

const module = binaryen.readBinary(readFileSync(input));
for (let index = 0; index < module.getNumFunctions(); index++) {
  const place = module.getFunctionByIndex(index);
  const { name, body } = binaryen.getFunctionInfo(place);
  if (body && PANICS.test(name)) binaryen.Function(place).setBody(module.unreachable());
}
binaryen.setOptimizeLevel(2);
binaryen.setShrinkLevel(2);
// Names are needed for the order, and dropped behind it.
binaryen.setDebugInfo(true);
module.optimize();
module.optimize();
module.runPasses(["reorder-functions-by-name", "strip-producers", "strip-debug"]);
binaryen.setDebugInfo(false);
writeFileSync(output, module.emitBinary());
