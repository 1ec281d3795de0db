// The same output as in the browser, loaded from bytes.
import { readFileSync } from "node:fs";
import * as tumulte from "../pkg/tumulte_wasm.js";

tumulte.initSync({ module: readFileSync(new URL("../pkg/tumulte_wasm_bg.wasm", import.meta.url)) });

export { tumulte };
