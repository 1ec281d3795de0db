// @ts-check
// A stream must not show a result before the 3D dice at the table have come to rest.

import { WAIT } from "../constants.mjs";

const COMPLETE = "diceSoNiceRollComplete";

/**
 * Waits until the 3D dice of a message rest. Never for long: dice that are switched off for this
 * message, or in this browser, tell nobody that they will not roll.
 * @param {any} message
 * @param {import("../clock.mjs").Clock} clock
 * @returns {Promise<void>}
 */
export function diceAtRest(message, clock) {
  return new Promise((resolve) => {
    /** @type {unknown} */
    let timer;
    const finish = () => {
      clock.cancel(timer);
      Hooks.off(COMPLETE, hook);
      resolve();
    };
    const hook = Hooks.on(COMPLETE, (/** @type {string} */ messageId) => {
      if (messageId === message.id) finish();
    });
    timer = clock.later(() => {
      // The module marks a message while its dice are on the table.
      if (!message._dice3danimating) return finish();
      timer = clock.later(finish, WAIT.dice - WAIT.diceStart);
    }, WAIT.diceStart);
  });
}
