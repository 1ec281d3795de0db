// The package as Node has it.
import * as tumulte from "tumulte-wasm";

export { tumulte };
