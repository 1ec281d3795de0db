import { faceText } from '../shared/die-shape.mjs';

/** A card about something older than this has missed its moment. */
export const FRESH_MS = 60_000;
const MAX_OTHERS = 4;

/**
 * What one card says.
 *
 * @typedef {object} Card
 * @property {string} rollId
 * @property {'success'|'failure'|'masked'|'roll'} kind
 * @property {'minor'|'major'|'extreme'|null} severity
 * @property {string|null} characterId whose roll it is, where the stream may know
 * @property {string|null} name
 * @property {string|null} avatarUrl
 * @property {string} label
 * @property {string} formula
 * @property {string} result
 * @property {{faces: number, result: number|string, kind?: string}|null} die the one that counts
 * @property {{faces: number, text: string, active: boolean}[]} others
 * @property {number} unseen dice there was no room for
 */

/**
 * @param {string} type the event's name
 * @param {object} payload
 * @returns {Card|null} nothing when the event is no card
 */
export function cardFor(type, payload) {
  if (typeof payload.rollId !== 'string' || payload.rollId === '') return null;
  if (type === 'dice:hidden') return maskedCard(payload);
  // Numbers of a hidden roll have no business on a stream, whoever sent them.
  if (payload.isHidden === true) return null;
  if (type === 'dice:critical' || type === 'dice:revealed' || type === 'dice:roll') return openCard(payload);
  return null;
}

function maskedCard(payload) {
  return {
    rollId: payload.rollId,
    kind: 'masked',
    severity: null,
    ...who(payload.character),
    label: '???',
    formula: '',
    result: '',
    die: { faces: 20, result: '?' },
    others: [],
    unseen: 0,
  };
}

function openCard(payload) {
  const kind = payload.criticalType === 'success' || payload.criticalType === 'failure' ? payload.criticalType : 'roll';
  const dice = (Array.isArray(payload.dice) ? payload.dice : []).filter(isDie);
  const die = tellingDie(dice, kind);
  const rest = dice.filter((other) => other !== die);
  const shown = rest.slice(0, rest.length > MAX_OTHERS ? MAX_OTHERS - 1 : MAX_OTHERS);
  return {
    rollId: payload.rollId,
    kind,
    severity: kind === 'roll' ? null : severity(payload.severity),
    ...who(payload.character),
    label: text(payload.label),
    formula: text(payload.formula),
    result: text(payload.result).replace(/^-/, '\u2212'),
    die,
    others: shown.map((other) => ({ faces: other.faces, text: faceText(other), active: other.active !== false })),
    unseen: rest.length - shown.length,
  };
}

/** The die the eye looks for: it counts, has the most faces, and shows the best or the worst. */
function tellingDie(dice, kind) {
  const counting = dice.filter((die) => die.active !== false);
  const candidates = counting.length > 0 ? counting : dice;
  const worst = kind === 'failure' ? -1 : 1;
  return candidates.reduce(
    (best, die) =>
      best === null || die.faces > best.faces || (die.faces === best.faces && (Number(die.result) - Number(best.result)) * worst > 0)
        ? die
        : best,
    null,
  );
}

function isDie(die) {
  return die !== null && typeof die === 'object' && Number.isFinite(die.faces) && die.result !== undefined && die.result !== null;
}

function severity(word) {
  return word === 'minor' || word === 'extreme' ? word : 'major';
}

function who(character) {
  if (character === null || typeof character !== 'object') return { characterId: null, name: null, avatarUrl: null };
  return { characterId: text(character.id) || null, name: text(character.name) || null, avatarUrl: pictureUrl(character.avatarUrl) };
}

/**
 * Only addresses that stand on their own: a path of the tabletop means nothing here.
 *
 * @param {unknown} url
 * @returns {string|null}
 */
export function pictureUrl(url) {
  return typeof url === 'string' && /^(https?:\/\/|data:image\/)/i.test(url) ? url : null;
}

function text(value) {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

/**
 * @param {string} rolledAt RFC 3339
 * @param {number} now milliseconds since the epoch
 * @returns {boolean} whether the moment is recent enough to be shown; unreadable times are
 */
export function isFresh(rolledAt, now) {
  const at = Date.parse(rolledAt);
  return Number.isNaN(at) || now - at <= FRESH_MS;
}
