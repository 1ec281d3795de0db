// Asking the audience: what the table, the overlays and those who vote hear of it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { openHouse } from "./support/house.mjs";
import { LIMIT, Person, Viewer, openStage } from "./support/stage.mjs";

const QUESTION = { question: "Does the rogue open the door?", options: ["Yes", "No", "Run"], durationSeconds: 60 };

/** Asks; resolves to the poll, with where people vote. */
async function ask({ gm, campaignId }, over = {}) {
  const asked = await gm.post(`/mj/campaigns/${campaignId}/polls`, { ...QUESTION, ...over });
  assert.equal(asked.status, 201, asked.text);
  return { ...asked.body, path: `/mj/campaigns/${campaignId}/polls/${asked.body.pollId}`, booth: new URL(asked.body.voteUrl).pathname };
}

/** Somebody who never voted before. */
function vote(server, { booth }, option) {
  return new Person(server.url).post(`${booth}/ballot`, { option });
}

/** Listens to the polls of the stage's streamer. */
async function listen(t, server, overlayKey) {
  const viewer = await Viewer.open(t, server);
  assert.equal((await viewer.subscribe(`streamer:${overlayKey}:polls`)).type, "subscribed");
  const told = (type, fits = () => true) => viewer.frames.first((frame) => frame.type === type && fits(frame.payload), `\`${type}\``).then(({ payload }) => payload);
  return { viewer, told };
}

test("table and overlay hear of a poll at once, see the bars grow, and learn who won", LIMIT, async (t) => {
  const stage = await openStage(t);
  const { server, gm, line, overlayKey } = stage;
  const { viewer, told } = await listen(t, server, overlayKey);
  assert.deepEqual((await told("poll:state")).polls, []);
  const poll = await ask(stage);
  const { question, options } = QUESTION;
  assert.deepEqual(await line.hears("poll:start"), { pollId: poll.pollId, question, options, endsAt: poll.endsAt });
  assert.deepEqual((await told("poll:start")).options, options.map((text) => ({ text, votes: 0 })));

  for (const option of [1, 1, 0]) assert.equal((await vote(server, poll, option)).status, 200);
  const { options: bars, winner } = await told("poll:update", ({ voters }) => voters === 3);
  assert.deepEqual([bars.map(({ votes }) => votes), winner], [[1, 2, 0], null]);
  const ended = await gm.post(`${poll.path}/end`);
  assert.equal(ended.body.winner, "No", ended.text);
  assert.deepEqual(await line.hears("poll:end"), { pollId: poll.pollId, question, winner: "No" });
  assert.deepEqual(await told("poll:end"), ended.body);
  assert.ok(!viewer.frames.all.some(({ payload }) => JSON.stringify(payload ?? "").includes("voter:")), "nobody hears who voted");
});

test("a tie has no winner and says so; a poll that is taken back comes to nothing", LIMIT, async (t) => {
  const stage = await openStage(t);
  const { server, gm, line, overlayKey } = stage;
  const { told } = await listen(t, server, overlayKey);
  const tied = await ask(stage);
  for (const option of [0, 2]) assert.equal((await vote(server, tied, option)).status, 200);
  await gm.post(`${tied.path}/end`);
  assert.deepEqual(await line.hears("poll:end"), { pollId: tied.pollId, question: QUESTION.question, tie: ["Yes", "Run"] });
  assert.deepEqual((await told("poll:end")).tie, ["Yes", "Run"]);
  const from = line.heard.all.length;
  const poll = await ask(stage);
  assert.equal((await vote(server, poll, 0)).status, 200);
  await gm.post(`${poll.path}/cancel`);
  assert.deepEqual(await line.hears("poll:end", from), { pollId: poll.pollId, question: QUESTION.question, cancelled: true });
  assert.equal((await told("poll:cancel")).status, "cancelled");
  assert.equal((await vote(server, poll, 0)).code, "poll.over");
});

test("a table that comes back hears what is running, and an overlay that comes late sees it", LIMIT, async (t) => {
  const stage = await openStage(t);
  const { server, table, line, overlayKey } = stage;
  line.socket.disconnect();
  const poll = await ask(stage);
  assert.equal((await vote(server, poll, 2)).status, 200);
  const back = await table.connect(t);
  assert.equal((await back.hears("poll:start")).pollId, poll.pollId);
  const { told } = await listen(t, server, overlayKey);
  const { polls: [shown] } = await told("poll:state");
  assert.deepEqual([shown.pollId, shown.options[2].votes], [poll.pollId, 1]);
  // Voters hear the same by their own key, and nobody by a guessed one.
  const voter = await Viewer.open(t, server);
  assert.equal((await voter.subscribe(`vote:${poll.booth.split("/").at(-1)}:polls`)).type, "subscribed");
  assert.equal((await voter.subscribe("vote:guessed:polls")).error.code, "channel.unknown");
  assert.equal((await voter.subscribe(`campaign:${stage.campaignId}:polls`)).error.code, "auth.required");
  // What it came to while the table was away.
  back.socket.disconnect();
  while ((await stage.gm.get("/mj/presence")).body.items[0].isLive);
  await stage.gm.post(`${poll.path}/end`);
  const again = await table.connect(t);
  assert.deepEqual(await again.hears("poll:end"), { pollId: poll.pollId, question: QUESTION.question, winner: "Run" });
});

test("a server killed in the middle of a poll loses no vote, and the poll ends at its time", LIMIT, async (t) => {
  const stage = await openStage(t, { reconnection: true, tab: "tab-one" });
  const { server, line } = stage;
  const poll = await ask(stage, { durationSeconds: 15 });
  const voters = Array.from({ length: 20 }, (_, index) => vote(server, poll, index < 12 ? 0 : 1));
  for (const { status, text } of await Promise.all(voters)) assert.equal(status, 200, text);
  const from = line.heard.all.length;
  await server.kill();
  await server.start();
  assert.equal((await line.hears("poll:start", from)).pollId, poll.pollId);
  assert.equal((await vote(server, poll, 1)).status, 200);
  const ended = await line.heard.first(({ event }) => event === "poll:end", "the end", from, 30_000);
  assert.equal(ended.payload.winner, "Yes");
  const { body } = await new Person(server.url).get(`${poll.booth}/results`);
  assert.deepEqual(body.options.map(({ votes }) => votes), [12, 9, 0]);
  const late = Date.parse(body.endedAt) - Date.parse(body.endsAt);
  assert.ok(late >= 0 && late < 3_000, `it ended ${late} ms after its time`);
});

test("a storm of votes is counted whole, and viewers are told no more than four times a second", LIMIT, async (t) => {
  const stage = await openStage(t);
  const { server, gm, overlayKey } = stage;
  const { viewer, told } = await listen(t, server, overlayKey);
  const poll = await ask(stage);
  const began = performance.now();
  // A chat's bot hands in what a thousand people said, some of them twice.
  const said = Array.from({ length: 1_200 }, (_, index) => ({ voter: `chat:${index % 1_000}`, option: index % 3 }));
  const bot = async () => {
    for (let next = said.pop(); next !== undefined; next = said.pop()) {
      const { status, text } = await gm.post(`${poll.path}/votes`, next);
      assert.equal(status, 204, text);
    }
  };
  await Promise.all(Array.from({ length: 40 }, bot));
  await told("poll:update", ({ voters }) => voters === 1_000);
  const seconds = (performance.now() - began) / 1_000;
  const updates = viewer.frames.all.filter(({ type }) => type === "poll:update").length;
  t.diagnostic(`1,200 votes in ${seconds.toFixed(2)} s, told ${updates} times`);
  assert.ok(updates <= Math.ceil(seconds * 4) + 1, `told ${updates} times in ${seconds} s`);
});

test("from one address, no more may vote than live in a house", LIMIT, async (t) => {
  const stage = await openStage(t);
  const poll = await ask(stage);
  const answers = [];
  for (let index = 0; index < 32; index += 1) answers.push(await vote(stage.server, poll, 0));
  assert.deepEqual(answers.map(({ status }) => status), [...Array(30).fill(200), 429, 429]);
  assert.equal(answers.at(-1).code, "poll.crowded");
});

test("two servers count one poll and end it once", { timeout: 120_000 }, async (t) => {
  const house = await openHouse(t);
  const { first, second, gm, line, overlayKey } = house;
  const near = await listen(t, first, overlayKey);
  const far = await listen(t, second, overlayKey);
  const poll = await ask(house, { durationSeconds: 15 });
  await far.told("poll:start");
  const voters = Array.from({ length: 20 }, (_, index) => vote(index % 2 === 0 ? first : second, poll, index % 4 === 0 ? 1 : 0));
  for (const { status, text } of await Promise.all(voters)) assert.equal(status, 200, text);
  for (const { told } of [near, far]) assert.equal((await told("poll:update", ({ voters }) => voters === 20)).options[0].votes, 15);
  for (const { viewer } of [near, far]) {
    const end = await viewer.frames.first(({ type }) => type === "poll:end", "the end", 0, 30_000);
    assert.equal(end.payload.winner, "Yes");
  }
  await line.hears("poll:end");
  const again = await ask({ gm: gm.at(second), campaignId: house.campaignId });
  await gm.at(second).post(`${again.path}/end`);
  await line.heard.first(({ event, payload }) => event === "poll:end" && payload.pollId === again.pollId, "the end of what the other server asked");
  for (const { viewer, told } of [near, far]) {
    await told("poll:end", ({ pollId }) => pollId === again.pollId);
    assert.equal(viewer.frames.all.filter(({ type, payload }) => type === "poll:end" && payload.pollId === poll.pollId).length, 1);
  }
  assert.equal(line.heard.all.filter(({ event, payload }) => event === "poll:end" && payload.pollId === poll.pollId).length, 1);
});
