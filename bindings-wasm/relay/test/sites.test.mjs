import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { beyond20Attack, ddbAttack } from "../../../tests/e2e/support/relay.mjs";
import { LIMIT, openBrowser, openServer, pair, shoot, watch } from "./support/house.mjs";
import { Sites } from "./support/sites.mjs";

const ROOM = {
  ddb: "https://www.dndbeyond.com/characters/9001",
  alchemy: "https://app.alchemyrpg.com/game/7c1e",
  demiplane: "https://app.demiplane.com/nexus/pathfinder2e/character-sheet/0b5d2c1e-77aa-4d10-9c1e-5a2f3b4c6d7e",
  owlbear: "https://www.owlbear.rodeo/room/Kx3f/keep",
};

async function openTab(t, vtt) {
  const sites = await Sites.open(t);
  const house = await openServer(t);
  const { context, worker } = await openBrowser(t, sites);
  const page = await context.newPage();
  await page.goto(ROOM[vtt]);
  const left = async () => (await worker.evaluate(() => globalThis.left)).join("\n");
  return { sites, house, context, worker, page, left };
}

const tell = (page, message) => page.evaluate((told) => globalThis.tell(told), message);

test("D&D Beyond: what the page's broker tells, and nothing that is for one person", LIMIT, async (t) => {
  const { page, house, left } = await openTab(t, "ddb");
  await page.locator("html[data-broker]").waitFor({ state: "attached" });
  const { told, rolls } = await pair(t, page, house);
  await tell(page, { ...ddbAttack(9), eventType: "dice/roll/pending" });
  await tell(page, ddbAttack(20, { name: "Moonless", bonus: 7_318_462, scope: "userId" }));
  const attack = ddbAttack(20, { name: "Tamsin" });
  await tell(page, attack);
  await tell(page, attack);
  await tell(page, ddbAttack(1, { name: "Tamsin" }));
  assert.equal((await told("dice:critical")).payload.criticalType, "success");
  await told("dice:critical", ({ criticalType }) => criticalType === "failure");
  assert.deepEqual((await rolls()).map(({ result }) => result), [7, 26]);
  assert.doesNotMatch(await left(), /7318462|7318482|Moonless/);
});

test("Alchemy: rolls come through Beyond20, whispers stay; its own frames are recorded blackened and go nowhere", LIMIT, async (t) => {
  const { page, house, context, left } = await openTab(t, "alchemy");
  const { told, rolls } = await pair(t, page, house);
  for (const whisper of [1, 2, 3]) await tell(page, beyond20Attack(20, { name: "Moonless", bonus: 7_318_462, whisper }));
  await tell(page, { ...beyond20Attack(20, { name: "Tamsin" }), damage_rolls: [], html: "<b>words of somebody</b>", description: "a tale" });
  assert.equal((await told("dice:critical")).payload.result, 26);
  // The same browser's other tab of the same game hears the same event: it is one roll. A tab that says it twice rolled twice.
  const other = await context.newPage();
  await other.goto(ROOM.alchemy);
  await other.locator("tumulte-relay .lamp[data-tone=good]").waitFor();
  await Promise.all([tell(page, beyond20Attack(7)), tell(other, beyond20Attack(7))]);
  await tell(page, beyond20Attack(8));
  await tell(page, beyond20Attack(8));
  await tell(page, beyond20Attack(1));
  await told("dice:critical", ({ criticalType }) => criticalType === "failure");
  assert.deepEqual((await rolls()).map(({ result }) => result).sort((a, b) => a - b), [7, 13, 14, 14, 26]);
  assert.doesNotMatch(await left(), /7318462|7318482|Moonless|words of somebody|a tale/);

  await page.evaluate(() => globalThis.journal());
  const save = page.locator("tumulte-relay button[data-command=save]");
  await save.waitFor();
  await shoot(page, "alchemy-capture");
  const [download] = await Promise.all([page.waitForEvent("download"), save.click()]);
  const recorded = await readFile(await download.path(), "utf8");
  assert.match(recorded, /"notation": "1d20\+6"/);
  assert.doesNotMatch(recorded, /Tamsin/);
  assert.doesNotMatch(await left(), /DiceRollEntry/);
});

test("Demiplane: what is put into the sheet's history, and not what was there", LIMIT, async (t) => {
  const { page, house, left } = await openTab(t, "demiplane");
  const { told, rolls } = await pair(t, page, house);
  const entry = (face, more = {}) => ({
    name: "Longsword", type: "Attack", ...more,
    result: { total: face + 7, status: face === 20 ? { slug: "critical-success" } : undefined, raw_dice: { parts: [
      { type: "dice", num_dice: 1, dice_size: 20, dice: [{ size: 20, value: face, is_kept: true }] }, { type: "operator", value: "+" }, { type: "constant", value: 7 }] } },
  });
  await tell(page, entry(20));
  assert.equal((await told("dice:critical")).payload.system, "pf2e");
  await tell(page, entry(20, { name: "Moonless", hidden: true }));
  await tell(page, entry(4));
  await tell(page, entry(4));
  await told("dice:roll", ({ result }) => result === 11);
  await page.locator("tumulte-relay [data-figure=told]", { hasText: "3" }).waitFor();
  assert.deepEqual((await rolls()).map(({ result }) => result).filter((result) => result !== 11), [27]);
  assert.doesNotMatch(await left(), /Moonless|"Old"/);
});

test("Owlbear: dice that have come to rest, of every player at the table; hidden ones stay", LIMIT, async (t) => {
  const { page, house, left } = await openTab(t, "owlbear");
  await page.locator("html[data-frame=loaded]").waitFor({ state: "attached" });
  const { told, rolls } = await pair(t, page, house);
  const player = (id, face, { hidden = false, rolling = false } = {}) => ({
    id: "p1", name: "Tamsin", metadata: {
      "rodeo.owlbear.dice/roll": { dice: [{ id, style: "GEM", type: "D20" }], bonus: 3, hidden },
      "rodeo.owlbear.dice/rollValues": { [id]: rolling || hidden ? null : face },
    },
  });
  await tell(page, [player("a", 0, { rolling: true })]);
  await tell(page, [player("a", 17)]);
  await tell(page, [player("a", 17)]);
  await tell(page, [player("b", 20, { hidden: true })]);
  await tell(page, [player("c", 20)]);
  const { payload } = await told("dice:critical");
  assert.deepEqual([payload.result, payload.character.name], [23, "Tamsin"]);
  assert.deepEqual((await rolls()).map(({ result }) => result), [23, 20]);
  assert.doesNotMatch(await left(), /"hidden":true/);
  await page.locator("tumulte-relay [data-figure=kept]", { hasText: "1" }).waitFor();
});

test("a tab's rolls can go to a table that is paired already, and what two sources tell of there is one roll", LIMIT, async (t) => {
  const { page, house, context } = await openTab(t, "alchemy");
  const { told, rolls } = await pair(t, page, house);
  const sheet = await context.newPage();
  await sheet.goto(ROOM.ddb);
  await sheet.locator("html[data-broker]").waitFor({ state: "attached" });
  await sheet.locator("tumulte-relay .lamp").click();
  await shoot(sheet, "address-with-target");
  await sheet.locator("tumulte-relay select[name=target]").selectOption({ label: "The Sunken Keep" });
  await sheet.locator("tumulte-relay [data-state=connected]").waitFor();
  await tell(sheet, ddbAttack(12, { name: "Tamsin" }));
  await told("dice:roll", ({ result }) => result === 18);
  await tell(page, beyond20Attack(12, { name: "Tamsin" }));
  await tell(page, beyond20Attack(20, { name: "Tamsin" }));
  await told("dice:critical");
  assert.deepEqual((await rolls()).map(({ result }) => result), [26, 18]);
});

test("ending the pairing in the tab ends it: nothing goes on being sent", LIMIT, async (t) => {
  const { page, house, left } = await openTab(t, "alchemy");
  const { told, rolls } = await pair(t, page, house);
  await tell(page, beyond20Attack(20));
  await told("dice:critical");
  await page.locator("tumulte-relay button[data-command='end?']").click();
  await page.locator("tumulte-relay button[data-command=unpair]").click();
  await page.locator("tumulte-relay input[name=server]").waitFor();
  await tell(page, beyond20Attack(3));
  const { campaignId } = await pairAgain(t, page, house);
  const again = await watch(t, house, campaignId);
  await tell(page, beyond20Attack(1));
  await again.told("dice:critical");
  assert.deepEqual((await rolls()).map(({ result }) => result), [7, 26]);
  assert.ok(await left());
});

/** As `pair`, with a panel that is open already. */
async function pairAgain(t, page, house) {
  await page.locator("tumulte-relay button[data-command=pair]").click();
  const code = await page.locator("tumulte-relay [data-code]").getAttribute("data-code");
  const confirmed = await house.gm.post("/vtt/pair", { code });
  await page.locator("tumulte-relay [data-state=connected][data-imported=true]").waitFor();
  return confirmed.body;
}
