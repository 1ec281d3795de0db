// For browsers and bundlers: `await init()`, then everything is at hand.

import load, { initSync as loadSync } from "./tumulte_dice.js";
import { isStarted, start } from "../lib/engine.js";

export * from "../lib/only-dice.js";

let starting = null;

/** Starts the engine, once. Without a source it is fetched from beside this file. */
export default function init(source) {
  if (isStarted(false)) return Promise.resolve();
  starting ??= load({ module_or_path: source ?? new URL("tumulte_dice_bg.wasm", import.meta.url) }).then(
    (engine) => start(engine, false),
    (thrown) => {
      starting = null;
      throw thrown;
    },
  );
  return starting;
}

/** Starts the engine at once from bytes or a compiled module. */
export function initSync(source) {
  if (!isStarted(false)) start(loadSync({ module: source }), false);
}
