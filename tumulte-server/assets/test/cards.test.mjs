import assert from 'node:assert/strict';
import test from 'node:test';
import { cardFor } from '../overlay/cards.mjs';

const roll = (over) => ({ rollId: 'r1', criticalType: 'success', severity: 'major', label: 'Natural 20', formula: '1d20', result: 20, dice: [], ...over });
const die = (faces, result, active = true) => ({ faces, result, active });

test('two masked rolls of one character make the same card but for the id', () => {
  const character = { id: 'c', name: 'Ysolde', avatarUrl: null };
  const masked = (rollId, smuggled) => {
    const { rollId: _, ...card } = cardFor('dice:hidden', { rollId, character, formula: '???', result: '???', isHidden: true, ...smuggled });
    return card;
  };
  assert.deepEqual(masked('a', {}), masked('b', { severity: 'extreme', criticalType: 'success', label: 'Natural 20', dice: [die(20, 20)], result: 30 }));
});

test('a hidden roll is never shown open, whatever event it comes with', () => {
  assert.equal(cardFor('dice:critical', roll({ isHidden: true })), null);
  assert.equal(cardFor('dice:revealed', roll({ isHidden: true })), null);
});

test('a masked roll without a character names nobody', () => {
  assert.equal(cardFor('dice:hidden', { rollId: 'r1', character: null, isHidden: true }).name, null);
});

test('the die that was dropped is never the one that tells', () => {
  const card = cardFor('dice:critical', roll({ dice: [die(20, 20, false), die(20, 4)] }));
  assert.equal(card.die.result, 4);
  assert.deepEqual(card.others, [{ faces: 20, text: '20', active: false }]);
});

test('the telling die has the most faces, then the best or the worst of them', () => {
  const dice = [die(6, 6), die(20, 3), die(20, 17)];
  assert.equal(cardFor('dice:critical', roll({ dice })).die.result, 17);
  assert.equal(cardFor('dice:critical', roll({ dice, criticalType: 'failure' })).die.result, 3);
});

test('a big pool shows some dice and counts the rest', () => {
  const card = cardFor('dice:critical', roll({ dice: Array.from({ length: 12 }, () => die(10, 7)) }));
  assert.equal(1 + card.others.length + card.unseen, 12);
  assert.ok(card.others.length <= 4);
});

test('a zero and a negative total are results', () => {
  assert.equal(cardFor('dice:critical', roll({ result: 0 })).result, '0');
  assert.equal(cardFor('dice:critical', roll({ result: -3 })).result, '\u22123');
});

test('only pictures that stand on their own are asked for', () => {
  const avatar = (avatarUrl) => cardFor('dice:critical', roll({ character: { name: 'Y', avatarUrl } })).avatarUrl;
  assert.equal(avatar('https://example.org/a.png'), 'https://example.org/a.png');
  for (const bad of ['icons/a.webp', 'javascript:alert(1)', '//example.org/a.png', 7, null]) assert.equal(avatar(bad), null);
});

test('a payload of the wrong shape is survived', () => {
  const card = cardFor('dice:critical', { rollId: 'r1', criticalType: 'success', dice: 'none', character: 'me', label: {}, result: null });
  assert.equal(card.die, null);
  assert.equal(card.label, '');
  assert.equal(card.result, '');
});
