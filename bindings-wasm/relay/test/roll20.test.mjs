import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { pushKey, roll20Attack } from "../../../tests/e2e/support/relay.mjs";
import { LIMIT, openBrowser, openServer, pair, shoot } from "./support/house.mjs";
import { Sites } from "./support/sites.mjs";

async function openGame(t, options) {
  const sites = await Sites.open(t);
  const house = await openServer(t);
  const { context, worker } = await openBrowser(t, sites, options);
  const page = await context.newPage();
  sites.history = { [pushKey(Date.now() - 86_400_000)]: roll20Attack(20, { name: "Yesterday" }), [pushKey(Date.now() - 60_000)]: roll20Attack(1, { name: "Earlier" }) };
  await page.goto("https://app.roll20.net/editor/");
  await page.locator("#frames[data-count]").waitFor({ state: "attached" });
  return { sites, house, context, worker, page };
}

test("a game of Roll20 is paired in its tab, and what falls in it is on the overlay", LIMIT, async (t) => {
  const { sites, house, context, page } = await openGame(t);
  const { told, member, rolls } = await pair(t, page, house);
  await shoot(page, "roll20-paired");
  const overlay = await context.newPage();
  await overlay.setViewportSize({ width: 1920, height: 1080 });
  await overlay.goto(member.overlayUrl);
  await overlay.waitForSelector("html[data-connected=true]", { state: "attached" });

  sites.tell(pushKey(), roll20Attack(20, { name: "Tamsin" }));
  const { payload } = await told("dice:critical");
  assert.deepEqual([payload.criticalType, payload.result, payload.character.name, payload.system], ["success", 26, "Tamsin", "dnd5e"]);
  await overlay.waitForSelector(".card");
  await shoot(overlay, "roll20-overlay");

  // What this very tab rolls is put into the database by the page.
  await page.evaluate(([id, record]) => globalThis.say(id, record), [pushKey(), roll20Attack(14, { name: "Own" })]);
  await told("dice:roll", ({ character }) => character.name === "Own");
  assert.deepEqual((await rolls()).filter(({ character }) => /day|Earlier/.test(character?.name ?? "")), [], "history is not told");
});

test("secrets of Roll20 do not leave the tab", LIMIT, async (t) => {
  const { sites, house, worker, page } = await openGame(t);
  const { told, rolls } = await pair(t, page, house);
  const secret = (more) => ({ ...roll20Attack(20, { name: "Moonless", bonus: 7_318_462 }), ...more });
  sites.tell(pushKey(), secret({ type: "whisper", target: "gm", target_name: "GM" }));
  sites.tell(pushKey(), { type: "gmrollresult", who: "Moonless", playerid: "-M", content: '{"type":"V","rolls":[{"type":"R","dice":1,"sides":7318462,"results":[{"v":7318462}]}],"resultType":"sum","total":7318462}', origRoll: "1d7318462" });
  sites.tell(pushKey(), secret({ target: "-Mplayer" }));
  sites.tell(pushKey(), secret({ type: "a kind nobody knows" }));
  sites.tell(pushKey(), { type: "general", who: "Moonless", content: "we meet at 7318462, tell nobody" });
  await page.evaluate(([id, record]) => globalThis.say(id, record), [pushKey(), secret({ type: "whisper", target: "gm" })]);
  await page.evaluate((id) => globalThis.draw(id, '<div class="by">Moonless:</div><span class="inlinerollresult" title="Rolling 1d20+7318462 = (&lt;span class=&quot;basicdiceroll critsuccess&quot;&gt;20&lt;/span&gt;)+7318462">7318482</span>', "whisper private player--M"), pushKey());
  await page.evaluate((id) => globalThis.draw(id, '<div class="by">Moonless:</div><div class="rolled">7318482</div><div class="formattedformula"><div class="dicegrouping"><div class="diceroll d20"><div class="didroll">20</div></div></div></div>', "rollresult hidden-message player--M"), pushKey());
  await page.locator("tumulte-relay [data-figure=kept]", { hasText: /^[5-9]$/ }).waitFor();
  sites.tell(pushKey(), roll20Attack(20, { name: "Tamsin" }));
  await told("dice:critical", ({ character }) => character.name === "Tamsin");
  const left = (await worker.evaluate(() => globalThis.left)).join("\n");
  assert.ok(left.includes("Tamsin"), "what is public does leave it");
  assert.doesNotMatch(left, /7318462|7318482|Moonless/);
  assert.doesNotMatch(JSON.stringify(await rolls()), /7318462|7318482|Moonless/);
});

test("a masked secret leaves as a stub, and the stream sees that somebody rolled", LIMIT, async (t) => {
  const { sites, house, worker, page } = await openGame(t);
  const { told } = await pair(t, page, house);
  await page.locator("tumulte-relay select[name=secrets]").selectOption("mask");
  await page.locator("tumulte-relay select[name=secrets] option[value=mask][selected]").waitFor({ state: "attached" });
  sites.tell(pushKey(), { ...roll20Attack(20, { name: "Moonless", bonus: 7_318_462 }), type: "whisper", target: "gm" });
  const { payload } = await told("dice:hidden");
  assert.deepEqual([payload.formula, payload.result, payload.character], ["???", "???", null]);
  assert.doesNotMatch((await worker.evaluate(() => globalThis.left)).join("\n"), /7318462|7318482|Moonless/);
});

test("where the database is silent the chat log's HTML stands in", LIMIT, async (t) => {
  const { sites, house, page } = await openGame(t);
  const { told, rolls } = await pair(t, page, house);
  const roll = (face) => `<div class="by">Tamsin:</div><div class="formula">rolling 1d20+4</div><div class="clear"></div>
    <div class="formula formattedformula"><div class="dicegrouping" data-groupindex="0"><div data-origindex="0" class="diceroll d20${face === 20 ? " critsuccess" : ""}"><div class="dicon"><div class="didroll">${face}</div><div class="backing"></div></div></div></div>+4</div>
    <div class="clear"></div><strong>=</strong><div class="rolled">${face + 4}</div>`;
  // What the log streams in at first is history; it opens once it has been quiet.
  await page.waitForFunction(() => performance.now() > 4_000);
  await page.evaluate(([id, html]) => globalThis.draw(id, html, "rollresult player--Mplayer"), [pushKey(), roll(20)]);
  const { payload } = await told("dice:roll");
  assert.deepEqual([payload.result, payload.character?.name], [24, "Tamsin"]);
  // What both tell is one roll: the database was faster.
  const id = pushKey();
  await page.evaluate(([key, html]) => globalThis.draw(key, html, "rollresult player--Mplayer"), [id, roll(7)]);
  sites.tell(id, roll20Attack(7, { name: "Tamsin", bonus: 4 }));
  await page.evaluate(([key, html]) => globalThis.draw(key, html, "rollresult player--Mplayer"), [pushKey(), roll(3)]);
  await told("dice:roll", ({ result }) => result === 7);
  assert.equal((await rolls()).filter(({ dice }) => dice.some((die) => die.result === 7)).length, 1);
});

test("cards of the D&D 2024 sheet are read from the log's HTML", LIMIT, async (t) => {
  const { house, page } = await openGame(t);
  const { told, rolls } = await pair(t, page, house);
  const vectors = JSON.parse(await readFile(new URL("../../../tests/vectors/roll20/beacon.json", import.meta.url), "utf8"));
  const [{ message: { content } }] = vectors.vectors ?? vectors.cases ?? vectors;
  await page.waitForFunction(() => performance.now() > 4_000);
  await page.evaluate(([id, html]) => globalThis.draw(id, html, "general player--Mplayer"), [pushKey(), content]);
  const { payload } = await told("dice:critical");
  assert.deepEqual([payload.criticalType, payload.result, payload.character.name], ["success", 25, "Mira Vale"]);
  assert.equal((await rolls()).length, 1);
});
