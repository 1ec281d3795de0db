import assert from 'node:assert/strict';
import test from 'node:test';
import { DEFAULTS, settingsOf } from '../shared/overlay-settings.mjs';

test('what nobody set is as by default, and a card lives less than two and a half seconds', () => {
  assert.deepEqual(settingsOf(), { ...DEFAULTS });
  assert.deepEqual(settingsOf(null, undefined, 'text', {}), { ...DEFAULTS });
  assert.ok(DEFAULTS.durationMs < 2_500);
  assert.ok(DEFAULTS.volume <= 30);
});

test('later layers win, and what is unreadable in them does not', () => {
  const settings = settingsOf({ theme: 'neon', volume: 40 }, { theme: 'comic', volume: undefined, scale: 80 });
  assert.deepEqual([settings.theme, settings.volume, settings.scale], ['neon', 40, 80]);
});

test('numbers stay within their bounds', () => {
  const { delaySeconds, flashes, volume, durationMs, combatRows } = settingsOf({ delaySeconds: 900, flashes: 12, volume: -3, durationMs: 1, combatRows: Number.NaN });
  assert.deepEqual([delaySeconds, flashes, volume, durationMs, combatRows], [60, 3, 0, 800, DEFAULTS.combatRows]);
});

test('names that are not settings are not taken over', () => {
  assert.equal(Object.hasOwn(settingsOf({ overlayKey: 'x' }), 'overlayKey'), false);
});
