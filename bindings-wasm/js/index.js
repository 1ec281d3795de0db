// For browsers and bundlers: `await init()`, then everything is at hand.

import load, { initSync as loadSync } from "./tumulte_wasm.js";
import { isStarted, start } from "./lib/engine.js";

export * from "./lib/full.js";

let starting = null;

/** Starts the engine, once. Without a source it is fetched from beside this file. */
export default function init(source) {
  if (isStarted(true)) return Promise.resolve();
  starting ??= load({ module_or_path: source ?? new URL("tumulte_wasm_bg.wasm", import.meta.url) }).then(
    (engine) => start(engine, true),
    (thrown) => {
      starting = null;
      throw thrown;
    },
  );
  return starting;
}

/** Starts the engine at once from bytes or a compiled module. */
export function initSync(source) {
  if (!isStarted(true)) start(loadSync({ module: source }), true);
}
