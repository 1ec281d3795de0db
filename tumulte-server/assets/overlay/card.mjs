import { drawDie } from '../shared/die.mjs';
import { box, drawAvatar } from './dom.mjs';
import { drawEffects } from './effects.mjs';

/**
 * Builds a card.
 *
 * @param {import('./cards.mjs').Card} card
 * @param {boolean} [isCalm] without a burst of light
 * @returns {HTMLElement}
 */
export function drawCard(card, isCalm = false) {
  const node = box('article', 'card');
  node.dataset.rollId = card.rollId;
  node.dataset.kind = card.kind;
  node.dataset.calm = String(isCalm);
  if (card.severity !== null) node.dataset.severity = card.severity;
  const plate = box('div', 'plate');
  plate.append(...drawEffects(card), drawWords(card));
  const die = box('div', 'die');
  const body = drawDie(card.die ?? { faces: 0, result: card.result });
  node.dataset.die = body.dataset.shape;
  die.append(body);
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
