/** How long to wait before the next try: doubling, capped, and jittered so that a thousand overlays do not return at once. */

const FIRST_MS = 500;
const CAP_MS = 20_000;

/**
 * @param {number} attempt failed tries so far, from 0
 * @param {() => number} random a number in [0, 1)
 * @returns {number} milliseconds, between half and all of the doubled step
 */
export function backoff(attempt, random = Math.random) {
  const step = Math.min(CAP_MS, FIRST_MS * 2 ** Math.min(attempt, 16));
  return Math.round(step / 2 + (step / 2) * random());
}
