import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { pushKey } from "../../../tests/e2e/support/relay.mjs";
import { LIMIT, openBrowser, openServer, pair } from "./support/house.mjs";
import { Sites } from "./support/sites.mjs";

// Recordings lie outside the repository and are read in place.
const DATA = process.env.TUMULTE_DATA ?? fileURLToPath(new URL("../../../../shared/data", import.meta.url));
const skip = existsSync(join(DATA, "roll20/dom")) ? false : "skipped: no recordings";
const SERVER = process.env.TUMULTE_SERVER ?? fileURLToPath(new URL("../../../target/debug/tumulte-server", import.meta.url));

const lines = async (path) => (await readFile(join(DATA, path), "utf8")).trim().split("\n").map((line) => JSON.parse(line));

/** The results of every roll that the library reads in these messages. */
async function readByLibrary(t, vtt, messages) {
  const folder = await mkdtemp(join(tmpdir(), "tumulte-recordings-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "messages.jsonl");
  await writeFile(file, messages.map((message) => JSON.stringify(message)).join("\n"));
  const output = await new Promise((resolve) => {
    execFile(SERVER, ["parse", "--vtt", vtt, "--system", "dnd5e", file], { maxBuffer: 64 * 1024 * 1024 }, (_, stdout) => resolve(stdout));
  });
  const rolls = output.trim().split("\n").flatMap((line) => JSON.parse(line).rolls ?? []);
  return rolls.filter(({ isHidden }) => !isHidden).map(({ result }) => result);
}

const sorted = (results) => results.map((result) => result ?? -1e9).sort((a, b) => a - b);

async function openTab(t, url) {
  const sites = await Sites.open(t);
  const house = await openServer(t);
  const { context, worker } = await openBrowser(t, sites);
  const page = await context.newPage();
  await page.goto(url);
  return { page, worker, campaign: await pair(t, page, house), gm: house.gm };
}

async function everything(gm, campaignId) {
  const results = [];
  let cursor = null;
  do {
    const { body } = await gm.get(`/mj/campaigns/${campaignId}/rolls?limit=200${cursor === null ? "" : `&cursor=${cursor}`}`);
    results.push(...body.items);
    cursor = body.cursor;
  } while (cursor !== null);
  return results;
}

test("recorded chat rows of Roll20 arrive as the library reads them, whispers not at all", { ...LIMIT, skip }, async (t) => {
  const { page, worker, campaign, gm } = await openTab(t, "https://app.roll20.net/editor/");
  const recorded = (await lines("roll20/dom/stats-extension.jsonl")).map((row) => ({ ...row, id: pushKey() }));
  const rows = recorded.map((row) => ({ ...row, html: row.html.replace(/data-messageid="[^"]*"/, `data-messageid="${row.id}"`) }));
  const open = rows.filter(({ classes }) => !classes.some((name) => /^(private|whisper|hidden-message)$/.test(name)));
  const expected = await readByLibrary(t, "roll20", open.map(({ id, html, by }) => ({ id, html, by })));
  assert.ok(expected.length > 50, `${expected.length} rolls in ${open.length} rows`);
  await page.waitForFunction(() => performance.now() > 5_000);
  await page.evaluate((htmls) => htmls.forEach((html) => {
    const box = document.createElement("div");
    box.innerHTML = html;
    document.querySelector("#textchat .content").append(...box.children);
  }), rows.map(({ html }) => html));
  const last = pushKey();
  await page.evaluate((id) => globalThis.draw(id, '<div class="by">Last:</div><div class="formula">rolling 1d20</div><div class="formula formattedformula"><div class="dicegrouping"><div class="diceroll d20"><div class="dicon"><div class="didroll">9</div></div></div></div></div><strong>=</strong><div class="rolled">9</div>', "rollresult player--Mlast"), last);
  await campaign.told("dice:roll", ({ character }) => character?.name === "Last");
  const kept = (await everything(gm, campaign.campaignId)).filter(({ character }) => character?.name !== "Last");
  assert.deepEqual(sorted(kept.map(({ result }) => result)), sorted(expected));
  assert.ok(kept.every(({ isHidden }) => !isHidden));
  const left = (await worker.evaluate(() => globalThis.left)).join("\n");
  for (const { id } of rows.filter((row) => !open.includes(row))) assert.ok(!left.includes(id), "a whisper left the tab");
  t.diagnostic(`${rows.length} rows, ${kept.length} rolls`);
});

test("recorded messages of Beyond20 arrive as the library reads them, whispers not at all", { ...LIMIT, skip }, async (t) => {
  const { page, campaign, gm } = await openTab(t, "https://app.alchemyrpg.com/game/7c1e");
  const messages = (await lines("beyond20/rendered-rolls.jsonl")).slice(0, 200);
  const open = messages.filter(({ whisper, request }) => !whisper && !request?.whisper);
  const expected = await readByLibrary(t, "beyond20", open);
  assert.ok(open.length < messages.length && expected.length > 100, `${expected.length} rolls in ${open.length} of ${messages.length} messages`);
  await page.evaluate((all) => all.forEach((message) => globalThis.tell(message)), messages);
  await page.locator("tumulte-relay [data-figure=kept]", { hasText: String(messages.length - open.length) }).waitFor();
  await page.evaluate((roll) => globalThis.tell(roll), { ...open[0], character: "Last" });
  await campaign.told("dice:roll", ({ character }) => character?.name === "Last");
  const kept = (await everything(gm, campaign.campaignId)).filter(({ character }) => character?.name !== "Last");
  assert.deepEqual(sorted(kept.map(({ result }) => result)), sorted(expected));
  t.diagnostic(`${messages.length} messages, ${kept.length} rolls`);
});
