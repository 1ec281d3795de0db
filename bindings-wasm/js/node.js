// For Node and its like: the engine is read from the disk and runs at once.

import { readFileSync } from "node:fs";
import init, { initSync } from "./index.js";

initSync(readFileSync(new URL("tumulte_wasm_bg.wasm", import.meta.url)));

export * from "./index.js";
export default init;
