// Several threads load the add-on and use it at the same time.
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import * as tumulte from "../index.js";
import { vectors } from "../../tests/vectors/conformance.mjs";

const THREADS = 4;
const cases = vectors("foundry/messages.json").filter(({ expect }) => !expect.error);
const messages = cases.map(({ message, raw }) => raw ?? JSON.stringify(message));
const formulas = ["2d20kh1 + 5", "8d6x", "no dice", "4d6kh3"];

/** Everything a thread does, as JSON. */
function work({ Formula, parseMessages, PairingOffer, rollMany, roll, RuleSet }, { messages, formulas, rounds }) {
  let last;
  for (let round = 0; round < rounds; round += 1) {
    const rolls = parseMessages("foundry", messages, round % 2 ? "dnd5e" : RuleSet.of("dnd5e"));
    const odds = Formula.parse("4d6kh3").odds();
    const rolled = rollMany(formulas, 7).map((result) => result.code ?? result.toJSON());
    last = JSON.stringify({ rolls, odds, rolled });
  }
  const offer = PairingOffer.create({ worldId: "w", worldName: "", gmUserId: "", moduleVersion: "", nowMs: 0 });
  return { last, offer: offer.jti, random: Array.from({ length: 20 }, () => roll("1d1000000").total).join() };
}

const SOURCE = `
  const { parentPort, workerData } = require("node:worker_threads");
  const tumulte = require(workerData.path);
  parentPort.postMessage((${work})(tumulte, workerData));
`;

const start = (rounds) => {
  const path = new URL("../index.js", import.meta.url).pathname;
  return new Worker(SOURCE, { eval: true, workerData: { path, messages, formulas, rounds } });
};

test("threads that load the add-on at once come to what the main thread does", async () => {
  const expected = work(tumulte, { messages, formulas, rounds: 1 }).last;
  const workers = Array.from({ length: THREADS }, () => start(6));
  const done = await Promise.all(workers.map(async (worker) => {
    const [[answer]] = await Promise.all([once(worker, "message"), once(worker, "exit")]);
    return answer;
  }));
  for (const { last } of done) assert.equal(last, expected);
  assert.equal(new Set(done.map(({ offer }) => offer)).size, THREADS, "no two threads share their randomness");
  assert.equal(new Set(done.map(({ random }) => random)).size, THREADS, "no two threads share their dice");
});

test("a thread that is stopped in the middle of its work takes nothing with it", async () => {
  for (let round = 0; round < 3; round += 1) {
    const worker = start(1_000_000);
    await once(worker, "online");
    await worker.terminate();
  }
  assert.equal(tumulte.roll("2d1").total, 2);
});

test("a roll goes to another thread as JSON", () => {
  const [[roll]] = tumulte.parseMessages("foundry", messages, "dnd5e").filter((rolls) => rolls.length > 0);
  assert.ok(tumulte.Roll.fromJSON(structuredClone(roll.toJSON())).equals(roll));
});
