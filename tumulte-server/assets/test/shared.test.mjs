import assert from 'node:assert/strict';
import test from 'node:test';
import { overlayAddress, readOptions } from '../overlay/options.mjs';
import { backoff } from '../shared/backoff.mjs';
import { compareCursors, laterCursor } from '../shared/cursor.mjs';
import { settingsOf } from '../shared/overlay-settings.mjs';
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

test('key and view come from the path, wherever the server lives', () => {
  assert.deepEqual(overlayAddress('/overlay/abc/dice'), { key: 'abc', view: 'dice' });
  assert.deepEqual(overlayAddress('/rpg/overlay/abc/all/'), { key: 'abc', view: 'all' });
  assert.equal(overlayAddress('/overlay/%E0%A4%A/dice'), null);
  assert.equal(overlayAddress('/overlay/abc/criticals'), null);
  assert.equal(overlayAddress('/somewhere'), null);
});

test('the address wins over what the streamer has set, and nonsense in it changes nothing', () => {
  const asked = (query) => settingsOf({ durationMs: 4_000, motion: 'reduced', volume: 60, show: 'all' }, readOptions(query).settings);
  assert.equal(asked('').durationMs, 4_000);
  for (const three of ['3', '3s', '3000']) assert.equal(asked(`?duration=${three}`).durationMs, 3_000);
  for (const nonsense of ['forever', '0', '-3']) assert.equal(asked(`?duration=${nonsense}`).durationMs, 4_000);
  assert.equal(asked('?motion=full').motion, 'full');
  assert.equal(asked('?motion=wild').motion, 'reduced');
  assert.equal(asked('?volume=7').volume, 100);
  assert.equal(asked('?sound=off').sound, false);
  assert.equal(asked('?rolls=off').show, 'criticals');
  assert.equal(asked('?theme=neon&scale=1.2').scale, 120);
});
