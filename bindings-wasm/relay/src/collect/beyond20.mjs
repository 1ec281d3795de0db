// @ts-check
// Beyond20: the rolls that this browser's D&D Beyond makes, on whatever page it tells them.

import { isSecretRoll, listenToBeyond20 } from "../../../../tumulte-server/assets/shared/beyond20.mjs";
import { lot, printOf } from "../sieve.mjs";

/**
 * @param {Document} document
 * @param {import("../sieve.mjs").Sieve} sieve
 * @param {{now: () => number, rollsAgain: boolean}} options `rollsAgain`: the table rolls by itself what Beyond20 only fell back to
 */
export function watchBeyond20(document, sieve, { now, rollsAgain }) {
  listenToBeyond20(document, (roll) => {
    if (rollsAgain && roll.rendered === "fallback") return;
    // The card's HTML holds a player's words and is not read.
    const { html: _, description: __, ...raw } = roll;
    sieve.take({ source: "beyond20", id: lot(), ts: now(), raw, secret: isSecretRoll(roll), print: printOf(JSON.stringify(raw)) });
  });
}
