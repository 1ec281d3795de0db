import { drawDie } from '../shared/die.mjs';
import { drawEffects } from './effects.mjs';

/**
 * Builds a card. Everything from the wire becomes text nodes and attributes, never markup.
 *
 * @param {import('./cards.mjs').Card} card
 * @returns {HTMLElement}
 */
export function drawCard(card) {
  const node = box('article', 'card');
  node.dataset.rollId = card.rollId;
  node.dataset.kind = card.kind;
  if (card.severity !== null) node.dataset.severity = card.severity;
  const plate = box('div', 'plate');
  plate.append(...drawEffects(card), drawWords(card));
  const die = box('div', 'die');
  die.append(drawDie(card.die ?? { faces: 0, result: card.result }));
  node.append(box('div', 'halo'), plate, die);
  return node;
}

function drawWords(card) {
  const words = box('div', 'words');
  if (card.name !== null || card.others.length > 0) words.append(drawWho(card));
  if (card.label !== '') {
    const label = box('p', 'label', card.label);
    label.dataset.length = lengthClass(card.label);
    words.append(label);
  }
  if (card.result !== '') words.append(drawSum(card));
  return words;
}

function drawWho(card) {
  const who = box('div', 'who');
  if (card.name !== null) who.append(drawAvatar(card.name, card.avatarUrl));
  who.append(box('span', 'name', card.name ?? ''));
  for (const other of card.others) {
    const small = box('span', 'other');
    small.dataset.active = String(other.active);
    small.append(drawDie({ faces: other.faces, result: other.text }, 1.3));
    who.append(small);
  }
  if (card.unseen > 0) who.append(box('span', 'unseen', `+${card.unseen}`));
  return who;
}

function drawAvatar(name, avatarUrl) {
  const avatar = box('span', 'avatar', initial(name));
  if (avatarUrl !== null) {
    const picture = document.createElement('img');
    picture.alt = '';
    picture.referrerPolicy = 'no-referrer';
    picture.addEventListener('error', () => picture.remove());
    picture.src = avatarUrl;
    avatar.append(picture);
  }
  return avatar;
}

function drawSum(card) {
  const sum = box('p', 'sum');
  if (card.formula !== '') sum.append(box('span', 'formula', card.formula), box('span', 'equals', '='));
  sum.append(box('strong', 'result', card.result));
  return sum;
}

/** Longer words are set smaller: measured in letters, so that nothing waits for a layout. */
function lengthClass(label) {
  if (label.length > 24) return 'longest';
  if (label.length > 17) return 'longer';
  return label.length > 14 ? 'long' : 'short';
}

/** The first letter as people see it, also where it takes several code points. */
function initial(name) {
  const [first] = new Intl.Segmenter().segment(name);
  return first === undefined ? '' : first.segment.toLocaleUpperCase();
}

function box(tag, name, text) {
  const node = document.createElement(tag);
  node.className = name;
  if (text !== undefined) node.textContent = text;
  return node;
}
