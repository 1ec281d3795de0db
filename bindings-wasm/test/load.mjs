// The same output as in the browser, loaded from bytes.
import { readFileSync } from "node:fs";
import * as tumulte from "../pkg/tumulte_wasm.js";

tumulte.initSync({ module: readFileSync(new URL("../pkg/tumulte_wasm_bg.wasm", import.meta.url)) });

export { tumulte };

/** A file of `tests/vectors`. */
export function vectors(path) {
  return JSON.parse(readFileSync(new URL(`../../tests/vectors/${path}`, import.meta.url), "utf8"));
}

/** The code of what `action` throws. */
export function codeOf(action) {
  try {
    action();
  } catch (thrown) {
    if (!(thrown instanceof Error) || !thrown.message) throw new TypeError(`expected an Error with a message, found ${thrown}`);
    return thrown.code;
  }
  return undefined;
}
