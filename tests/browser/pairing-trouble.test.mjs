// Pairing where something is not as it should be, against the real server: what the GM reads, and that it works once it is put right.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Person } from "../e2e/support/person.mjs";
import { TumulteServer } from "../e2e/support/server.mjs";
import { shoot } from "./console.mjs";
import { openHarness, openTable } from "./harness.mjs";

const LIMIT = { timeout: 120_000 };

/** Types an address and asks for a code. */
async function ask({ page }, serverUrl) {
  await page.evaluate(() => globalThis.fake.openPairing());
  await page.fill("input[name=server]", serverUrl);
  await page.click("[data-tumulte-begin]");
}

const trouble = ({ page }) => page.waitForSelector("[data-tumulte-error]").then((node) => node.textContent());

test("on a plain http page of the local network everything works without what only secure pages have", LIMIT, async (t) => {
  const server = await TumulteServer.start(t);
  const { context, lan } = await openHarness(t);
  const table = await openTable(context, `${lan}/?lang=fr`);
  const { page } = table;
  const missing = await page.evaluate(() => [globalThis.isSecureContext, typeof crypto.subtle, typeof navigator.clipboard, typeof navigator.locks]);
  assert.deepEqual(missing, [false, "undefined", "undefined", "undefined"]);
  const code = await table.pairingCode(server.url);
  await page.click("[data-action=copyCode]");
  assert.deepEqual(await page.evaluate(() => globalThis.fake.gm.clipboard), [code]);
  const gm = await Person.registered(server);
  assert.equal((await gm.post("/mj/vtt/connections", { code })).status, 201);
  await page.waitForSelector("[data-tumulte-paired]");
  await table.status({ state: "connected" });
  const report = await table.fake("report");
  assert.deepEqual([report.errors, report.missing, report.deprecations, table.complaints], [[], [], {}, []]);
});

test("a code that somebody else has used, and one that ran out, are explained, and a new one works", LIMIT, async (t) => {
  const server = await TumulteServer.start(t);
  const { context, origin } = await openHarness(t);
  const table = await openTable(context, origin);
  const gm = await Person.registered(server);
  const code = await table.pairingCode(server.url);
  assert.equal((await gm.post("/mj/vtt/connections", { code })).status, 201);
  await table.page.waitForSelector("[data-tumulte-paired]");
  const again = await gm.post("/mj/vtt/connections", { code });
  assert.ok(again.status >= 400, "a code is good once");
  assert.match(again.code, /^pairing\./);
  await table.page.click("[data-action=again]");
  await table.page.click("[data-tumulte-begin]");
  await table.page.waitForFunction((old) => globalThis.fake.code() !== null && globalThis.fake.code() !== old, code);
  const second = await table.fake("code");
  assert.equal((await gm.post("/mj/vtt/connections", { code: second })).status, 201);
  await table.page.waitForSelector("[data-tumulte-paired]");
  await table.status({ state: "connected" });
});

for (const [minutes, words] of [[10, /clock is ahead/], [-10, /check this computer's clock/]]) {
  test(`a clock that is ${minutes} minutes off is what the GM is told`, LIMIT, async (t) => {
    const server = await TumulteServer.start(t);
    const { context, origin } = await openHarness(t);
    await context.addInitScript((ms) => {
      const { now } = Date;
      Date.now = () => now() + ms;
    }, minutes * 60_000);
    const table = await openTable(context, origin);
    await ask(table, server.url);
    assert.match(await trouble(table), words);
    await shoot(t, table.page, `module-clock-${minutes}`);
  });
}

test("an address where something else answers is no Tumulte server", LIMIT, async (t) => {
  const { context, origin } = await openHarness(t);
  const table = await openTable(context, origin);
  await ask(table, `${origin}/nowhere`);
  assert.match(await trouble(table), /not a Tumulte server|cannot be reached/);
});

test("without wasm there is no pairing, and the GM reads why", LIMIT, async (t) => {
  const server = await TumulteServer.start(t);
  const { context, origin } = await openHarness(t);
  const table = await openTable(context, origin);
  for (const engine of ["**/*.wasm", "**/engine.inline.js"]) await table.page.route(engine, (route) => route.fulfill({ status: 404, body: "gone" }));
  await ask(table, server.url);
  assert.match(await trouble(table), /WebAssembly/);
});
