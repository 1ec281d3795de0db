import assert from 'node:assert/strict';
import test from 'node:test';
import { CardQueue, dwell } from '../overlay/queue.mjs';

const card = (rollId, kind = 'success') => ({ rollId, kind });
const drain = (queue) => {
  const ids = [];
  for (let next = queue.next(); next !== undefined; next = queue.next()) ids.push(next.rollId);
  return ids;
};

test('cards leave in the order they came', () => {
  const queue = new CardQueue();
  for (const id of ['a', 'b', 'c']) queue.push(card(id));
  assert.deepEqual(drain(queue), ['a', 'b', 'c']);
});

test('a full queue drops the oldest card that is no critical', () => {
  const queue = new CardQueue(3);
  queue.push(card('a'));
  queue.push(card('b', 'masked'));
  queue.push(card('c', 'roll'));
  queue.push(card('d', 'failure'));
  assert.deepEqual(drain(queue), ['a', 'c', 'd']);
});

test('a queue full of criticals drops the oldest of them', () => {
  const queue = new CardQueue(2);
  for (const id of ['a', 'b', 'c']) queue.push(card(id));
  assert.deepEqual(drain(queue), ['b', 'c']);
});

test('a masked card does not push a waiting critical out', () => {
  const queue = new CardQueue(2);
  queue.push(card('a'));
  queue.push(card('b'));
  queue.push(card('c', 'masked'));
  assert.deepEqual(drain(queue), ['a', 'b']);
});

test('a reveal goes before everything that waits', () => {
  const queue = new CardQueue();
  queue.push(card('a'));
  queue.pushFirst(card('b'));
  assert.deepEqual(drain(queue), ['b', 'a']);
});

test('a withdrawn roll leaves the queue, and only that', () => {
  const queue = new CardQueue();
  queue.push(card('a', 'masked'));
  queue.push(card('b'));
  assert.equal(queue.remove('a'), true);
  assert.equal(queue.remove('a'), false);
  assert.deepEqual(drain(queue), ['b']);
});

test('a crowd shortens every stay, but never below a second where a second was asked for', () => {
  assert.equal(dwell(2_400, 0), 2_400);
  assert.ok(dwell(2_400, 4) < 2_400);
  assert.ok(dwell(2_400, 12) >= 1_200);
  assert.equal(dwell(800, 12), 800);
});
