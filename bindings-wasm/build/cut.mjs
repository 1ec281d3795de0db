// Cuts off what the engine never does: node cut.mjs LIBRARY.wasm OUTPUT.wasm

import { readFileSync, writeFileSync } from "node:fs";
import { onlyReachable } from "./reach.mjs";

const [library, output] = process.argv.slice(2);
writeFileSync(output, onlyReachable(readFileSync(library)));
