/**
 * Fills a copy of the server's own row: the markup is written once, in the template.
 *
 * @param {HTMLTemplateElement} template
 * @param {object} roll the wire's GM roll
 * @param {Record<string, string>} visibilityWords by the wire's word
 * @returns {HTMLElement}
 */
export function rollRow(template, roll, visibilityWords) {
  const row = template.content.firstElementChild.cloneNode(true);
  const slot = (name) => row.querySelector(`[data-slot="${name}"]`);
  const fill = (name, value) => {
    slot(name).textContent = text(value);
  };
  row.dataset.rollId = text(roll.rollId);
  row.dataset.outcome = text(roll.criticalType);
  slot('time').dateTime = text(roll.rolledAt);

  const name = text(roll.character?.name) || text(roll.speaker?.alias);
  fill('name', name);
  fill('initial', [...name][0]?.toLocaleUpperCase());
  const portrait = text(roll.character?.avatarUrl);
  if (/^(https?:\/\/|data:image\/)/.test(portrait)) slot('initial').after(picture(portrait));
  fill('flavor', roll.flavor);
  fill('formula', roll.formula);
  fill('result', roll.result);
  fill('label', roll.label);
  slot('label').hidden = text(roll.label) === '';
  slot('dice').replaceChildren(...(Array.isArray(roll.dice) ? roll.dice : []).map(pip));

  const isHidden = typeof roll.visibility === 'string' && roll.visibility !== 'public';
  row.classList.toggle('roll-secret', isHidden);
  slot('secret').hidden = !isHidden;
  fill('visibility', isHidden ? (visibilityWords[roll.visibility] ?? roll.visibility) : '');

  const values = Object.entries(roll.reason?.values ?? {}).map(([key, value]) => `${key} = ${text(value)}`);
  fill('rule', roll.reason?.when);
  fill('values', values.join(', '));
  fill('recomputed', roll.totalCheck?.recomputed);
  slot('reason').hidden = text(roll.reason?.when) === '';
  slot('check').hidden = text(roll.totalCheck?.recomputed) === '';
  slot('why').hidden = slot('reason').hidden && slot('check').hidden;
  return row;
}

function picture(url) {
  const node = document.createElement('img');
  node.alt = '';
  node.referrerPolicy = 'no-referrer';
  node.src = url;
  return node;
}

function pip(die) {
  const node = document.createElement('span');
  node.className = die.active === false ? 'pip pip-out' : 'pip';
  node.title = `d${text(die.faces)}`;
  node.dataset.faces = text(die.faces);
  node.textContent = text(die.result);
  return node;
}

function text(value) {
  return value === null || value === undefined ? '' : String(value);
}
