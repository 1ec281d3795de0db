import assert from 'node:assert/strict';
import test from 'node:test';
import { DelayLine } from '../overlay/delay.mjs';
import { FlashLimit } from '../overlay/flash.mjs';

function line(t, delayMs) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let now = 0;
  const out = [];
  const delay = new DelayLine((event) => out.push(event.name), () => now);
  delay.setDelay(delayMs);
  const pass = (ms) => {
    now += ms;
    t.mock.timers.tick(ms);
  };
  return { delay, out, pass };
}

test('without a delay an event goes on at once', (t) => {
  const { delay, out } = line(t, 0);
  delay.push({ name: 'a' });
  assert.deepEqual(out, ['a']);
});

test('events wait as long as the stream is behind, and leave in their order', (t) => {
  const { delay, out, pass } = line(t, 30_000);
  delay.push({ name: 'a' });
  pass(10_000);
  delay.push({ name: 'b' });
  pass(19_999);
  assert.deepEqual(out, []);
  pass(1);
  assert.deepEqual(out, ['a']);
  pass(10_000);
  assert.deepEqual(out, ['a', 'b']);
});

test('what was missed waits only for the rest, and overtakes nothing', (t) => {
  const { delay, out, pass } = line(t, 30_000);
  delay.push({ name: 'a' });
  delay.push({ name: 'late' }, 29_000);
  pass(1_000);
  assert.deepEqual(out, []);
  pass(29_000);
  assert.deepEqual(out, ['a', 'late']);
});

test('another delay counts for what waits already', (t) => {
  const { delay, out, pass } = line(t, 60_000);
  delay.push({ name: 'a' });
  pass(5_000);
  delay.setDelay(8_000);
  pass(2_999);
  assert.deepEqual(out, []);
  pass(1);
  assert.deepEqual(out, ['a']);
  delay.push({ name: 'b' });
  delay.setDelay(0);
  assert.deepEqual(out, ['a', 'b']);
});

test('what is forgotten never comes', (t) => {
  const { delay, out, pass } = line(t, 10_000);
  delay.push({ name: 'a' });
  delay.push({ name: 'b' });
  delay.clear(({ name }) => name === 'b');
  pass(10_000);
  assert.deepEqual(out, ['b']);
});

test('a crowd waits in bounded room: the oldest go', (t) => {
  const { delay } = line(t, 60_000);
  for (let index = 0; index < 5_000; index += 1) delay.push({ name: String(index) });
  assert.equal(delay.size, 2_000);
});

test('no more bursts of light in any second than are allowed', () => {
  const limit = new FlashLimit(3);
  const taken = Array.from({ length: 100 }, (_, index) => index * 50).filter((now) => limit.take(now));
  for (const from of taken) assert.ok(taken.filter((time) => time >= from && time < from + 1_000).length <= 3);
  assert.ok(taken.length >= 12);
  assert.equal(new FlashLimit(0).take(0), false);
});
