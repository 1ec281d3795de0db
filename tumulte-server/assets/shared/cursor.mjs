/** Cursors are decimal texts that grow; they may outgrow a double, so they are compared as texts. */

/**
 * @param {string} a
 * @param {string} b
 * @returns {number} negative when `a` comes first, 0 when equal, positive when later
 */
export function compareCursors(a, b) {
  if (a.length !== b.length) return a.length - b.length;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/**
 * @param {string|null|undefined} a
 * @param {string|null|undefined} b
 * @returns {string|null} the later of two cursors, either of which may be missing
 */
export function laterCursor(a, b) {
  if (typeof a !== 'string' || a === '') return typeof b === 'string' && b !== '' ? b : null;
  if (typeof b !== 'string' || b === '') return a;
  return compareCursors(a, b) >= 0 ? a : b;
}
