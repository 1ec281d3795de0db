/**
 * How many of a hundred, as a whole number.
 * @param {number} votes
 * @param {number} voters
 */
export function percent(votes, voters) {
  return voters > 0 ? Math.round((votes * 100) / voters) : 0;
}

/**
 * `0:09`, `2:30`: a second that has begun counts.
 * @param {number} ms
 */
export function timeLeft(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
