import assert from 'node:assert/strict';
import test from 'node:test';
import { Combats } from '../overlay/combat.mjs';
import { Sheets } from '../overlay/sheets.mjs';
import { Words } from '../overlay/words.mjs';

const fighter = (id, over = {}) => ({ id, name: id, isPlayer: true, isDefeated: false, initiative: 10, ...over });
const fight = (over = {}) => ({ vttCombatId: 'f1', round: 1, started: true, current: 'a', combatants: ['a', 'b', 'c', 'd', 'e'].map((id) => fighter(id)), ...over });
const everybody = () => true;

test('a fight is shown while it goes on', () => {
  const combats = new Combats();
  assert.equal(combats.shown(8), null);
  combats.take('combat:start', fight());
  assert.deepEqual(combats.shown(8).rows.map(({ id, isCurrent }) => [id, isCurrent])[0], ['a', true]);
  combats.take('combat:update', fight({ started: false }));
  assert.equal(combats.shown(8), null);
  combats.take('combat:turn', fight());
  combats.take('combat:end', { vttCombatId: 'f1' });
  assert.equal(combats.shown(8), null);
});

test('where not all fit, the one whose turn it is and the next are seen', () => {
  const combats = new Combats();
  const seen = (current) => {
    combats.take('combat:turn', fight({ current }));
    return combats.shown(3);
  };
  assert.deepEqual(seen('a').rows.map(({ id }) => id), ['a', 'b', 'c']);
  assert.deepEqual(seen('c').rows.map(({ id }) => id), ['b', 'c', 'd']);
  assert.deepEqual(seen('e').rows.map(({ id }) => id), ['c', 'd', 'e']);
  assert.equal(seen('e').unseen, 2);
});

test('of two fights the latest told of is shown, and no more than a few are remembered', () => {
  const combats = new Combats();
  for (let index = 0; index < 50; index += 1) combats.take('combat:update', fight({ vttCombatId: `f${index}` }));
  assert.equal(combats.shown(8).id, 'f49');
  for (let index = 49; index > 41; index -= 1) combats.take('combat:end', { vttCombatId: `f${index}` });
  assert.equal(combats.shown(8), null);
});

test('broken combatants and strange payloads break nothing', () => {
  const combats = new Combats();
  combats.take('combat:update', fight({ combatants: [null, 7, {}, fighter('a', { name: 5, img: 'worlds/x.png', initiative: 'high' })] }));
  assert.deepEqual(combats.shown(8).rows, [{ id: 'a', name: null, img: null, initiative: '', isPlayer: true, isDefeated: false, isCurrent: true }]);
  combats.take('combat:update', { vttCombatId: 'f1', started: true, combatants: 'all' });
  assert.equal(combats.shown(8), null);
});

test('a sheet says how somebody is', () => {
  const sheets = new Sheets();
  sheets.take('character:update', { campaignId: 'k1', id: 'c1', character: {
    id: 'c1', name: 'Ilse', avatarUrl: 'https://pictures.example/ilse.png', stats: { hp: { value: 7, max: 31, temp: 4 }, ac: { value: 15 } },
    conditions: ['prone', 'poisoned', 'blinded', 'deafened', 'stunned'],
    inventory: [{ name: 'Rope', equipped: false }, { name: 'Potion', kind: 'consumable', equipped: true, quantity: 2 }, { name: 'Bow', kind: 'weapon', equipped: true }],
  } });
  assert.deepEqual(sheets.shown(everybody, true, 6), [{
    id: 'c1', name: 'Ilse', avatarUrl: 'https://pictures.example/ilse.png', hp: { value: 7, max: 31, temp: 4 }, armour: 15,
    conditions: ['prone', 'poisoned', 'blinded', 'deafened'], unseen: 1, items: [{ name: 'Bow', quantity: 1 }, { name: 'Potion', quantity: 2 }],
  }]);
  assert.deepEqual(sheets.shown(everybody, false, 6)[0].items, []);
  assert.deepEqual(sheets.shown(() => false, true, 6), []);
  sheets.take('character:delete', { id: 'c1' });
  assert.deepEqual(sheets.shown(everybody, true, 6), []);
});

test('what a campaign has now replaces what was known of it, and of no other', () => {
  const [combats, sheets] = [new Combats(), new Sheets()];
  const names = () => sheets.shown(everybody, true, 6).map(({ name }) => name);
  sheets.take('character:state', { campaignId: 'k1', characters: [{ id: 'a', name: 'Ann' }, null, { id: 7 }] });
  sheets.take('character:state', { campaignId: 'k2', characters: [{ id: 'b', name: 'Bea' }] });
  sheets.take('character:state', { campaignId: 'k1', characters: [{ id: 'c', name: 'Cid' }] });
  assert.deepEqual(names(), ['Bea', 'Cid']);
  sheets.take('inventory:update', { campaignId: 'k1', id: 'c', inventory: [{ name: 'Bow', equipped: true }] });
  assert.deepEqual(sheets.shown(everybody, true, 6)[1].items, [{ name: 'Bow', quantity: 1 }]);
  combats.take('combat:state', { campaignId: 'k1', combats: [fight({ vttCombatId: 'old' })] });
  combats.take('combat:turn', fight({ vttCombatId: 'elsewhere', campaignId: 'k2' }));
  combats.take('combat:state', { campaignId: 'k1', combats: [] });
  assert.equal(combats.shown(8).id, 'elsewhere');
  combats.take('combat:state', { campaignId: 'k2', combats: 'none' });
  assert.equal(combats.shown(8), null);
});

test('a sheet without numbers has no bar, and there are never more than six', () => {
  const sheets = new Sheets();
  for (let index = 0; index < 90; index += 1) sheets.take('character:update', { character: { id: `c${index}`, name: `Hero ${index}`, stats: { hp: 'many' } } });
  const shown = sheets.shown(everybody, true, 6);
  assert.equal(shown.length, 6);
  assert.equal(shown[0].hp, null);
});

test('verdicts and conditions are said in French where they are known, and as they came where not', () => {
  const words = new Words();
  assert.equal(words.verdict('Critical Hit'), 'Critical Hit');
  assert.equal(words.condition('Compendium.offGuard'), 'off guard');
  words.language = 'fr';
  assert.equal(words.verdict('Critical Hit'), 'Coup critique');
  assert.equal(words.verdict('Wild Surge'), 'Wild Surge');
  assert.equal(words.condition('prone'), 'à terre');
  assert.equal(words.say('round', { round: 3 }), 'Round 3');
});
