import { DEFAULTS, settingsOf } from '../shared/overlay-settings.mjs';

/** What changes how a card looks shows one. */
const LOOKS = ['theme', 'position', 'scale', 'language', 'motion'];

const form = document.querySelector('[data-studio]');
const status = form.querySelector('[data-status]');
const preview = document.querySelector('[data-preview]');
const picks = form.querySelector('[data-picks]');
const others = form.querySelector('[data-others]');
const toObs = document.querySelector('[data-to-obs]');
const backdrop = document.querySelector('[data-backdrop]');

for (const part of document.querySelectorAll('[data-needs-script]')) part.hidden = false;
for (const button of document.querySelectorAll('[data-sample]')) button.addEventListener('click', () => show(button.dataset.sample));
backdrop.addEventListener('change', () => tell({ type: 'overlay:backdrop', backdrop: backdrop.value }));
form.addEventListener('input', changed);
form.addEventListener('submit', save);
window.addEventListener('message', ({ origin, source, data }) => {
  if (origin !== location.origin || source !== preview.contentWindow || data?.type !== 'overlay:ready') return;
  refresh();
  tell({ type: 'overlay:sample', sample: 'success', isAlone: true });
});
window.addEventListener('beforeunload', (event) => {
  if (form.dataset.dirty === 'true') event.preventDefault();
});
revealPicks();
// The preview may have been ready before this script was.
refresh();

/** The form as settings. */
function read() {
  const fields = new FormData(form);
  const settings = {};
  for (const [name, value] of Object.entries(DEFAULTS)) {
    if (typeof value === 'boolean') settings[name] = fields.has(name);
    else if (typeof value === 'number') settings[name] = Number(fields.get(name));
    else if (Array.isArray(value)) settings[name] = fields.getAll(name);
    else settings[name] = fields.get(name);
  }
  return settingsOf(settings);
}

function changed(event) {
  const output = event.target.closest('.field')?.querySelector('output');
  if (output) output.textContent = `${Number(event.target.value) / Number(output.dataset.per ?? 1)}${output.dataset.unit}`;
  form.dataset.dirty = 'true';
  status.textContent = form.dataset.changed;
  revealPicks();
  refresh();
  if (LOOKS.includes(event.target.name)) tell({ type: 'overlay:sample', sample: 'success', isAlone: true });
}

function revealPicks() {
  const { characters } = read();
  picks.hidden = characters !== 'chosen';
  others.hidden = characters === 'all';
}

/** The preview is no stream: it is never behind, and shows everybody. */
function refresh() {
  tell({ type: 'overlay:state', settings: { ...read(), delaySeconds: 0, characters: 'all' } });
}

function tell(message) {
  preview.contentWindow.postMessage(message, location.origin);
}

async function show(sample) {
  tell({ type: 'overlay:sample', sample });
  if (!toObs.checked) return;
  const sent = await ask('POST', '/test', { sample });
  status.textContent = sent ? form.dataset.sent : form.dataset.failed;
}

async function save(event) {
  event.preventDefault();
  const saved = await ask('PUT', '/settings', read());
  status.textContent = saved ? form.dataset.saved : form.dataset.failed;
  if (saved) form.dataset.dirty = 'false';
}

async function ask(method, path, body) {
  try {
    const answer = await fetch(form.dataset.studio + path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    return answer.ok;
  } catch {
    return false;
  }
}
