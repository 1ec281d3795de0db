import assert from "node:assert/strict";
import { test } from "node:test";

import { beyond20Attack, pushKey, roll20Attack } from "../../../tests/e2e/support/relay.mjs";
import { LIMIT, openBrowser, openServer, pair, shoot, watch } from "./support/house.mjs";
import { Sites } from "./support/sites.mjs";

const attacks = (kept) => kept.filter(({ dice }) => dice.length > 0).map(({ result }) => result);

async function openGame(t) {
  const sites = await Sites.open(t);
  const house = await openServer(t);
  const { context, worker } = await openBrowser(t, sites);
  const page = await context.newPage();
  await page.goto("https://app.roll20.net/editor/");
  await page.locator("#frames[data-count]").waitFor({ state: "attached" });
  return { sites, house, context, worker, page, campaign: await pair(t, page, house) };
}

/** Somebody who watches after a restart: the server's sockets are new. */
const watchAgain = (t, house, { campaignId }) => watch(t, house, campaignId);

test("while the server is away rolls wait, over a reload too; then each arrives once and in order", LIMIT, async (t) => {
  const { sites, house, page, campaign } = await openGame(t);
  sites.tell(pushKey(), roll20Attack(2));
  await campaign.told("dice:roll", ({ result }) => result === 8);
  await house.server.kill();
  for (const face of [3, 20, 4]) sites.tell(pushKey(), roll20Attack(face));
  await page.locator("tumulte-relay [data-figure=queued]", { hasText: /^[3-6]$/ }).waitFor();
  await shoot(page, "outage");
  await page.reload();
  await page.locator("#frames[data-count]").waitFor({ state: "attached" });
  await page.locator("tumulte-relay .lamp").click();
  await page.locator("tumulte-relay [data-figure=queued]", { hasText: /^[3-6]$/ }).waitFor();
  sites.tell(pushKey(), roll20Attack(5));
  await house.server.start();
  const again = await watchAgain(t, house, campaign);
  await page.locator("tumulte-relay [data-figure=queued]").waitFor({ state: "detached" });
  sites.tell(pushKey(), roll20Attack(1));
  await again.told("dice:critical", ({ criticalType }) => criticalType === "failure");
  assert.deepEqual(attacks(await campaign.rolls()), [7, 11, 10, 26, 9, 8]);
});

test("a worker that the browser puts to sleep loses nothing", LIMIT, async (t) => {
  const { sites, worker, context, page, campaign } = await openGame(t);
  sites.tell(pushKey(), roll20Attack(2));
  await campaign.told("dice:roll", ({ result }) => result === 8);
  // As the browser does: the worker ends, its sockets and ports with it.
  const session = await context.browser()?.newBrowserCDPSession?.().catch(() => null) ?? await context.newCDPSession(page);
  const { targetInfos } = await session.send("Target.getTargets").catch(() => ({ targetInfos: [] }));
  const target = targetInfos.find(({ type, url }) => type === "service_worker" && url === worker.url());
  assert.ok(target, "the worker can be found");
  await session.send("Target.closeTarget", { targetId: target.targetId });
  sites.tell(pushKey(), roll20Attack(3));
  sites.tell(pushKey(), roll20Attack(20));
  await campaign.told("dice:critical");
  assert.deepEqual(attacks(await campaign.rolls()), [26, 9, 8]);
});

test("the console's own page takes what Beyond20 tells it, and keeps whispers", LIMIT, async (t) => {
  const { house, context, campaign } = await openGame(t);
  const [name, value] = house.gm.cookie.split("=");
  await context.addCookies([{ name, value, url: house.server.url }]);
  const console_ = await context.newPage();
  const sent = [];
  console_.on("request", (request) => request.method() === "POST" && sent.push(request.postData() ?? ""));
  await console_.goto(`${house.server.url}/campaigns/${campaign.campaignId}`);
  await console_.waitForSelector("[data-feed][data-connected=true]");
  const tell = (roll) => console_.evaluate((told) => document.dispatchEvent(new CustomEvent("Beyond20_RenderedRoll", { detail: [told] })), roll);
  await tell(beyond20Attack(20, { name: "Moonless", bonus: 7_318_462, whisper: 1 }));
  await tell({ ...beyond20Attack(20, { name: "Tamsin" }), html: "<b>words</b>" });
  assert.equal((await campaign.told("dice:critical")).payload.character.name, "Tamsin");
  await console_.locator("[data-feed-list] li", { hasText: "Tamsin" }).waitFor();
  assert.equal(sent.length, 1);
  assert.doesNotMatch(sent.join(), /7318462|7318482|Moonless|words/);
  // The list of worlds names the tabletop.
  await console_.goto(`${house.server.url}/connections`);
  await console_.getByText("Roll20").first().waitFor();
  await shoot(console_, "connections");
});

test("the console makes an address for dice, shown once, in French too", LIMIT, async (t) => {
  const { house, context } = await openGame(t);
  const [name, value] = house.gm.cookie.split("=");
  await context.addCookies([{ name, value, url: house.server.url }]);
  const page = await context.newPage();
  await page.goto(`${house.server.url}/dice`);
  await page.locator("form[action='/dice'] input[name=name]").fill("Kitchen table");
  await page.locator("form[action='/dice'] button").click();
  const address = await page.locator("[data-copy-source]").inputValue();
  assert.match(address, /\/vtt\/pixels\/[\w-]{32}$/);
  await shoot(page, "dice-made");
  const taken = await fetch(address, { method: "POST", body: JSON.stringify({ timestamp: Date.now(), pixelName: "Ember", pixelId: 7, faceValue: 20, dieType: "d20", rollState: "rolled" }) });
  assert.equal((await taken.json()).ok, true);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${house.server.url}/dice?lang=fr`);
  await page.getByText("Des dés avec une adresse").first().waitFor();
  assert.equal(await page.locator("[data-copy-source]").count(), 0);
  await shoot(page, "dice-fr");
  await page.locator("li", { hasText: "Kitchen table" }).locator("form[action$='/remove'] button").click();
  await page.locator("li", { hasText: "Kitchen table" }).getByText("Pas encore").waitFor();
  assert.equal((await fetch(address, { method: "POST", body: "{}" })).status, 404);
});
