import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { test } from "node:test";

import { ddbAttack, pushKey, roll20Attack } from "../../../tests/e2e/support/relay.mjs";
import { LIMIT, build, openBrowser, openServer, pair, shoot } from "./support/house.mjs";
import { Sites } from "./support/sites.mjs";

/** What a userscript manager gives a script, kept over reloads as managers keep it. */
const MANAGER = `
(() => {
  const box = (name) => "manager." + name;
  globalThis.GM_getValue = (name, other) => localStorage.getItem(box(name)) ?? other;
  globalThis.GM_setValue = (name, value) => localStorage.setItem(box(name), value);
  globalThis.GM_deleteValue = (name) => localStorage.removeItem(box(name));
})();
`;

test("the userscript does the same as the extension, and goes on after a reload", LIMIT, async (t) => {
  const sites = await Sites.open(t);
  const house = await openServer(t);
  const { context } = await openBrowser(t, sites, { extension: false, bypassCSP: true });
  const script = await readFile(join(await build(), "tumulte-relay.user.js"), "utf8");
  assert.match(script, /^\/\/ ==UserScript==\n\/\/ @name +Tumulte relay\n/);
  await context.addInitScript({ content: MANAGER + script });
  const page = await context.newPage();
  await page.goto("https://app.roll20.net/editor/");
  await page.locator("#frames[data-count]").waitFor({ state: "attached" });
  const { told, rolls } = await pair(t, page, house);
  sites.tell(pushKey(), { ...roll20Attack(20, { name: "Moonless", bonus: 7_318_462 }), type: "whisper", target: "gm" });
  sites.tell(pushKey(), roll20Attack(20, { name: "Tamsin" }));
  await told("dice:critical");
  await page.reload();
  await page.locator("tumulte-relay .lamp[data-tone=good]").waitFor();
  await page.locator("#frames[data-count]").waitFor({ state: "attached" });
  sites.tell(pushKey(), roll20Attack(1, { name: "Tamsin" }));
  await told("dice:critical", ({ criticalType }) => criticalType === "failure");
  const kept = await rolls();
  assert.deepEqual(kept.filter(({ dice }) => dice.length > 0).map(({ result }) => result), [7, 26]);
  assert.doesNotMatch(JSON.stringify(kept), /7318462|7318482|Moonless/);
});

test("the symbiote of TaleSpire pairs in its own page; the GM's own rolls stay", LIMIT, async (t) => {
  const sites = await Sites.open(t);
  const house = await openServer(t);
  const { context } = await openBrowser(t, sites, { extension: false });
  const folder = join(await build(), "symbiote");
  const manifest = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"));
  assert.equal(manifest.api.subscriptions.dice.onRollResults, "onTumulteRoll");
  const page = await context.newPage();
  await page.setViewportSize({ width: 420, height: 800 });
  // TaleSpire serves the folder to its own web view.
  const host = createServer(async (request, response) => {
    const name = new URL(request.url, "http://x").pathname.slice(1);
    response.setHeader("content-type", name.endsWith(".js") ? "text/javascript" : "text/html");
    response.end(await readFile(join(folder, name)).catch(() => ""));
  });
  await new Promise((resolve) => host.listen(0, "127.0.0.1", resolve));
  t.after(() => host.close());
  await context.addInitScript({ content: "globalThis.TS = { campaigns: { whereAmI: async () => ({ id: 'c-77', name: 'The Sunken Keep' }) } };" });
  await page.goto(`http://127.0.0.1:${host.address().port}/index.html`);
  const { told, rolls } = await pair(t, page, house, { isOpen: true });
  const roll = (rollId, face, gmOnly) => ({
    kind: "rollResults", payload: { rollId, clientId: "c1", gmOnly, quiet: false, resultsGroups: [
      { name: "Rapier", result: { operator: "+", operands: [{ kind: "d20", results: [face] }, { value: gmOnly ? 7318462 : 5 }] } }] },
  });
  await page.evaluate((events) => events.forEach((event) => globalThis.onTumulteRoll(event)), [roll("r1", 20, true), roll("r2", 20, false), roll("r2", 20, false), roll("r3", 4, false)]);
  await told("dice:roll", ({ result }) => result === 9);
  assert.deepEqual((await rolls()).map(({ result }) => result), [9, 25]);
  await page.locator("tumulte-relay [data-figure=kept]", { hasText: "1" }).waitFor();
  await shoot(page, "symbiote");
});

test("the panel speaks French, fits a narrow window and is used by keyboard", LIMIT, async (t) => {
  const sites = await Sites.open(t);
  const house = await openServer(t);
  const { context, worker } = await openBrowser(t, sites, { language: "fr-FR" });
  const page = await context.newPage();
  await page.goto("https://www.dndbeyond.com/characters/9001");
  await page.setViewportSize({ width: 390, height: 844 });
  const lamp = page.locator("tumulte-relay .lamp");
  await lamp.focus();
  await page.keyboard.press("Enter");
  assert.equal(await lamp.getAttribute("aria-expanded"), "true");
  await page.locator("tumulte-relay input[name=server]").fill("nowhere at all");
  await page.keyboard.press("Enter");
  await page.getByText("Ce n'est pas une adresse web").waitFor();
  await page.locator("tumulte-relay input[name=server]").fill(house.server.url);
  await page.keyboard.press("Enter");
  await page.locator("tumulte-relay [data-countdown]", { hasText: /^Encore [45]:\d\d$/ }).waitFor();
  const size = await page.locator("tumulte-relay .offer img").evaluate((image) => image.naturalWidth);
  assert.ok(size > 0, "the QR code is an image the browser can draw");
  const panel = await page.locator("tumulte-relay .panel").boundingBox();
  assert.ok(panel.x >= 0 && panel.x + panel.width <= 390, "nothing is cut off");
  await shoot(page, "code-fr");
  const code = await page.locator("tumulte-relay [data-code]").getAttribute("data-code");
  assert.equal((await house.gm.post("/vtt/pair", { code })).status, 200);
  await page.locator("tumulte-relay [data-state=connected]").waitFor();
  await shoot(page, "paired-fr");
  await page.keyboard.press("Escape");
  assert.equal(await lamp.getAttribute("aria-expanded"), "false");
  await page.evaluate((message) => globalThis.tell(message), ddbAttack(20));

  const popup = await context.newPage();
  await popup.setViewportSize({ width: 320, height: 300 });
  await popup.goto(new URL("popup.html", worker.url()).href);
  await popup.getByText("Tables appairées").waitFor();
  await popup.getByText("Tamsin").waitFor();
  await shoot(popup, "popup-fr");
  assert.match(await worker.evaluate(() => chrome.runtime.getManifest().name), /Relais Tumulte|Tumulte relay/);
});

test("both languages say the same things", async () => {
  const [en, fr] = await Promise.all(["en", "fr"].map(async (language) => JSON.parse(await readFile(new URL(`../src/lang/${language}.json`, import.meta.url), "utf8"))));
  assert.deepEqual(Object.keys(fr), Object.keys(en));
  const gaps = (text) => [...text.matchAll(/\{\w+\}/g)].map(([gap]) => gap).sort();
  for (const [key, text] of Object.entries(en)) {
    assert.ok(text && fr[key], key);
    assert.deepEqual(gaps(fr[key]), gaps(text), key);
  }
});
