// What an overlay shows and does not show, in real Chromium; the server's end is the test's.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { FAILURE, launch, openPage } from "./overlay-page.mjs";

const LIMIT = { timeout: 120_000 };
const THEMES = ["brass", "vellum", "neon", "glass", "abyss"];
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** Text on the stage. */
const text = (overlay, selector) => overlay.page.$eval(selector, (node) => node.textContent);
/** A clock of the test's own: timers pass when it says so. */
const withClock = { before: (page) => page.clock.install() };

test("a card lives less than two and a half seconds", LIMIT, async () => {
  const overlay = await openPage(browser);
  const lived = overlay.page.evaluate(() => new Promise((resolve) => {
    let since = 0;
    new MutationObserver(([{ addedNodes }]) => {
      if (addedNodes.length > 0) since = performance.now();
      else resolve(performance.now() - since);
    }).observe(document.getElementById("stage"), { childList: true });
  }));
  overlay.roll("dice:critical");
  const ms = await lived;
  assert.ok(ms > 1_500 && ms < 2_500, `it lived ${ms} ms`);
  assert.deepEqual(overlay.complaints, []);
});

for (const theme of THEMES) {
  test(`everything at its largest covers no more than a third of the picture: ${theme}`, LIMIT, async () => {
    for (const size of [{ width: 1920, height: 1080 }, { width: 1280, height: 720 }]) {
      for (const view of ["dice", "combat", "characters", "polls", "all"]) {
        const overlay = await openPage(browser, { view, size, state: { settings: { theme, scale: 150, combatRows: 12, durationMs: 15_000 } } });
        fillTable(overlay, 14, 8);
        if (view === "polls" || view === "all") await askLongest(overlay);
        overlay.roll("dice:critical", { severity: "extreme", label: "Exceptional Success Of The Realm", character: { id: "x", name: "A name that is longer than any name should be, ever", avatarUrl: null } });
        if (view === "dice" || view === "all") await overlay.card("success");
        if (view !== "dice") await overlay.page.waitForSelector(".panel-plate");
        await overlay.settle();
        const { share, outside } = await overlay.page.evaluate(() => {
          const plates = [...document.querySelectorAll(".plate, .die, .panel-plate")].map((node) => node.getBoundingClientRect());
          // Painted cell by cell, so that what lies on top of each other counts once.
          const [columns, rows] = [192, 108];
          let covered = 0;
          for (let x = 0; x < columns; x += 1) {
            for (let y = 0; y < rows; y += 1) {
              const [px, py] = [((x + 0.5) * innerWidth) / columns, ((y + 0.5) * innerHeight) / rows];
              if (plates.some(({ left, right, top, bottom }) => px >= left && px < right && py >= top && py < bottom)) covered += 1;
            }
          }
          const outside = plates.filter(({ left, right, top, bottom }) => left < 0 || top < 0 || right > innerWidth + 1 || bottom > innerHeight + 1).length;
          return { share: covered / (columns * rows), outside };
        });
        assert.ok(share > 0.03 && share < 1 / 3, `${view} at ${size.width}: ${share}`);
        assert.equal(outside, 0, `${view} at ${size.width} leaves the picture`);
        await overlay.page.context().close();
      }
    }
  });
}

test("a poll stands across from the dice, grows its bars in place, and leaves after its outcome", LIMIT, async () => {
  const overlay = await openPage(browser, { view: "polls", state: { settings: { position: "top", language: "fr", motion: "reduced" } }, ...withClock });
  assert.deepEqual(overlay.subscriptions.map(({ channel }) => channel.split(":").at(-1)), ["overlay", "polls"]);
  const at = await overlay.page.evaluate(() => Date.now());
  const asked = (over) => poll({ startedAt: new Date(at).toISOString(), endsAt: new Date(at + 60_000).toISOString(), ...over });
  overlay.emit("polls", "poll:start", asked());
  await overlay.page.waitForSelector(".poll[data-phase=running]");
  assert.deepEqual([await text(overlay, ".poll-state"), await text(overlay, ".poll-foot"), await text(overlay, ".poll-address")], ["À vous de voter", "10 votes", "tumulte.example/vote/8PvQ0nJwTz2mXbA9cKeFhg"]);
  assert.match(await overlay.page.getAttribute(".poll-code", "src"), /\/vote\/8PvQ0nJwTz2mXbA9cKeFhg\/qr\.svg$/);
  const { top } = await overlay.page.$eval(".poll", (node) => node.getBoundingClientRect().toJSON());
  assert.ok(top > 540, "the dice land at the top");
  assert.equal(await overlay.page.evaluate(() => document.getAnimations().length), 0, "nothing travels");
  await overlay.page.$eval(".poll-option", (node) => {
    node.dataset.mark = "kept";
  });
  overlay.emit("polls", "poll:update", asked({ voters: 20, options: [{ text: "Yes", votes: 10 }, { text: "No", votes: 10 }] }));
  await overlay.page.waitForFunction(() => document.querySelector(".poll-share").textContent === "50 %");
  assert.equal(await overlay.page.getAttribute(".poll-option", "data-mark"), "kept");
  await overlay.page.clock.runFor(61_000);
  assert.equal(await text(overlay, ".poll-state"), "Dépouillement…");

  overlay.tell({ ...overlay.state, isBlank: true });
  await overlay.page.waitForSelector("html[data-blank=true]", { state: "attached" });
  assert.equal(await overlay.page.locator(".poll").isVisible(), false, "the panic key hides polls, too");
  overlay.emit("polls", "poll:end", asked({ status: "ended", voters: 20, tie: ["Yes", "No"], options: [{ text: "Yes", votes: 10 }, { text: "No", votes: 10 }] }));
  overlay.tell({ ...overlay.state, isBlank: false });
  await overlay.page.waitForSelector(".poll[data-phase=tied]");
  assert.deepEqual([await text(overlay, ".poll-state"), await overlay.page.locator(".poll-option[data-first=true]").count()], ["Égalité", 2]);
  await overlay.page.clock.runFor(12_500);
  await overlay.page.waitForSelector(".poll[data-shown=false]", { state: "attached" });
  assert.deepEqual(overlay.complaints, []);
});

test("a poll waits for as long as the stream is behind", LIMIT, async () => {
  const overlay = await openPage(browser, { view: "all", state: { settings: { delaySeconds: 20 } }, ...withClock });
  const at = await overlay.page.evaluate(() => Date.now());
  overlay.emit("polls", "poll:start", poll({ startedAt: new Date(at).toISOString(), endsAt: new Date(at + 60_000).toISOString() }));
  await overlay.page.clock.runFor(19_000);
  assert.equal(await overlay.page.getAttribute(".poll", "data-shown"), "false");
  await overlay.page.clock.runFor(2_000);
  await overlay.page.waitForSelector(".poll[data-shown=true]");
  assert.match(await text(overlay, ".poll-clock"), /^0:(39|40)$/, "the clock is the one everybody votes by");
});

test("the die has the shape and the face that was rolled", LIMIT, async () => {
  const overlay = await openPage(browser, { state: { settings: { durationMs: 15_000 } } });
  for (const [faces, result, shape, face] of [[4, 4, "d4", "4"], [6, 6, "d6", "6"], [8, 8, "d8", "8"], [10, 10, "d10", "10"], [12, 12, "d12", "12"], [20, 20, "d20", "20"], [100, 1, "d100", "001"]]) {
    const rollId = overlay.roll("dice:critical", { dice: [{ faces, result, active: true }] });
    await overlay.card("success");
    assert.equal(await overlay.page.getAttribute(".die .die-svg", "data-shape"), shape);
    assert.equal(await overlay.page.$$eval(".die .die-face", (nodes) => nodes.map((node) => node.textContent).join("")), face);
    overlay.emit("dice", "dice:retracted", { rollId });
    await overlay.noCard();
  }
});

test("cards speak the stream's language", LIMIT, async () => {
  const overlay = await openPage(browser, { state: { settings: { language: "fr", durationMs: 15_000 } } });
  overlay.roll("dice:critical", FAILURE);
  await overlay.card("failure");
  assert.equal(await text(overlay, ".label"), "Échec critique");
  assert.equal(await overlay.page.getAttribute("html", "lang"), "fr");
});

test("with a stream delay events wait in order, also over a lost connection, and nothing is shown early", LIMIT, async () => {
  const overlay = await openPage(browser, { ...withClock, state: { settings: { delaySeconds: 30, durationMs: 15_000 } } });
  overlay.roll("dice:critical", { label: "First" });
  overlay.roll("dice:critical", { label: "Second" });
  await overlay.page.clock.runFor(20_000);
  overlay.socket.close();
  await overlay.page.waitForSelector("html[data-connected=false]", { state: "attached" });
  await overlay.page.clock.runFor(5_000);
  await overlay.page.waitForSelector("html[data-connected=true]", { state: "attached" });
  assert.equal(await overlay.page.locator(".card").count(), 0);
  await overlay.page.clock.runFor(6_000);
  assert.equal(await text(overlay, ".label"), "First");
  await overlay.page.clock.runFor(16_000);
  assert.equal(await text(overlay, ".label"), "Second");
  const again = overlay.subscriptions.filter(({ channel }) => channel.endsWith(":dice"));
  assert.equal(again.at(-1).after, String(overlay.cursor), "it goes on where it was");
});

test("a blanked overlay shows nothing, keeps nothing, and shows what comes after its release", LIMIT, async () => {
  const overlay = await openPage(browser, { ...withClock, view: "all", state: { settings: { durationMs: 15_000, delaySeconds: 10 } } });
  fillTable(overlay, 3, 2);
  overlay.roll("dice:critical", { label: "On stage" });
  overlay.roll("dice:critical", { label: "In the queue" });
  await overlay.page.clock.runFor(10_500);
  assert.equal(await text(overlay, ".label"), "On stage");
  overlay.roll("dice:critical", { label: "In the delay" });
  overlay.tell({ ...overlay.state, isBlank: true });
  await overlay.page.waitForSelector("html[data-blank=true]", { state: "attached" });
  assert.equal(await overlay.page.locator("body").isVisible(), false);
  assert.equal(await overlay.page.locator(".card").count(), 0);
  overlay.roll("dice:critical", { label: "While blank" });
  const missed = overlay.cursor + 1;
  await overlay.page.clock.runFor(30_000);
  assert.equal(await overlay.page.locator(".card").count(), 0);

  overlay.tell({ ...overlay.state, isBlank: false, floor: String(missed) });
  await overlay.page.waitForSelector("html[data-blank=false]", { state: "attached" });
  // A roll from before the release that a reconnect replays.
  overlay.roll("dice:critical", { label: "Replayed" });
  await overlay.page.clock.runFor(30_000);
  assert.equal(await overlay.page.locator(".card").count(), 0);
  assert.equal(await overlay.page.locator(".fighter").count(), 3, "the fight went on unseen");
  overlay.roll("dice:critical", { label: "After", rolledAt: undefined });
  await overlay.page.clock.runFor(10_500);
  assert.equal(await text(overlay, ".label"), "After");
});

test("an overlay that opens while it is blanked shows nothing at all", LIMIT, async () => {
  const overlay = await openPage(browser, { state: { isBlank: true } });
  overlay.roll("dice:critical");
  overlay.send("overlay", { type: "overlay:test", payload: { sample: "success" } });
  await overlay.page.waitForSelector("html[data-blank=true]", { state: "attached" });
  assert.equal(await overlay.page.locator(".card").count(), 0);
});

test("settings take hold while the overlay is open", LIMIT, async () => {
  const overlay = await openPage(browser, { state: { settings: { durationMs: 15_000 } } });
  overlay.tell({ settings: { theme: "abyss", position: "top-left", scale: 80, show: "all", hidden: "omit", characters: "assigned", others: false, durationMs: 15_000 }, assigned: ["hero"] });
  await overlay.page.waitForSelector("html[data-theme=abyss][data-position=top-left]", { state: "attached" });
  await overlay.page.waitForFunction(() => getComputedStyle(document.documentElement).getPropertyValue("--scale") === "0.8");
  while (overlay.subscriptions.at(-1).rolls !== true) await overlay.page.evaluate(() => new Promise(requestAnimationFrame));
  overlay.roll("dice:hidden");
  overlay.roll("dice:roll");
  overlay.roll("dice:roll", { character: null });
  overlay.roll("dice:roll", { character: { id: "hero", name: "Brunehaut" }, result: 7 });
  await overlay.card("roll");
  assert.equal(await text(overlay, ".name"), "Brunehaut");
});

test("test samples are shown at once, whatever the delay", LIMIT, async () => {
  const overlay = await openPage(browser, { state: { settings: { delaySeconds: 60, show: "criticals", hidden: "omit" } } });
  for (const [sample, kind] of [["success", "success"], ["failure", "failure"], ["masked", "masked"], ["roll", "roll"]]) {
    overlay.send("overlay", { type: "overlay:test", payload: { sample } });
    await overlay.card(kind);
    await overlay.noCard();
  }
});

test("light bursts no more than three times in any second, whatever happens at the table", LIMIT, async () => {
  const overlay = await openPage(browser, { view: "all", ...withClock, state: { settings: { durationMs: 800 } } });
  await overlay.page.evaluate(() => {
    window.bursts = [];
    const isBurst = (node) => (node.matches?.(".card") && node.dataset.calm === "false" && ["success", "failure"].includes(node.dataset.kind)) || (node.matches?.(".sheet") && node.dataset.pulse === "hit" && node.dataset.calm === "false");
    new MutationObserver((changes) => {
      for (const { addedNodes, target, type } of changes) {
        for (const node of type === "childList" ? addedNodes : [target]) if (isBurst(node)) window.bursts.push({ at: performance.now(), node });
      }
    }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-calm"] });
  });
  for (let turn = 0; turn < 60; turn += 1) {
    for (let hero = 0; hero < 5; hero += 1) overlay.emit("characters", "character:update", told(character(`c${hero}`, 500 - turn)));
    overlay.roll("dice:critical", turn % 2 === 0 ? {} : FAILURE);
    await overlay.page.clock.runFor(70);
  }
  const times = await overlay.page.evaluate(() => window.bursts.map(({ at }) => at));
  assert.ok(times.length > 3);
  for (const from of times) assert.ok(times.filter((at) => at >= from && at < from + 999).length <= 3, times.join(" "));
});

test("reduced motion: everything is there, nothing travels", LIMIT, async () => {
  const overlay = await openPage(browser, { view: "all", state: { settings: { motion: "reduced", durationMs: 15_000 } } });
  fillTable(overlay, 4, 3);
  overlay.roll("dice:critical");
  await overlay.card("success");
  const names = await overlay.page.evaluate(() => [...new Set(document.getAnimations().map(({ animationName, transitionProperty }) => animationName ?? transitionProperty))]);
  assert.deepEqual(names.filter((name) => !["fade", "withdraw"].includes(name)), []);
  assert.match(await text(overlay, ".card"), /Natural 20/);
});

test("the tracker follows the turns and the cards the wounds", LIMIT, async () => {
  const overlay = await openPage(browser, { view: "all" });
  fillTable(overlay, 3, 1);
  await overlay.page.waitForSelector(".fighter[data-current=true]");
  assert.equal(await text(overlay, ".fighter[data-current=true] .fighter-name"), "Fighter 0");
  overlay.emit("combat", "combat:turn", { ...combat(3), current: "f1", round: 2 });
  await overlay.page.waitForFunction(() => document.querySelector(".fighter[data-current=true] .fighter-name")?.textContent === "Fighter 1");
  assert.equal(await text(overlay, ".round"), "Round 2");
  overlay.emit("characters", "character:update", told(character("c0", 20)));
  await overlay.page.waitForSelector(".sheet[data-pulse=hit]");
  assert.equal(await text(overlay, ".health-change"), "\u221220");
  assert.equal(await text(overlay, ".health-points"), "20 / 50");
  overlay.emit("characters", "character:update", told(character("c0", 45)));
  await overlay.page.waitForSelector(".sheet[data-pulse=heal]");
  overlay.emit("characters", "inventory:item-used", { campaignId: "k1", character: { id: "c0", name: "Hero c0", avatarUrl: null }, item: { name: "Healing potion", quantity: 1 }, usedAt: new Date().toISOString() });
  await overlay.page.waitForSelector(".sheet[data-pulse=use]");
  assert.equal(await text(overlay, ".used"), "uses Healing potion");
  overlay.emit("combat", "combat:end", { campaignId: "k1", vttCombatId: "f" });
  await overlay.page.waitForSelector(".combat[data-shown=false]", { state: "attached" });
});

test("names and pictures from the table never become markup", LIMIT, async () => {
  const overlay = await openPage(browser, { view: "all", state: { settings: { durationMs: 15_000 } } });
  const evil = "<img src=x onerror=alert(1)>";
  overlay.roll("dice:critical", { label: evil, formula: evil, character: { id: "x", name: evil, avatarUrl: "javascript:alert(1)" } });
  overlay.emit("combat", "combat:start", { ...combat(1), combatants: [{ id: "f0", name: evil, img: "javascript:alert(1)", isPlayer: true }] });
  overlay.emit("characters", "character:update", told({ ...character("c0", 3), name: evil, conditions: [evil], inventory: [{ name: evil, equipped: true }] }));
  await overlay.card("success");
  await overlay.page.waitForSelector(".sheet");
  assert.equal(await overlay.page.locator("img:not(.poll img)").count(), 0, "nothing but a poll's QR code is an image");
  assert.equal(await text(overlay, ".label"), evil);
  assert.deepEqual(overlay.complaints, []);
});

function combat(count) {
  const combatants = Array.from({ length: count }, (_, index) => ({ id: `f${index}`, name: `Fighter ${index}`, initiative: 20 - index, isPlayer: index % 2 === 0, isDefeated: false }));
  return { campaignId: "k1", vttCombatId: "f", round: 1, started: true, current: "f0", combatants };
}

function character(id, value) {
  return {
    id, name: `Hero ${id}`, avatarUrl: null, stats: { hp: { value, max: 50, temp: 5 }, ac: 15 }, conditions: ["prone", "poisoned", "blinded", "stunned", "deafened"],
    inventory: [{ name: "Longsword", kind: "weapon", quantity: 1, equipped: true }, { name: "Shield", kind: "equipment", quantity: 1, equipped: true }],
  };
}

function told(one) {
  return { campaignId: "k1", id: one.id, character: one };
}

/** A poll with everything as long as it may be. */
async function askLongest(overlay) {
  const options = Array.from({ length: 6 }, (_, index) => ({ text: `${index} ${"an answer of sixty characters ".repeat(2)}`.slice(0, 60), votes: 30 - index }));
  overlay.emit("polls", "poll:start", poll({ question: "Does the rogue open the door to the crypt? ".repeat(4).slice(0, 140), options }));
  await overlay.page.waitForSelector(".poll[data-shown=true]");
}

function poll(over = {}) {
  const now = Date.now();
  return {
    pollId: "p1", campaignId: "k1", question: "Open the door?", status: "running", voters: 10, winner: null, tie: [],
    options: [{ text: "Yes", votes: 7 }, { text: "No", votes: 3 }],
    startedAt: new Date(now).toISOString(), endsAt: new Date(now + 60_000).toISOString(), voteUrl: "https://tumulte.example/vote/8PvQ0nJwTz2mXbA9cKeFhg", ...over,
  };
}

function fillTable(overlay, fighters, heroes) {
  overlay.emit("combat", "combat:state", { campaignId: "k1", combats: [combat(fighters)] });
  overlay.emit("characters", "character:state", { campaignId: "k1", characters: Array.from({ length: heroes }, (_, hero) => character(`c${hero}`, 40)) });
}
