import assert from 'node:assert/strict';
import test from 'node:test';
import { overlayKey, readOptions } from '../overlay/options.mjs';
import { backoff } from '../shared/backoff.mjs';
import { compareCursors, laterCursor } from '../shared/cursor.mjs';
import { Seen } from '../shared/seen.mjs';

test('an event is new once, and again only for another type or roll', () => {
  const seen = new Seen();
  assert.equal(seen.add('dice:critical', 'r1'), true);
  assert.equal(seen.add('dice:critical', 'r1'), false);
  assert.equal(seen.add('dice:revealed', 'r1'), true);
  assert.equal(seen.add('dice:critical', 'r2'), true);
});

test('memory is bounded and forgets the oldest first', () => {
  const seen = new Seen(2);
  for (const id of ['a', 'b', 'c']) seen.add('dice:roll', id);
  assert.equal(seen.add('dice:roll', 'c'), false);
  assert.equal(seen.add('dice:roll', 'a'), true);
});

test('cursors beyond a double still compare by value', () => {
  assert.ok(compareCursors('9', '10') < 0);
  assert.ok(compareCursors('9007199254740993', '9007199254740992') > 0);
  assert.equal(laterCursor('1041', '999'), '1041');
  assert.equal(laterCursor(null, '7'), '7');
  assert.equal(laterCursor('7', undefined), '7');
  assert.equal(laterCursor(null, undefined), null);
});

test('waiting grows, is capped, and is spread', () => {
  assert.equal(backoff(0, () => 0), 250);
  assert.ok(backoff(3, () => 0.5) > backoff(2, () => 0.5));
  assert.ok(backoff(10_000, () => 0.999) <= 20_000);
  assert.notEqual(backoff(5, () => 0.1), backoff(5, () => 0.9));
});

test('the overlay key comes out of the address, also behind a prefix', () => {
  assert.equal(overlayKey('/overlay/abc%2D1/dice'), 'abc-1');
  assert.equal(overlayKey('/rpg/overlay/abc/dice/'), 'abc');
  assert.equal(overlayKey('/overlay/%E0%A4%A/dice'), null);
  assert.equal(overlayKey('/somewhere'), null);
});

test('a card stays less than two and a half seconds unless told otherwise', () => {
  assert.ok(readOptions('').durationMs < 2_500);
  assert.equal(readOptions('?duration=3').durationMs, 3_000);
  assert.equal(readOptions('?duration=3000').durationMs, 3_000);
  assert.equal(readOptions('?duration=forever').durationMs, readOptions('').durationMs);
});

test('motion follows the machine unless the address says so', () => {
  assert.equal(readOptions('', true).isStill, true);
  assert.equal(readOptions('?motion=full', true).isStill, false);
  assert.equal(readOptions('?motion=reduced', false).isStill, true);
});

test('sound is quiet by default and can be off', () => {
  assert.ok(readOptions('').volume <= 0.3);
  assert.equal(readOptions('?sound=off').isSilent, true);
  assert.equal(readOptions('?volume=7').volume, 1);
});
