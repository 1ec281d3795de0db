// @ts-check
// The engine inside the script, packed: nothing is fetched, and a script of half the size.

import { engine } from "tumulte-engine";

import init, * as tumulte from "../../../pkg/index.js";

/** The package, started. A failure may be tried again. */
export async function loadPacked() {
  const packed = Uint8Array.from(atob(engine), (letter) => letter.charCodeAt(0));
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  await init(await new Response(unpacked).arrayBuffer());
  return tumulte;
}
