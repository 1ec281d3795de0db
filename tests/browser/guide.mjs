// The pictures of the guides in `tumulte-server/docs`: `node guide.mjs` plays an evening and photographs it, in both languages.

import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

import { Table, TumulteServer, d20, message } from "../e2e/support/stage.mjs";
import { Person } from "../e2e/support/person.mjs";
import { CHARACTER, HERO } from "../e2e/support/message.mjs";
import { Console } from "./console.mjs";

const FOLDER = fileURLToPath(new URL("../../tumulte-server/docs/images/", import.meta.url));
const SIZE = { width: 1120, height: 700 };
const PHONE = { viewport: { width: 390, height: 700 }, deviceScaleFactor: 2 };
const QUESTIONS = {
  en: { question: "Does the rogue open the door?", options: ["Yes", "No", "Run"] },
  fr: { question: "Le voleur ouvre-t-il la porte ?", options: ["Oui", "Non", "Fuir"] },
};

/** What a test would clean up after itself; here the evening's end does. */
const evening = { cleaners: [], after: (clean) => evening.cleaners.unshift(clean) };

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
try {
  await mkdir(FOLDER, { recursive: true });
  for (const locale of ["en", "fr"]) await photograph(locale);
} finally {
  for (const clean of evening.cleaners) await clean();
  await browser.close();
}

/** Until what comes in has come. */
function entered(page, selector) {
  return page.evaluate(async (selector) => {
    const entering = document.querySelector(selector).getAnimations({ subtree: true });
    await Promise.all(entering.filter(({ effect }) => effect.getComputedTiming().endTime < 1500).map(({ finished }) => finished));
  }, selector);
}

async function photograph(locale) {
  const server = await TumulteServer.start(evening);
  const context = await browser.newContext({ viewport: SIZE, locale: locale === "fr" ? "fr-FR" : "en-GB", reducedMotion: "reduce" });
  const shoot = (page, name, options = {}) => page.screenshot({ path: `${FOLDER}${locale}-${name}.png`, ...options });
  const gm = new Console(await context.newPage(), server.url);
  await gm.register("greta", "correct horse battery");

  const table = new Table(server);
  Object.assign(table.claims, { world_name: "The Siege of Greyhaven" });
  await table.offer();
  await gm.page.goto(`${server.url}/pair`);
  await gm.page.fill("input[name=code]", table.claims.pairing_code);
  await shoot(gm.page, "pair");
  await gm.page.click("form[action='/pair'] button[type=submit]");
  await gm.page.waitForSelector("form[action='/pair/confirm']");
  await shoot(gm.page, "confirm");
  const campaignId = await gm.confirm();
  table.tokens = (await table.claim()).body;
  const line = await table.connect(evening);
  const system = { id: "dnd5e", version: "5.1.0" };
  await line.emit("campaign:sync", { worldId: table.claims.world_id, worldName: "The Siege of Greyhaven", timestamp: Date.now(), system, coreVersion: "13.345", characters: [CHARACTER] });

  const greta = new Person(server.url);
  for (const { name, value } of await context.cookies()) greta.take(name, value);
  const { overlayKey } = (await greta.post(`/mj/campaigns/${campaignId}/members`, { name: "Lumen" })).body;
  await gm.page.goto(`${server.url}/campaigns/${campaignId}`);
  await gm.feedIsLive();
  for (const [face, flavor, audience] of [[11, "Longbow", "public"], [17, "Stealth", "blind"], [20, "Longbow", "public"]]) {
    await line.roll(message({ rolls: [d20(face, 5)], flavor, audience }));
  }
  await gm.row("Stealth").waitFor();
  await shoot(gm.page, "campaign");
  const studio = await gm.page.locator("a[href*='/streamers/']").first().getAttribute("href").catch(() => null);
  if (studio !== null) {
    await gm.page.goto(new URL(studio, server.url).href);
    await gm.page.waitForLoadState("networkidle");
    await gm.page.selectOption("select[data-backdrop]", "dark");
    await shoot(gm.page, "studio");
  }

  const { question, options } = QUESTIONS[locale];
  const polls = `/mj/campaigns/${campaignId}/polls`;
  const { body: poll } = await greta.post(polls, { question, options, durationSeconds: 90 });
  for (const option of [0, 1, 0, 0, 2, 1, 0]) await new Person(server.url).post(`${new URL(poll.voteUrl).pathname}/ballot`, { option });
  await gm.page.goto(`${server.url}/campaigns/${campaignId}/polls`);
  await gm.page.locator("text=/7/").first().waitFor();
  await shoot(gm.page, "polls");
  const phone = await browser.newContext({ ...PHONE, locale: locale === "fr" ? "fr-FR" : "en-GB", reducedMotion: "reduce" });
  const voter = await phone.newPage();
  await voter.goto(new URL(new URL(poll.voteUrl).pathname, server.url).href);
  await voter.getByText(options[0]).first().waitFor();
  await shoot(voter, "vote");
  await phone.close();

  const stage = await browser.newContext({ viewport: { width: 1280, height: 720 }, locale: locale === "fr" ? "fr-FR" : "en-GB" });
  const watched = await stage.newPage();
  await watched.goto(`${server.url}/overlay/${overlayKey}/polls?backdrop=dark`);
  const shown = watched.locator(".poll");
  await shown.waitFor();
  await entered(watched, ".poll");
  await shown.screenshot({ path: `${FOLDER}${locale}-poll.png` });
  await watched.close();
  await greta.post(`${polls}/${poll.pollId}/end`);
  const overlay = await stage.newPage();
  await overlay.goto(`${server.url}/overlay/${overlayKey}/dice?backdrop=dark`);
  await overlay.waitForSelector("html[data-connected=true]", { state: "attached" });
  for (const [name, kind, audience] of [["card", "success", "public"], ["mask", "masked", "blind"]]) {
    await line.roll(message({ rolls: [d20(20, 5)], flavor: "Longbow", audience }));
    await overlay.waitForSelector(`.card[data-kind=${kind}]`);
    await entered(overlay, ".card");
    const { x, y, width, height } = await overlay.locator(".card").boundingBox();
    const clip = { x: x - 60, y: y - 40, width: width + 120, height: Math.min(height + 80, 720 - y + 40) };
    await overlay.screenshot({ path: `${FOLDER}${name}.png`, clip });
    await overlay.waitForFunction(() => document.querySelector(".card") === null);
  }
  await stage.close();
  await context.close();
  await server.stop();
  process.stdout.write(`${locale}: ${HERO.name} has had her evening\n`);
}
