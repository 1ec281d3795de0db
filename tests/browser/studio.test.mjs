// The overlay studio against the real server: what is changed there is seen on a stream that is open.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openStage } from "../e2e/support/stage.mjs";
import { shoot } from "./console.mjs";
import { openOverlay } from "./house.mjs";
import { launch } from "./overlay-page.mjs";

const LIMIT = { timeout: 180_000 };
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** A signed-in GM's page on the studio of the stage's streamer. */
async function openStudio(stage, { size = { width: 1440, height: 1000 }, lang = "en" } = {}) {
  const context = await browser.newContext({ viewport: size });
  const { hostname } = new URL(stage.server.url);
  const cookies = stage.gm.cookie.split("; ").map((pair) => ({ name: pair.slice(0, pair.indexOf("=")), value: pair.slice(pair.indexOf("=") + 1), domain: hostname, path: "/" }));
  await context.addCookies(cookies);
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  await page.goto(`${stage.server.url}/streamers/${stage.member.streamerId}/overlay?lang=${lang}`);
  const preview = page.frameLocator("[data-preview]");
  await preview.locator("html[data-theme]").waitFor({ state: "attached" });
  return { page, preview, complaints };
}

const overlayUrl = ({ server, overlayKey }, view) => `${server.url}/overlay/${overlayKey}/${view}`;

test("a change is seen in the preview at once, and on the stream when it is saved", LIMIT, async (t) => {
  const stage = await openStage(t);
  const overlay = await openOverlay(browser, overlayUrl(stage, "dice"));
  const { page, preview, complaints } = await openStudio(stage);
  await shoot(t, page, "studio");
  await page.locator("input[name=theme][value=neon]").check({ force: true });
  await page.locator("select[name=position]").selectOption("top");
  await preview.locator("html[data-theme=neon][data-position=top]").waitFor({ state: "attached" });
  assert.equal(await overlay.page.getAttribute("html", "data-theme"), "brass");

  const saved = page.waitForResponse((response) => response.request().method() === "PUT");
  await page.locator(".studio-save button").click();
  assert.equal((await saved).status(), 200);
  await overlay.page.waitForSelector("html[data-theme=neon][data-position=top]", { state: "attached" });
  const { body } = await stage.gm.get(`/streamer/overlays/${stage.member.streamerId}/settings`);
  assert.deepEqual([body.theme, body.position, body.delaySeconds], ["neon", "top", 0]);
  assert.deepEqual([complaints, overlay.complaints], [[], []]);
});

test("a sample is shown in the preview, and on the stream when that is asked for", LIMIT, async (t) => {
  const stage = await openStage(t);
  const overlay = await openOverlay(browser, overlayUrl(stage, "dice"));
  const { page, preview } = await openStudio(stage);
  await page.locator("[data-sample=failure]").click();
  await preview.locator(".card[data-kind=failure]").waitFor();
  assert.equal(overlay.events("overlay:test").length, 0);
  await page.locator("[data-to-obs]").check();
  await page.locator("[data-sample=success]").click();
  await overlay.card("success");
});

test("the panic key hides an open overlay until it is released, also by the keyboard", LIMIT, async (t) => {
  const stage = await openStage(t);
  const overlay = await openOverlay(browser, `${overlayUrl(stage, "dice")}?duration=15`);
  await stage.line.critical();
  await overlay.card("success");
  const { page } = await openStudio(stage);
  await page.keyboard.press("Alt+Shift+KeyB");
  await overlay.page.waitForSelector("html[data-blank=true]", { state: "attached" });
  assert.equal(await overlay.page.locator(".card").count(), 0);
  await page.waitForSelector(".panic-on");
  // Its key works once the page has its scripts, and there is no server for a while from now on.
  await page.waitForLoadState("load");
  await shoot(t, page, "studio-blank");
  await stage.overlay.event("dice:critical", await stage.line.critical());

  assert.equal(await stage.server.stop(), 0);
  await overlay.page.waitForSelector("html[data-connected=false]", { state: "attached" });
  await stage.server.start();
  await overlay.page.waitForSelector("html[data-connected=true]", { state: "attached" });
  assert.equal(await overlay.page.getAttribute("html", "data-blank"), "true", "a restart releases nothing");
  await page.keyboard.press("Alt+Shift+KeyB");
  await overlay.page.waitForSelector("html[data-blank=false]", { state: "attached" });
  assert.equal(await overlay.page.locator(".card").count(), 0, "what happened meanwhile stays unseen");

  await page.waitForSelector(".panic:not(.panic-on)");
  await page.waitForLoadState("load");
  await page.goto(`${stage.server.url}/campaigns/${stage.campaignId}`);
  await page.keyboard.press("Alt+Shift+KeyB");
  await overlay.page.waitForSelector("html[data-blank=true]", { state: "attached" });
});

test("without scripts the form saves as well", LIMIT, async (t) => {
  const stage = await openStage(t);
  const path = `/streamers/${stage.member.streamerId}/overlay`;
  const form = (fields) => stage.gm.ask("POST", path, { body: new URLSearchParams(fields).toString(), headers: { "content-type": "application/x-www-form-urlencoded" } });
  const saved = await form({ theme: "vellum", volume: "40", sound: "true", delaySeconds: "12" });
  assert.deepEqual([saved.status, saved.headers.get("location")], [303, `${path}?saved`]);
  const { body } = await stage.gm.get(`/streamer/overlays/${stage.member.streamerId}/settings`);
  assert.deepEqual([body.theme, body.volume, body.sound, body.inventory, body.delaySeconds], ["vellum", 40, true, false, 12]);
  const refused = await form({ delaySeconds: "99" });
  assert.equal(refused.status, 400);
  assert.match(refused.text, /role="alert"/);
});

test("the studio works on a phone and in French", LIMIT, async (t) => {
  const stage = await openStage(t);
  const { page, complaints } = await openStudio(stage, { size: { width: 390, height: 844 }, lang: "fr" });
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, "nothing leaves the screen");
  assert.match(await page.textContent("h1"), /Overlay de Lumen/);
  await shoot(t, page, "studio-phone");
  await page.locator(".studio-form").scrollIntoViewIfNeeded();
  await shoot(t, page, "studio-phone-form");
  assert.deepEqual(complaints, []);
});

test("every field of the studio is reached by the keyboard", LIMIT, async (t) => {
  const stage = await openStage(t);
  const { page } = await openStudio(stage);
  const wanted = new Set(await page.$$eval(".studio-form [name]:not([type=checkbox][name=chosen])", (nodes) => nodes.filter((node) => node.offsetParent !== null).map(({ name }) => name)));
  await page.locator(".skip").focus();
  for (let step = 0; step < 120 && wanted.size > 0; step += 1) {
    await page.keyboard.press("Tab");
    const name = await page.evaluate(() => (document.activeElement instanceof HTMLElement ? document.activeElement.getAttribute("name") : null));
    wanted.delete(name);
  }
  assert.deepEqual([...wanted], []);
});

test("no hidden number and no key of another reaches an overlay of any kind", LIMIT, async (t) => {
  const stage = await openStage(t);
  const other = await stage.gm.post(`/mj/campaigns/${stage.campaignId}/members`, { name: "Nightowl" });
  const overlay = await openOverlay(browser, overlayUrl(stage, "all"));
  const secret = 7_310_000 + 13;
  const { d20, message } = await import("../e2e/support/stage.mjs");
  await stage.line.roll(message({ rolls: [d20(13, secret)], audience: "blind" }));
  await overlay.card("masked");
  const received = await overlay.received();
  assert.doesNotMatch(received, new RegExp(String(secret)));
  assert.doesNotMatch(received, new RegExp(other.body.overlayKey));
  assert.deepEqual(overlay.complaints, []);
});
