// The engine inside the script: nothing is fetched, everything is at hand at once.

import { engine } from "./engine.inline.js";
import init, { initSync } from "./index.js";

initSync(Uint8Array.from(atob(engine), (letter) => letter.charCodeAt(0)));

export * from "./index.js";
export default init;
