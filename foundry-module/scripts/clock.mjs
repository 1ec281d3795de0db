// @ts-check
// The one place that reads time and chance, so that tests can bring their own.

/**
 * @typedef {object} Clock
 * @property {() => number} now milliseconds since the epoch
 * @property {(action: () => void, ms: number) => unknown} later starts a timer
 * @property {(timer: any) => void} cancel stops a timer
 * @property {() => number} random a number from 0 up to 1
 */

/** The browser's clock. Globals are looked up at each call, never kept. @type {Clock} */
export const systemClock = Object.freeze({
  now: () => Date.now(),
  later: (action, ms) => setTimeout(action, ms),
  cancel: (timer) => clearTimeout(timer),
  random: () => Math.random(),
});

/**
 * The pause before try number `attempt` (from 0): doubling, capped, and spread so that the tables
 * of a restarted server do not all come back in the same second.
 * @param {Clock} clock
 * @param {number} attempt
 * @param {number} first
 * @param {number} longest
 */
export function backoff(clock, attempt, first, longest) {
  const full = Math.min(longest, first * 2 ** Math.min(attempt, 30));
  return full / 2 + (full / 2) * clock.random();
}

/**
 * A promise that settles after `ms`.
 * @param {Clock} clock
 * @param {number} ms
 * @returns {Promise<void>}
 */
export function pause(clock, ms) {
  return new Promise((resolve) => clock.later(resolve, ms));
}
