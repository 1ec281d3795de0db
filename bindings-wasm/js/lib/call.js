// Calls that take any arguments.

import { answer, engine, putBytes, value } from "./engine.js";
import { pack } from "./pack.js";

/** Calls a function of the engine and reads its answer. */
export function call(name, ...given) {
  const run = engine()[name];
  return value(run(putBytes(pack(given))));
}

/** Calls a function of the engine and copies its answer. */
export function packed(name, given) {
  const run = engine()[name];
  return answer(run(putBytes(pack(given))));
}
