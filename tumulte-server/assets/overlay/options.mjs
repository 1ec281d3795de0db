import { VIEWS } from '../shared/overlay-settings.mjs';

const SAMPLES = ['success', 'failure', 'masked', 'roll', 'all'];
const BACKDROPS = ['dark', 'busy'];

/**
 * What the page's address asks for, over what the streamer has set. Anything unreadable is as if it were not there.
 *
 * @param {string} search the address's query
 * @returns {{settings: object, backdrop: string|null, demo: string|null, isPreview: boolean}}
 */
export function readOptions(search) {
  const query = new URLSearchParams(search);
  const word = (name, words) => (words.includes(query.get(name)) ? query.get(name) : undefined);
  const volume = number(query.get('volume'));
  const scale = number(query.get('scale'));
  const sound = word('sound', ['on', 'off']);
  const rolls = word('rolls', ['on', 'off']);
  const settings = {
    theme: query.get('theme'),
    position: query.get('position'),
    motion: query.get('motion'),
    language: query.get('lang'),
    durationMs: durationMs(query.get('duration')),
    delaySeconds: number(query.get('delay')),
    volume: volume === undefined ? undefined : volume * 100,
    scale: scale === undefined ? undefined : scale * 100,
    sound: sound === undefined ? undefined : sound === 'on',
    show: rolls === undefined ? undefined : rolls === 'on' ? 'all' : 'criticals',
  };
  return {
    settings,
    backdrop: word('backdrop', BACKDROPS) ?? null,
    demo: query.has('demo') ? word('demo', SAMPLES) ?? 'all' : null,
    isPreview: query.has('preview'),
  };
}

/** Seconds or milliseconds: `2`, `2s` and `2000` are the same. */
function durationMs(text) {
  const value = number(text);
  if (value === undefined || value <= 0) return undefined;
  return value < 100 ? value * 1_000 : value;
}

function number(text) {
  const value = Number.parseFloat(text ?? '');
  return Number.isNaN(value) ? undefined : value;
}

/**
 * Key and view out of `/overlay/{overlayKey}/{view}`.
 *
 * @param {string} pathname
 * @returns {{key: string, view: string}|null}
 */
export function overlayAddress(pathname) {
  const found = /\/overlay\/([^/]+)\/([a-z]+)\/?$/.exec(pathname);
  if (found === null || !VIEWS.includes(found[2])) return null;
  try {
    return { key: decodeURIComponent(found[1]), view: found[2] };
  } catch {
    return null;
  }
}
