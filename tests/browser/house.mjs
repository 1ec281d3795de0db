// Everything at once in one Chromium: a table with the unmodified module, the GM's console, an overlay, a real server.

import assert from "node:assert/strict";

import { TumulteServer } from "../e2e/support/server.mjs";
import { Console } from "./console.mjs";
import { openHarness, openTable } from "./harness.mjs";

/** A natural 20 attack of the player, with a total that is found nowhere by chance. */
export const ATTACK = { roll: { faces: 20, results: [20], modifier: 5 }, flavor: "Longbow", parts: { flags: { dnd5e: { roll: { type: "attack" } } } } };

/**
 * @param {import("node:test").TestContext} test
 * @param {{onStep?: (name: string, page: import("playwright-core").Page) => Promise<void>, waitsForPage?: boolean}} [options] `onStep` is shown each page
 *   as the GM meets it; with `waitsForPage` the GM waits until the page shows the characters by itself, instead of reloading it
 */
export async function openHouse(test, { onStep = async () => {}, waitsForPage = false } = {}) {
  const server = await TumulteServer.start(test);
  const { browser, context, origin } = await openHarness(test);
  const table = await openTable(context, origin);

  const gm = new Console(await context.newPage(), server.url);
  await gm.register("greta", "correct horse battery");
  await onStep("dashboard", gm.page);
  await gm.signOut();
  await gm.signIn("greta", "correct horse battery");
  const code = await table.pairingCode(server.url);
  await onStep("pairing-window", table.page);
  assert.equal(await gm.typeCode(code), "The Siege of Greyhaven", "the GM sees whose world it is before confirming");
  await onStep("confirm", gm.page);
  const campaignId = await gm.confirm();
  await table.page.waitForSelector("[data-tumulte-paired]");
  await table.status({ state: "connected", queued: 0 });
  // The module sends the world's characters once it is let in.
  if (waitsForPage) {
    await gm.page.locator(".characters li", { hasText: "Ilse the Quiet" }).waitFor();
  } else {
    await gm.page.waitForFunction(async () => (await (await fetch(location.href)).text()).includes("Ilse the Quiet"));
    await gm.page.reload();
  }
  const overlayUrl = await gm.addStreamer("Lumen");
  assert.equal(await gm.assign("Ilse the Quiet", "Lumen"), "Lumen", "the choice is kept");
  await gm.feedIsLive();
  await onStep("campaign-empty", gm.page);
  return { server, browser, table, gm, campaignId, overlayUrl };
}

/**
 * An overlay as OBS opens it: a browser of its own, signed in nowhere. Collects every byte it receives.
 * @param {import("playwright-core").Browser} browser
 * @param {string} url
 */
export async function openOverlay(browser, url) {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
  const page = await context.newPage();
  const frames = [];
  const bodies = [];
  const complaints = [];
  page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => frames.push(String(payload))));
  page.on("response", (response) => {
    // Headers can carry secrets as well as bodies.
    bodies.push(response.body().then((body) => `${response.url()}\n${JSON.stringify(response.headers())}\n${body.toString("latin1")}`, () => ""));
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(url);
  await page.waitForSelector("html[data-connected=true]", { state: "attached" });
  return {
    page,
    frames,
    complaints,
    /** Frames of one event, parsed. */
    events: (type) => frames.map((text) => JSON.parse(text)).filter((frame) => frame.type === type),
    /** Every byte received so far, as one text. */
    received: async () => [...frames, ...(await Promise.all(bodies))].join("\n"),
    /** Waits for a card of a kind on the stage. */
    card: (kind) => page.waitForSelector(`.card[data-kind=${kind}]`),
    noCard: () => page.waitForFunction(() => document.querySelector(".card") === null),
  };
}
