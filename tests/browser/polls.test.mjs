// A question on its way: asked in the console, voted on phones, shown on the overlay; against the real server.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";

import { openStage } from "../e2e/support/stage.mjs";
import { shoot } from "./console.mjs";
import { openOverlay } from "./house.mjs";
import { launch } from "./overlay-page.mjs";

const LIMIT = { timeout: 240_000 };
const DESK = { width: 1440, height: 1000 };
const PHONE = { width: 390, height: 844 };
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** A browser of its own; signed in as the game master, if that is said. */
async function open(stage, path, { viewport = DESK, as = null, ...options } = {}) {
  const context = await browser.newContext({ viewport, ...options });
  if (as !== null) {
    const { hostname } = new URL(stage.server.url);
    await context.addCookies(as.cookie.split("; ").map((pair) => ({ name: pair.slice(0, pair.indexOf("=")), value: pair.slice(pair.indexOf("=") + 1), domain: hostname, path: "/" })));
  }
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  await page.goto(`${stage.server.url}${path}`);
  return { page, complaints };
}

const pollsPage = ({ campaignId }) => `/campaigns/${campaignId}/polls`;

/** What axe-core finds serious or worse. */
async function problems(page) {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const found = await globalThis.axe.run(document, { resultTypes: ["violations"] });
    return found.violations.filter(({ impact }) => impact === "serious" || impact === "critical").map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 160)} ${nodes[0].failureSummary}`);
  });
}

test("a question goes from the console to phones and overlay, and comes back with a winner", LIMIT, async (t) => {
  const stage = await openStage(t);
  const overlay = await openOverlay(browser, `${stage.server.url}/overlay/${stage.overlayKey}/all?backdrop=busy`);
  const desk = await open(stage, `${pollsPage(stage)}?lang=en`, { as: stage.gm });
  await shoot(t, desk.page, "polls-empty");
  await desk.page.fill("input[name=question]", "Does the rogue open the door?");
  for (const [index, answer] of ["Open it", "Listen first", "Run <b>away</b>"].entries()) await desk.page.locator("input[name=option]").nth(index).fill(answer);
  await desk.page.selectOption("select[name=seconds]", "120");
  await desk.page.click("[data-poll-form] button[type=submit]");
  await desk.page.waitForSelector("[data-poll]");
  await overlay.page.waitForSelector(".poll[data-phase=running]");
  await overlay.page.waitForFunction(() => document.querySelector(".poll-code").naturalWidth > 100);

  const url = new URL(await desk.page.inputValue("[data-copy-source]"));
  const phone = await open(stage, `${url.pathname}?lang=fr`, { viewport: PHONE, hasTouch: true, isMobile: true });
  assert.equal(await phone.page.getAttribute("[data-vote]", "data-counts"), "false", "nobody is swayed before the vote");
  await shoot(t, phone.page, "vote-before-fr");
  await phone.page.locator("button.option").nth(0).tap();
  await phone.page.waitForSelector("button.option[aria-pressed=true]");
  await phone.page.locator("button.option").nth(2).tap();
  await phone.page.waitForSelector("button.option[value='2'][aria-pressed=true]");
  await phone.page.waitForFunction(() => document.querySelectorAll("[data-percent]")[2].textContent === "100 %");
  assert.match(await phone.page.textContent("[data-said]"), /Votre vote compte/);
  const other = await open(stage, `${url.pathname}?lang=en&theme=light`, { viewport: PHONE });
  await other.page.locator("button.option").nth(2).click();
  await desk.page.waitForFunction(() => document.querySelectorAll("[data-votes]")[2].textContent === "2");
  await overlay.page.waitForFunction(() => document.querySelectorAll(".poll-share")[2].textContent === "100 %");
  await stage.line.critical();
  await overlay.card("success");
  await shoot(t, overlay.page, "overlay-poll");
  await shoot(t, desk.page, "polls-running");
  await shoot(t, phone.page, "vote-after-fr");

  await desk.page.click("form[action$='/end'] button");
  await overlay.page.waitForSelector(".poll[data-phase=won]");
  await phone.page.waitForFunction(() => document.querySelector("[data-said]").textContent.includes("Run <b>away</b>"));
  assert.match(await other.page.textContent("[data-said]"), /“Run <b>away<\/b>” wins/);
  await desk.page.waitForSelector("[data-poll-form]");
  assert.match(await desk.page.textContent(".poll-result"), /“Run <b>away<\/b>” wins/);
  assert.equal((await stage.line.hears("poll:end")).winner, "Run <b>away</b>");
  await shoot(t, overlay.page, "overlay-poll-won");
  await shoot(t, other.page, "vote-over-light");
  await shoot(t, desk.page, "polls-history");

  // Whoever kept the page open is led to the next question.
  const next = await stage.gm.post(`/mj/campaigns/${stage.campaignId}/polls`, { question: "And now?", options: ["Left", "Right"], durationSeconds: 60 });
  await phone.page.locator("[data-next]").tap();
  await phone.page.waitForURL(new RegExp(new URL(next.body.voteUrl).pathname));
  await desk.page.waitForSelector("[data-poll]");
  assert.deepEqual([desk.complaints, phone.complaints, other.complaints, overlay.complaints], [[], [], [], []]);
});

test("without scripts a vote is a form, and the page says how it stands", LIMIT, async (t) => {
  const stage = await openStage(t);
  const asked = await stage.gm.post(`/mj/campaigns/${stage.campaignId}/polls`, { question: "Left or right?", options: ["Left", "Right"], durationSeconds: 60 });
  const { page } = await open(stage, `${new URL(asked.body.voteUrl).pathname}?lang=en`, { viewport: PHONE, javaScriptEnabled: false });
  await page.locator("button.option").nth(1).click();
  await page.locator("button.option[value='1'][aria-pressed=true]").waitFor();
  await page.locator("button.option").nth(0).click();
  await page.locator("button.option[value='0'][aria-pressed=true]").waitFor();
  assert.match(await page.locator("[data-count]").innerText(), /1 vote/);
  assert.equal(await page.locator("progress").first().getAttribute("value"), "100");
  await stage.gm.post(`/mj/campaigns/${stage.campaignId}/polls/${asked.body.pollId}/end`);
  await page.reload();
  assert.match(await page.locator("[data-said]").innerText(), /“Left” wins/);
  assert.equal(await page.locator("button.option:disabled").count(), 2);
});

test("axe-core finds nothing serious where people ask and vote", LIMIT, async (t) => {
  const stage = await openStage(t);
  const found = [];
  const look = async (path, as) => {
    for (const viewport of [DESK, PHONE]) {
      const { page } = await open(stage, path, { viewport, as });
      for (const [theme, lang] of [["dark", "en"], ["light", "fr"]]) {
        await page.goto(`${stage.server.url}${path}?theme=${theme}&lang=${lang}`);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (overflow > 0) found.push(`${path} ${viewport.width} ${lang}: ${overflow} px wider than the window`);
        for (const problem of await problems(page)) found.push(`${path} ${viewport.width} ${theme} ${lang}: ${problem}`);
      }
      await page.context().close();
    }
  };
  await look(pollsPage(stage), stage.gm);
  const asked = await stage.gm.post(`/mj/campaigns/${stage.campaignId}/polls`, { question: "Left or right?", options: ["Left", "Right"], durationSeconds: 600 });
  const booth = new URL(asked.body.voteUrl).pathname;
  await look(pollsPage(stage), stage.gm);
  await look(booth, null);
  await stage.gm.post(`${booth}/ballot`, { option: 1 });
  await look(booth, { cookie: stage.gm.cookie });
  await stage.gm.post(`/mj/campaigns/${stage.campaignId}/polls/${asked.body.pollId}/end`);
  await look(booth, null);
  await look(pollsPage(stage), stage.gm);
  assert.deepEqual(found, []);
});
