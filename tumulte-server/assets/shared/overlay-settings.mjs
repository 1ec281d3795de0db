/** How an overlay looks and behaves. The server keeps one of these for each streamer; the page's address may override it. */

export const VIEWS = ['dice', 'combat', 'characters', 'polls', 'all'];
export const THEMES = ['brass', 'vellum', 'neon', 'glass', 'abyss'];
export const POSITIONS = ['bottom', 'bottom-left', 'bottom-right', 'top', 'top-left', 'top-right', 'centre'];
export const MOTIONS = ['system', 'full', 'reduced'];
export const LANGUAGES = ['en', 'fr'];

/** How much of an address's list of characters is read. */
const MAX_CHOSEN = 64;

/**
 * @typedef {object} Settings
 * @property {string} theme
 * @property {'criticals'|'all'} show
 * @property {'mask'|'omit'} hidden
 * @property {'all'|'assigned'|'chosen'} characters whose rolls and sheets are shown
 * @property {string[]} chosen ids of characters, where `characters` is `chosen`
 * @property {boolean} others whether rolls of no player's character are shown beside those of the chosen
 * @property {boolean} sound
 * @property {number} volume per cent
 * @property {number} durationMs how long a card lives, its leaving included
 * @property {string} position where dice cards land
 * @property {number} scale per cent
 * @property {number} delaySeconds how far the stream is behind the table
 * @property {'system'|'full'|'reduced'} motion
 * @property {number} flashes at most so many bursts of light a second
 * @property {'en'|'fr'} language
 * @property {'left'|'right'} combatSide
 * @property {number} combatRows how many stand in the tracker at most
 * @property {'left'|'right'} sheetSide
 * @property {boolean} inventory whether sheets show what is carried
 */

/** @type {Readonly<Settings>} */
export const DEFAULTS = Object.freeze({
  theme: 'brass',
  show: 'criticals',
  hidden: 'mask',
  characters: 'all',
  chosen: Object.freeze([]),
  others: true,
  sound: true,
  volume: 25,
  durationMs: 2_400,
  position: 'bottom',
  scale: 100,
  delaySeconds: 0,
  motion: 'system',
  flashes: 3,
  language: 'en',
  combatSide: 'right',
  combatRows: 8,
  sheetSide: 'left',
  inventory: true,
});

/** How each setting is read; what can't be read is left out. */
const READERS = {
  theme: oneOf(THEMES),
  show: oneOf(['criticals', 'all']),
  hidden: oneOf(['mask', 'omit']),
  characters: oneOf(['all', 'assigned', 'chosen']),
  chosen: (value) => (Array.isArray(value) ? value.filter((id) => typeof id === 'string').slice(0, MAX_CHOSEN) : undefined),
  others: truth,
  sound: truth,
  volume: between(0, 100),
  durationMs: between(800, 15_000),
  position: oneOf(POSITIONS),
  scale: between(50, 150),
  delaySeconds: between(0, 60),
  motion: oneOf(MOTIONS),
  flashes: between(0, 3),
  language: oneOf(LANGUAGES),
  combatSide: oneOf(['left', 'right']),
  combatRows: between(3, 12),
  sheetSide: oneOf(['left', 'right']),
  inventory: truth,
};

/**
 * Puts what was stored, then what the address says, over the defaults. Anything unreadable falls back in silence: a
 * stream shows no errors.
 *
 * @param {...object} layers the later ones win
 * @returns {Settings}
 */
export function settingsOf(...layers) {
  const settings = { ...DEFAULTS };
  for (const layer of layers) {
    if (layer === null || typeof layer !== 'object') continue;
    for (const [name, read] of Object.entries(READERS)) {
      const value = Object.hasOwn(layer, name) ? read(layer[name]) : undefined;
      if (value !== undefined) settings[name] = value;
    }
  }
  return settings;
}

function oneOf(words) {
  return (value) => (words.includes(value) ? value : undefined);
}

function truth(value) {
  return typeof value === 'boolean' ? value : undefined;
}

function between(low, high) {
  return (value) => (typeof value === 'number' && Number.isFinite(value) ? Math.min(high, Math.max(low, Math.round(value))) : undefined);
}
