/** What the page's address asks for. Anything unreadable falls back in silence: a stream shows no errors. */

const POSITIONS = ['bottom', 'bottom-left', 'bottom-right', 'top', 'top-left', 'top-right', 'centre'];
const DEMOS = ['success', 'failure', 'masked', 'roll', 'all'];

/**
 * @param {string} search the address's query
 * @param {boolean} prefersStill whether the machine asks for reduced motion
 */
export function readOptions(search, prefersStill = false) {
  const query = new URLSearchParams(search);
  return {
    durationMs: durationMs(query.get('duration')),
    isStill: query.get('motion') === 'reduced' || (query.get('motion') !== 'full' && prefersStill),
    isSilent: query.get('sound') === 'off',
    volume: number(query.get('volume'), 0, 1, 0.25),
    scale: number(query.get('scale'), 0.5, 1.5, 1),
    position: oneOf(query.get('position'), POSITIONS, 'bottom'),
    rolls: query.get('rolls') === 'on',
    backdrop: oneOf(query.get('backdrop'), ['dark'], null),
    demo: query.has('demo') ? oneOf(query.get('demo'), DEMOS, 'all') : null,
  };
}

/** Seconds or milliseconds: `2`, `2s` and `2000` are the same. */
function durationMs(text) {
  const value = Number.parseFloat(text ?? '');
  if (!(value > 0)) return 2_400;
  return Math.min(15_000, Math.max(800, value < 100 ? value * 1_000 : value));
}

function number(text, low, high, fallback) {
  const value = Number.parseFloat(text ?? '');
  return Number.isNaN(value) ? fallback : Math.min(high, Math.max(low, value));
}

function oneOf(word, words, fallback) {
  return words.includes(word) ? word : fallback;
}

/**
 * The overlay's key out of `/overlay/{overlayKey}/dice`.
 *
 * @param {string} pathname
 * @returns {string|null}
 */
export function overlayKey(pathname) {
  const found = /\/overlay\/([^/]+)\/dice\/?$/.exec(pathname);
  if (found === null) return null;
  try {
    return decodeURIComponent(found[1]);
  } catch {
    return null;
  }
}
