import assert from 'node:assert/strict';
import test from 'node:test';
import { Intake } from '../overlay/intake.mjs';

const NOW = Date.parse('2026-11-21T20:00:00.000Z');
const at = (ageMs) => new Date(NOW - ageMs).toISOString();
const critical = (rollId, over = {}) => ({
  type: 'dice:critical',
  payload: { rollId, criticalType: 'success', severity: 'major', label: 'Natural 20', result: 27, formula: '1d20 + 7', dice: [], rolledAt: at(0), ...over },
});
const hidden = (rollId, over = {}) => ({ type: 'dice:hidden', payload: { rollId, formula: '???', result: '???', isHidden: true, rolledAt: at(0), ...over } });
const revealed = (rollId, over = {}) => ({ ...critical(rollId, over), type: 'dice:revealed' });
const retracted = (rollId) => ({ type: 'dice:retracted', payload: { rollId } });

test('the same event twice makes one card', () => {
  const intake = new Intake();
  assert.equal(intake.decide(critical('r1'), NOW).action, 'show');
  assert.equal(intake.decide(critical('r1'), NOW), null);
});

test('a critical that also comes as a plain roll makes one card, in either order', () => {
  for (const types of [['dice:critical', 'dice:roll'], ['dice:roll', 'dice:critical']]) {
    const intake = new Intake({ rolls: true });
    const shown = types.map((type) => intake.decide({ ...critical('r1'), type }, NOW));
    assert.deepEqual(shown.map((decision) => decision?.action ?? null), ['show', null]);
  }
});

test('a moment more than a minute old is not shown', () => {
  const intake = new Intake();
  assert.equal(intake.decide(critical('r1', { rolledAt: at(60_001) }), NOW), null);
  assert.equal(intake.decide(critical('r2', { rolledAt: at(60_000) }), NOW).action, 'show');
  assert.equal(intake.decide(hidden('r3', { rolledAt: at(90_000) }), NOW), null);
});

test('a time from the future or none at all hides nothing', () => {
  const intake = new Intake();
  assert.equal(intake.decide(critical('r1', { rolledAt: at(-500_000) }), NOW).action, 'show');
  assert.equal(intake.decide(critical('r2', { rolledAt: undefined }), NOW).action, 'show');
});

test('plain rolls are shown only where they were asked for', () => {
  const plain = { ...critical('r1', { criticalType: null, label: null }), type: 'dice:roll' };
  assert.equal(new Intake().decide(plain, NOW), null);
  assert.equal(new Intake({ rolls: true }).decide(plain, NOW).card.kind, 'roll');
});

test('a revealed critical replaces its masked card, however long ago it was rolled', () => {
  const intake = new Intake();
  assert.equal(intake.decide(hidden('r1'), NOW).card.kind, 'masked');
  const decision = intake.decide(revealed('r1', { rolledAt: at(3_600_000) }), NOW);
  assert.equal(decision.action, 'replace');
  assert.equal(decision.card.kind, 'success');
});

test('an old reveal that only comes out of a replay is no news', () => {
  const event = { ...revealed('r1', { rolledAt: at(3_600_000) }), isReplay: true };
  assert.deepEqual(new Intake().decide(event, NOW), { action: 'withdraw', rollId: 'r1' });
});

test('a revealed roll that is not critical takes its masked card away', () => {
  const event = revealed('r1', { criticalType: null });
  assert.deepEqual(new Intake().decide(event, NOW), { action: 'withdraw', rollId: 'r1' });
});

test('a retracted roll is withdrawn', () => {
  assert.deepEqual(new Intake().decide(retracted('r1'), NOW), { action: 'withdraw', rollId: 'r1' });
});

test('events without a roll, and events nobody knows, mean nothing', () => {
  const intake = new Intake();
  assert.equal(intake.decide({ type: 'dice:critical', payload: {} }, NOW), null);
  assert.equal(intake.decide({ type: 'combat:start', payload: { rollId: 'r1' } }, NOW), null);
});

test('hidden rolls are masked or not there at all', () => {
  assert.equal(new Intake({ omitsHidden: true }).decide(hidden('r1'), NOW), null);
  assert.equal(new Intake({ omitsHidden: true }).decide(revealed('r1'), NOW).action, 'replace');
});

test('only the rolls of those who are shown make a card', () => {
  const intake = new Intake({ shows: (id) => id === 'ilse' });
  const by = (rollId, id) => critical(rollId, { character: id === null ? null : { id, name: 'Somebody' } });
  assert.equal(intake.decide(by('r1', 'bram'), NOW), null);
  assert.equal(intake.decide(by('r2', null), NOW), null);
  assert.equal(intake.decide(by('r3', 'ilse'), NOW).card.characterId, 'ilse');
});
