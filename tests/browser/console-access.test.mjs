// Every page of the console, in both themes and both languages: nothing serious for axe-core, nothing but the keyboard needed.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { test } from "node:test";

import { ATTACK, openHouse } from "./house.mjs";

const LIMIT = { timeout: 240_000 };
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe-core finds serious or worse, in words. */
async function problems(page) {
  // The page's own policy lets no foreign script in; the debugger does.
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const found = await globalThis.axe.run(document, { resultTypes: ["violations"] });
    return found.violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, help, nodes }) => `${id}: ${help}\n${nodes.slice(0, 3).map(({ html, failureSummary }) => `  ${html.slice(0, 160)}\n  ${failureSummary}`).join("\n")}`);
  });
}

test("axe-core finds nothing serious on any page, in either theme or language, on a desk or on a phone", LIMIT, async (t) => {
  const { server, table, gm, campaignId } = await openHouse(t);
  await table.fake("playerRolls", ATTACK);
  await table.fake("playerRolls", { ...ATTACK, roll: { faces: 20, results: [1], modifier: 5 }, flavor: "Dagger" });
  await table.fake("playerRolls", { ...ATTACK, roll: { faces: 20, results: [19], modifier: 5 }, audience: "blind", flavor: "Stealth" });
  await gm.row("Stealth").waitFor();
  const campaign = `/campaigns/${campaignId}`;
  const pages = ["/", "/connections", "/pair", campaign, `${campaign}?show=critical`, `${campaign}/characters`, `${campaign}/rules`, "/nowhere"];
  const found = [];
  for (const [width, height] of [[1920, 1080], [390, 844]]) {
    await gm.page.setViewportSize({ width, height });
    for (const theme of ["dark", "light"]) {
      for (const lang of ["en", "fr"]) {
        for (const path of pages) {
          await gm.page.goto(`${server.url}${path}${path.includes("?") ? "&" : "?"}theme=${theme}&lang=${lang}`);
          if (path.endsWith("/rules")) {
            await gm.page.locator("[data-own]").check();
            await gm.page.locator("input[name='o:critAt']").fill("18");
            await gm.page.locator("button[value=preview]").click();
            await gm.page.locator(".changes, .figures").first().waitFor();
          }
          const overflow = await gm.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          if (overflow > 0) found.push(`${path} ${width} ${theme} ${lang}: ${overflow} px wider than the window`);
          for (const problem of await problems(gm.page)) found.push(`${path} ${width} ${theme} ${lang}: ${problem}`);
        }
      }
    }
  }
  await gm.signOut();
  for (const theme of ["dark", "light"]) {
    await gm.page.goto(`${server.url}/login?theme=${theme}&lang=fr`);
    for (const problem of await problems(gm.page)) found.push(`/login ${theme}: ${problem}`);
  }
  assert.deepEqual(found, []);
});

test("rules are tried, saved and taken back on their page, and an error leads to its line", LIMIT, async (t) => {
  const { server, table, gm, campaignId } = await openHouse(t);
  await table.fake("playerRolls", { ...ATTACK, roll: { faces: 20, results: [18], modifier: 5 }, flavor: "Spear" });
  await gm.row("Spear").waitFor();
  const { page } = gm;
  await page.goto(`${server.url}/campaigns/${campaignId}/rules?lang=en`);
  await page.locator("input[name='o:critAt']").fill("18");
  await page.locator(".changes tbody tr", { hasText: "Spear" }).waitFor();
  assert.match(await page.locator(".changes tbody tr").first().innerText(), /Nothing[\s\S]*Critical Hit[\s\S]*critAt = 18/);

  await page.locator("[data-own]").check();
  const text = page.locator("textarea[name=rules]");
  assert.match(await text.inputValue(), /\[\[rule\.outcomes\]\]/, "it starts from the system's own rules");
  await text.fill("id = 'ours'\nname = 'Ours'\n[[rule.outcomes]]\nwhen = 'nta >= 20'\n");
  await page.locator(".jump").waitFor();
  assert.match(await page.locator("#rules-problem").innerText(), /Line 4, column 9[\s\S]*nta/);
  assert.equal(await page.locator(".gutter .wrong").innerText(), "4");
  await page.locator(".jump").click();
  assert.equal(await text.evaluate((area) => area.value.slice(area.selectionStart, area.selectionStart + 3)), "nta");
  await page.locator("[data-own]").uncheck();

  await page.locator("button[value=save]").click();
  await page.waitForURL(/saved=1/);
  await page.locator(".banner-good").waitFor();
  assert.equal(await page.locator("input[name='o:critAt']").inputValue(), "18");
  await page.goto(`${server.url}/campaigns/${campaignId}`);
  await gm.feedIsLive();
  await table.fake("playerRolls", { ...ATTACK, roll: { faces: 20, results: [18], modifier: 5 }, flavor: "Halberd" });
  await gm.row("Halberd").locator(".chip-verdict", { hasText: "Critical Hit" }).waitFor();

  await page.goto(`${server.url}/campaigns/${campaignId}/rules`);
  await page.locator(".versions button[value='0']").click();
  await page.waitForURL(/saved=1/);
  assert.equal(await page.locator("input[name='o:critAt']").inputValue(), "", "back to the system's own");
  assert.deepEqual(gm.complaints.filter((text) => !/422/.test(text)), []);
});

test("the console is led through by keys, and the feed is narrowed and explained by them", LIMIT, async (t) => {
  const { server, table, gm, campaignId } = await openHouse(t);
  await table.fake("playerRolls", ATTACK);
  await table.fake("playerRolls", { ...ATTACK, roll: { faces: 20, results: [9], modifier: 5 }, flavor: "Shortsword" });
  await gm.row("Shortsword").waitFor();
  const { page } = gm;
  await page.keyboard.press("?");
  await page.locator("dialog[open]").waitFor();
  assert.ok((await page.locator("dialog[open] dt").count()) > 8, "every way is listed");
  await page.keyboard.press("Escape");
  await page.locator("dialog[open]").waitFor({ state: "detached" }).catch(() => {});

  await page.locator("[data-feed-filter] input[value=critical]").check();
  await gm.row("Shortsword").waitFor({ state: "detached" });
  assert.match(page.url(), /show=critical/);
  await page.locator("body").click({ position: { x: 2, y: 2 } });
  await page.keyboard.press("j");
  await page.keyboard.press("w");
  await page.locator("[data-feed-list] details[open]").waitFor();
  await table.fake("playerRolls", { ...ATTACK, roll: { faces: 20, results: [9], modifier: 5 }, flavor: "Shortsword" });
  await table.fake("playerRolls", { ...ATTACK, flavor: "Crossbow" });
  await gm.row("Crossbow").waitFor();
  assert.equal(await gm.row("Shortsword").count(), 0, "what was not asked for is not shown");

  await page.keyboard.press("g");
  await page.keyboard.press("r");
  await page.waitForURL(`${server.url}/campaigns/${campaignId}/rules`);
  await page.keyboard.press("g");
  await page.keyboard.press("h");
  await page.waitForURL(`${server.url}/campaigns/${campaignId}/characters`);
  await page.keyboard.press("/");
  await page.keyboard.type("ilse");
  await page.locator(".characters li:visible").first().waitFor();
  assert.equal(await page.locator(".characters li:visible").count(), 1);
  await page.keyboard.press("Escape");
  await page.locator("body").click({ position: { x: 2, y: 2 } });
  await page.keyboard.press("g");
  await page.keyboard.press("d");
  await page.waitForURL(`${server.url}/`);
});

test("a test roll travels the real road to the stream, and the dashboard tells who is there", LIMIT, async (t) => {
  const { server, browser, gm, overlayUrl, table } = await openHouse(t);
  const { openOverlay } = await import("./house.mjs");
  const overlay = await openOverlay(browser, `${overlayUrl}?duration=15`);
  await gm.page.locator(".test-roll button[value=success]").click();
  await overlay.card("success");
  await gm.row("1d20").first().waitFor();
  assert.match(await gm.page.locator("[data-send-word]").innerText(), /overlay/i);

  await gm.page.goto(`${server.url}/`);
  const card = gm.page.locator(".card").first();
  await card.locator(".card-overlays .state-live", { hasText: "Lumen" }).waitFor();
  await overlay.page.close();
  await card.locator(".card-overlays .state-offline", { hasText: "Lumen" }).waitFor();
  await table.page.close();
  await card.locator(".card-head .state-offline").waitFor();
});
