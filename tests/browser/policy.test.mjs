// No page of ours asks for anything that its policy forbids, on a wide screen or on a phone.

import assert from "node:assert/strict";
import { test } from "node:test";

import { chromium } from "playwright-core";

import { CHARACTER, Person, Table, TumulteServer } from "../e2e/support/stage.mjs";
import { shoot } from "./console.mjs";

const SCREENS = { wide: { width: 1920, height: 1080 }, phone: { width: 390, height: 844 } };

/** A GM with a live table, a streamer without an account, one who asks to come in, and an open invitation. */
async function furnish(t) {
  const server = await TumulteServer.start(t, [
    "--twitch-client-id", "ours", "--twitch-client-secret", "secret", "--discord-client-id", "ours", "--discord-client-secret", "secret",
  ]);
  const gm = await Person.registered(server);
  const table = await Table.paired(server, gm);
  const { campaignId } = table.tokens;
  const line = await table.connect(t);
  await line.emit("campaign:sync", {
    worldId: table.claims.world_id, worldName: "The Ashes of Vey", system: { id: "dnd5e", version: "5.1.0" }, characters: [CHARACTER],
  });
  await line.critical();
  const member = await gm.post(`/mj/campaigns/${campaignId}/members`, { name: "Lumen" });
  const streamer = await Person.registered(server);
  const invitation = await gm.post(`/mj/campaigns/${campaignId}/invitations`, { maxUses: 3, needsApproval: true });
  const token = invitation.body.url.split("/").at(-1);
  assert.equal((await streamer.post(`/invitations/${token}/accept`, {})).body.status, "pending");
  return { server, gm, streamer, campaignId, token, overlayKey: member.body.overlayKey };
}

async function visit(browser, server, person, viewport) {
  const context = await browser.newContext({ viewport });
  if (person) {
    const at = person.cookie.indexOf("=");
    await context.addCookies([{ name: person.cookie.slice(0, at), value: person.cookie.slice(at + 1), url: server.url }]);
  }
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => {
    if (/Content.Security.Policy/i.test(message.text())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  return { page, complaints };
}

test("no page violates its policy or is wider than its screen", { timeout: 240_000 }, async (t) => {
  const house = await furnish(t);
  const { server, gm, streamer, campaignId, token, overlayKey } = house;
  const browser = await chromium.launch({ executablePath: process.env.TUMULTE_CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
  t.after(() => browser.close());
  const pages = [
    ["login", null, "/login"], ["join-anonymous", null, `/join/${token}`], ["docs", null, "/docs"], ["nowhere", null, "/nowhere"],
    ["dashboard", gm, "/"], ["connections", gm, "/connections"], ["pair", gm, "/pair?code=ABC-123"], ["campaign", gm, `/campaigns/${campaignId}`],
    ["account", gm, "/account"], ["streamer", streamer, "/streamer"], ["join", streamer, `/join/${token}`], ["account-french", streamer, "/account?lang=fr"],
    ["overlay", null, `/overlay/${overlayKey}/dice?demo=all`],
  ];
  for (const [size, viewport] of Object.entries(SCREENS)) {
    for (const [name, person, path] of pages) {
      const { page, complaints } = await visit(browser, server, person, viewport);
      const response = await page.goto(server.url + path, { waitUntil: "load" });
      assert.match(response.headers()["content-security-policy"] ?? "", /^default-src 'none'/, `${path} has a strict policy`);
      await shoot(t, page, `${name}-${size}`);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(name === "overlay" || width <= viewport.width, `${path} is ${width} px wide on ${viewport.width}`);
      assert.deepEqual(complaints, [], path);
      await page.context().close();
    }
  }
});

test("a name that is markup is shown as it is", { timeout: 120_000 }, async (t) => {
  const { server, gm, campaignId } = await furnish(t);
  await gm.post(`/mj/campaigns/${campaignId}/members`, { name: "<img src=x onerror=alert(1)>" });
  const browser = await chromium.launch({ executablePath: process.env.TUMULTE_CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
  t.after(() => browser.close());
  const { page, complaints } = await visit(browser, server, gm, SCREENS.wide);
  page.on("dialog", () => complaints.push("a dialog"));
  await page.goto(`${server.url}/campaigns/${campaignId}`);
  assert.equal(await page.locator(".streamers li", { hasText: "<img src=x" }).count(), 1, "the name is shown as it is");
  assert.deepEqual(complaints, []);
});
