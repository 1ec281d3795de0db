// The queue by itself, over both of its stores.

import assert from "node:assert/strict";
import { test } from "node:test";
import { IDBFactory } from "fake-indexeddb";

import { FakeClock } from "../../tests/fake-foundry/src/index.mjs";
import { IndexedDbStore, MemoryStore, openStore } from "../scripts/transport/outbox-store.mjs";
import { Outbox } from "../scripts/transport/outbox.mjs";
import { Shadow } from "../scripts/transport/shadow.mjs";

const fake = new FakeClock();
const clock = { now: () => fake.time, later: fake.setTimeout, cancel: fake.clearTimeout, random: () => 0 };

/** An outbox that writes down what it says. */
function outbox(store, options = {}) {
  const said = { refused: [], dropped: 0, size: 0, held: null };
  const box = new Outbox(store, {
    clock,
    onRefused: ({ code }) => said.refused.push(code),
    onOverflow: (count) => {
      said.dropped += count;
    },
    onChange: (size, held) => Object.assign(said, { size, held }),
    ...options,
  });
  return { box, said };
}

/** Turns the event loop until the condition holds. */
async function until(condition) {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

/** A server that takes everything, and writes down what came in one piece. */
function server(answer = () => ({ ok: true })) {
  const sent = [];
  const send = async (event, payload) => {
    const list = event === "outbox:replay" ? payload : [{ event, payload }];
    sent.push(list.map((one) => one.payload.n));
    return answer(event, payload);
  };
  return { sent, send };
}

const stores = {
  "in memory": async () => new MemoryStore(clock),
  "in IndexedDB": async () => {
    globalThis.indexedDB = new IDBFactory();
    return IndexedDbStore.open("box", clock);
  },
};

for (const [where, make] of Object.entries(stores)) {
  test(`events leave ${where} in order, in batches of at most a hundred`, async () => {
    const { box, said } = outbox(await make());
    for (let n = 0; n < 250; n += 1) await box.add("dice:roll", { n });
    assert.equal(said.size, 250);
    const { sent, send } = server((event, payload) =>
      (event === "outbox:replay" ? { ok: true, results: payload.map(() => ({ ok: true })) } : { ok: true }));
    box.resume(send);
    await until(() => sent.flat().length === 250 && said.size === 0);
    assert.deepEqual(sent.map((batch) => batch.length), [100, 100, 50]);
    assert.deepEqual(sent.flat(), Array.from({ length: 250 }, (_, n) => n));
  });

  test(`the oldest of too many go first ${where}, and that is said`, async () => {
    const store = await make();
    const { box, said } = outbox(store, { cap: 3 });
    for (let n = 0; n < 5; n += 1) await box.add("dice:roll", { n });
    assert.deepEqual(said, { refused: [], dropped: 2, size: 3, held: null });
    assert.deepEqual((await store.first(10)).map(({ payload }) => payload.n), [2, 3, 4]);
  });

  test(`sequence numbers grow ${where}, even after the box was emptied`, async () => {
    const store = await make();
    const first = await store.add("a", {}, 2);
    await store.remove([first]);
    const second = await store.add("b", {}, 2);
    assert.ok(second > first);
    assert.equal((await store.first(1))[0].payload.seq, second);
  });

  test(`order survives a refusal for now in the middle of a batch ${where}`, async () => {
    let down = true;
    const { box, said } = outbox(await make());
    for (let n = 0; n < 3; n += 1) await box.add("dice:roll", { n });
    const { sent, send } = server((event, payload) => {
      if (event !== "outbox:replay") return { ok: true };
      return { ok: true, results: payload.map((one) => (one.payload.n === 1 && down ? { ok: false, code: "storage.unavailable", retry: true } : { ok: true })) };
    });
    box.resume(send);
    await until(() => said.held === "storage.unavailable");
    assert.equal(said.size, 2, "only what came before the refusal has left");
    down = false;
    await fake.advance(60_000);
    await until(() => said.size === 0);
    assert.deepEqual(sent, [[0, 1, 2], [1, 2]]);
  });
}

test("the store outlives the page that opened it", async () => {
  globalThis.indexedDB = new IDBFactory();
  await (await IndexedDbStore.open("box", clock)).add("dice:roll", { n: 1 }, 7);
  const again = await IndexedDbStore.open("box", clock);
  assert.equal(await again.count(), 1);
});

test("where the browser refuses a database, memory takes over", async () => {
  globalThis.indexedDB = { open: () => { throw new DOMException("denied", "SecurityError"); } };
  const store = await openStore("box", clock);
  assert.equal(store.durable, false);
  assert.equal(await store.count(), 0);
});

test("a database that fails under an open page costs no roll", async () => {
  globalThis.indexedDB = new IDBFactory();
  const store = await IndexedDbStore.open("box", clock);
  const { box, said } = outbox(store);
  await box.add("dice:roll", { n: 1 });
  store.add = async () => { throw new DOMException("full", "QuotaExceededError"); };
  await box.add("dice:roll", { n: 2 });
  assert.equal(said.size, 1);
  const { sent, send } = server();
  box.resume(send);
  await until(() => said.size === 0);
  assert.deepEqual(sent, [[2]]);
});

test("a batch refused as a whole is sent one by one", async () => {
  const { box, said } = outbox(new MemoryStore(clock));
  for (let n = 0; n < 3; n += 1) await box.add("dice:roll", { n });
  const { sent, send } = server((event, payload) => {
    if (event === "outbox:replay") return { ok: false, code: "event.malformed", retry: false };
    return payload.n === 1 ? { ok: false, code: "event.too_deep", retry: false } : { ok: true };
  });
  box.resume(send);
  await until(() => said.size === 0);
  assert.deepEqual(sent, [[0, 1, 2], [0], [1], [2]]);
  assert.deepEqual(said.refused, ["event.too_deep"]);
});

test("pauses between tries double up to a minute, and good news cuts them short", async () => {
  const { box, said } = outbox(new MemoryStore(clock));
  const { sent, send } = server(() => ({ ok: false, code: "storage.unavailable", retry: true }));
  await box.add("dice:roll", { n: 0 });
  const before = fake.pending.length;
  assert.equal(before, 0);
  box.resume(send);
  await until(() => said.held !== null);
  const waits = [];
  for (let tries = 1; tries < 9; tries += 1) {
    await until(() => fake.pending.length === 1);
    waits.push(fake.pending[0]);
    await fake.advance(fake.pending[0]);
    await until(() => sent.length === tries + 1);
  }
  assert.deepEqual(waits, [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  await until(() => fake.pending.length === 1);
  box.nudge();
  await until(() => sent.length === 10);
});

test("a duplicate tab remembers two minutes, no more", () => {
  const added = [];
  const shadow = new Shadow({ add: async (_, { n }) => void added.push(n) }, clock);
  shadow.add("dice:roll", { n: 1 });
  shadow.hold(true);
  shadow.add("dice:roll", { n: 2 });
  fake.time += 90_000;
  shadow.add("dice:roll", { n: 3 });
  fake.time += 90_000;
  shadow.hold(false);
  shadow.add("dice:roll", { n: 4 });
  assert.deepEqual(added, [1, 3, 4]);
});
