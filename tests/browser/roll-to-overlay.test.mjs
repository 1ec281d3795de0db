// A roll's whole way, with nothing replaced but Foundry: module, server, console and overlay are the real ones.

import assert from "node:assert/strict";
import { test } from "node:test";

import { shoot } from "./console.mjs";
import { ATTACK, openHouse, openOverlay } from "./house.mjs";

const LIMIT = { timeout: 120_000 };

test("a player's natural 20 becomes a card on the stream and a row at the GM's", LIMIT, async (t) => {
  const { server, browser, table, gm, overlayUrl } = await openHouse(t, { waitsForPage: true, onStep: (name, page) => shoot(t, page, name) });
  const overlay = await openOverlay(browser, `${overlayUrl}?backdrop=dark`);

  await table.fake("playerRolls", ATTACK);
  const card = await overlay.card("success");
  assert.equal(await card.$eval(".name", (node) => node.textContent), "Ilse the Quiet");
  assert.equal(await card.$eval(".result", (node) => node.textContent), "25");
  await shootSettled(t, overlay, "overlay-success");
  await gm.row("Longbow").waitFor();
  assert.match(await gm.row("Longbow").textContent(), /1d20 \+ 5[\s\S]*25[\s\S]*Critical Hit/);
  await overlay.noCard();

  await table.fake("playerRolls", { ...ATTACK, roll: { faces: 20, results: [1], modifier: 5 }, flavor: "Dagger" });
  await overlay.card("failure");
  await shootSettled(t, overlay, "overlay-failure");
  await overlay.noCard();

  await table.fake("playerRolls", { ...ATTACK, roll: { faces: 20, results: [12], modifier: 5 }, audience: "blind", flavor: "Stealth" });
  const masked = await overlay.card("masked");
  assert.match(await masked.textContent(), /Ilse the Quiet[\s\S]*\?\?\?/);
  await shootSettled(t, overlay, "overlay-masked");
  await overlay.noCard();

  await table.fake("playerRolls", { ...ATTACK, roll: { faces: 20, results: [12], modifier: 5 }, flavor: "Shortsword" });
  await gm.row("Shortsword").waitFor();
  assert.equal(await overlay.page.locator(".card").count(), 0, "an ordinary roll is no card");
  await shoot(t, gm.page, "campaign-live");
  await gm.page.setViewportSize({ width: 390, height: 844 });
  await shoot(t, gm.page, "campaign-phone");
  await gm.page.goto(`${server.url}/connections`);
  await shoot(t, gm.page, "connections-phone");

  const report = await table.fake("report");
  assert.deepEqual([report.errors, report.missing, report.deprecations], [[], [], {}]);
  assert.deepEqual([table.complaints, gm.complaints, overlay.complaints, server.errors], [[], [], [], []]);
});

test("a deleted message takes its card away", LIMIT, async (t) => {
  const { browser, table, gm, overlayUrl } = await openHouse(t);
  const overlay = await openOverlay(browser, `${overlayUrl}?duration=15`);
  const messageId = await table.fake("playerRolls", ATTACK);
  await overlay.card("success");
  await table.fake("deleteMessage", messageId);
  await overlay.noCard();
  await gm.page.waitForSelector("[data-feed-list] .roll-retracted");
});

test("a roll that the GM reveals takes its mask off", LIMIT, async (t) => {
  const { browser, table, gm, overlayUrl } = await openHouse(t);
  const overlay = await openOverlay(browser, `${overlayUrl}?duration=15`);
  const messageId = await table.fake("playerRolls", { ...ATTACK, audience: "blind" });
  await overlay.card("masked");
  await table.fake("reveal", messageId);
  const card = await overlay.card("success");
  assert.equal(await card.$eval(".result", (node) => node.textContent), "25");
  await gm.page.waitForSelector("[data-feed-list] .roll-revealed");
});

test("after a restart of the server everybody comes back by themselves, and the next critical is shown", LIMIT, async (t) => {
  const { server, browser, table, gm, overlayUrl } = await openHouse(t);
  const overlay = await openOverlay(browser, overlayUrl);
  await table.fake("playerRolls", ATTACK);
  await overlay.card("success");
  await overlay.noCard();

  assert.equal(await server.stop(), 0);
  await overlay.page.waitForSelector("html[data-connected=false]", { state: "attached" });
  assert.equal(await overlay.page.locator("body").innerText(), "", "a stream shows no errors");
  await table.status({ state: "reconnecting" });
  // What falls while nobody listens waits in the module's outbox.
  await table.fake("playerRolls", { ...ATTACK, roll: { faces: 20, results: [1], modifier: 5 }, flavor: "In the dark" });
  await server.start();
  await overlay.card("failure");
  await table.status({ state: "connected", queued: 0 });
  await overlay.noCard();
  await table.fake("playerRolls", ATTACK);
  await overlay.card("success");
  await gm.row("In the dark").waitFor();
  assert.equal(overlay.events("dice:critical").length, 3, "every critical was told once");
});

/** A picture of a card that stands still: its entrance is over, its exit has not begun. */
async function shootSettled(t, overlay, name) {
  await overlay.page.evaluate(async () => {
    const entering = document.querySelector(".card").getAnimations({ subtree: true });
    await Promise.all(entering.filter(({ effect }) => effect.getComputedTiming().endTime < 1500).map(({ finished }) => finished));
  });
  await shoot(t, overlay.page, name);
}
