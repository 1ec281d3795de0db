// @ts-check
// Everything a tab of a site is listened to by.

import { Capture } from "./alchemy.mjs";
import { takeRoll } from "./ddb.mjs";
import { watchBeyond20 } from "./beyond20.mjs";
import { watchHistory } from "./demiplane.mjs";
import { watchRoom } from "./owlbear.mjs";
import { takeRecords, watchLog } from "./roll20.mjs";
import { listen } from "../hook/bus.mjs";

/**
 * @param {object} parts
 * @param {Window & typeof globalThis} parts.window
 * @param {string} parts.vtt the site
 * @param {import("../sieve.mjs").Sieve} parts.sieve
 * @param {import("../../../../foundry-module/scripts/clock.mjs").Clock} parts.clock
 * @param {(hooked: {id?: string, name?: string}) => void} parts.onTable the page's own word about its table
 * @param {() => void} [parts.onCapture]
 * @returns {{capture: Capture | null}}
 */
export function collect({ window, vtt, sieve, clock, onTable, onCapture = () => {} }) {
  const { document } = window;
  const now = clock.now;
  const capture = vtt === "alchemy" ? new Capture() : null;
  listen(window, (kind, content) => {
    if (kind === "table") onTable(content);
    if (kind === "roll20.rtdb") takeRecords(content, sieve, now);
    if (kind === "ddb") takeRoll(content, sieve, now);
    if (kind === "alchemy.capture" && capture) {
      capture.add(content);
      onCapture();
    }
  });
  // On D&D Beyond itself the message broker tells the same rolls, and more.
  if (vtt !== "ddb") watchBeyond20(document, sieve, { now, rollsAgain: vtt === "roll20" });
  if (vtt === "roll20") watchLog(document, sieve, clock);
  if (vtt === "demiplane") watchHistory(window.localStorage, sieve, clock);
  if (vtt === "owlbear") watchRoom(window, sieve, now);
  return { capture };
}
