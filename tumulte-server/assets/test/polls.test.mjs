import assert from 'node:assert/strict';
import test from 'node:test';
import { Polls, RESULT_MS } from '../overlay/polls.mjs';
import { percent, timeLeft } from '../shared/poll.mjs';

const START = Date.parse('2026-01-01T20:00:00.000Z');
const poll = (over = {}) => ({
  pollId: 'p1', campaignId: 'c1', question: 'Open the door?', status: 'running', voters: 4, winner: null, tie: [],
  options: [{ text: 'Yes', votes: 3 }, { text: 'No', votes: 1 }],
  startedAt: new Date(START).toISOString(), endsAt: new Date(START + 60_000).toISOString(), voteUrl: 'https://a.example/vote/key', ...over,
});

test('a poll is shown with its bars until its outcome has been seen', () => {
  const polls = new Polls();
  assert.equal(polls.shown(START), null);
  assert.ok(polls.take('poll:start', poll({ voters: 0, options: [{ text: 'Yes', votes: 0 }, { text: 'No', votes: 0 }] }), START));
  assert.deepEqual(polls.shown(START).options.map((option) => option.percent), [0, 0]);
  polls.take('poll:update', poll(), START + 1_000);
  const { options, leftMs, phase } = polls.shown(START + 1_000);
  assert.deepEqual([options.map((option) => option.percent), leftMs, phase], [[75, 25], 59_000, 'running']);
  assert.equal(polls.shown(START + 61_000).phase, 'counting');
  polls.take('poll:end', poll({ status: 'ended', winner: 'Yes' }), START + 62_000);
  polls.take('poll:update', poll(), START + 62_000);
  assert.deepEqual(polls.shown(START + 62_000).options.map(({ isFirst }) => isFirst), [true, false]);
  assert.equal(polls.shown(START + 62_000).phase, 'won');
  assert.equal(polls.shown(START + 62_000 + RESULT_MS), null);
});

test('a tie and a poll nobody voted in say so, and one that is taken back is gone', () => {
  const polls = new Polls();
  polls.take('poll:end', poll({ status: 'ended', tie: ['Yes', 'No'] }), START);
  assert.equal(polls.shown(START).phase, 'tied');
  polls.take('poll:end', poll({ pollId: 'p2', status: 'ended', voters: 0, startedAt: new Date(START + 1).toISOString() }), START);
  assert.equal(polls.shown(START).phase, 'nobody');
  polls.take('poll:start', poll({ pollId: 'p3', startedAt: new Date(START + 2).toISOString() }), START);
  assert.equal(polls.shown(START).id, 'p3');
  polls.take('poll:cancel', poll({ pollId: 'p3', status: 'cancelled' }), START);
  assert.equal(polls.shown(START).id, 'p2');
});

test('what a server says after a reconnect replaces what was running, and nothing lasts for ever', () => {
  const polls = new Polls();
  polls.take('poll:start', poll(), START);
  polls.take('poll:state', { campaignId: 'c2', polls: [] }, START);
  assert.equal(polls.shown(START).id, 'p1');
  polls.take('poll:state', { campaignId: 'c1', polls: [poll({ pollId: 'p2' })] }, START);
  assert.equal(polls.shown(START).id, 'p2');
  polls.take('poll:state', { campaignId: 'c1', polls: [] }, START);
  assert.equal(polls.shown(START), null);
  polls.take('poll:start', poll(), START);
  assert.equal(polls.shown(START + 60_000 + 120_000), null);
  for (const nonsense of [null, 3, {}, { pollId: 'x', question: 'x' }]) polls.take('poll:start', nonsense ?? {}, START);
  assert.equal(polls.shown(START), null);
});

test('shares and times are written as people read them', () => {
  assert.deepEqual([percent(0, 0), percent(1, 3), percent(2, 3)], [0, 33, 67]);
  assert.deepEqual([timeLeft(61_000), timeLeft(8_001), timeLeft(-5)], ['1:01', '0:09', '0:00']);
});
