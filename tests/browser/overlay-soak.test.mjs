// Eight hours of a busy table in a minute or two: afterwards the page holds no more than before.

import assert from "node:assert/strict";
import { test } from "node:test";

import { FAILURE, launch, openPage } from "./overlay-page.mjs";

/** One event every four seconds. */
const EVENTS = 7_200;
const STEP_MS = 4_000;
/** So many events at once: they are many more than one person can see, and all take the whole road. */
const AT_ONCE = 8;
/** What a page may grow by and still not grow: caches of the browser's own. */
const SLACK_BYTES = 700_000;

test("eight hours at a busy table leave no more behind than one", { timeout: 480_000 }, async (t) => {
  const browser = await launch();
  t.after(() => browser.close());
  const overlay = await openPage(browser, { view: "all", before: (page) => page.clock.install(), state: { settings: { show: "all", durationMs: 1_200, delaySeconds: 5 } } });
  const devtools = await overlay.page.context().newCDPSession(overlay.page);

  const measure = async () => {
    for (let pass = 0; pass < 3; pass += 1) await devtools.send("HeapProfiler.collectGarbage");
    const { usedSize } = await devtools.send("Runtime.getHeapUsage");
    const { nodes, jsEventListeners } = await devtools.send("Memory.getDOMCounters");
    return { usedSize, nodes, jsEventListeners };
  };
  let done = 0;
  let shown = 0;
  await overlay.page.exposeFunction("tellShown", (count) => {
    shown = count;
  });
  await overlay.page.evaluate(() => {
    let count = 0;
    new MutationObserver((changes) => {
      count += changes.reduce((sum, { addedNodes }) => sum + addedNodes.length, 0);
      window.shownCards = count;
    }).observe(document.getElementById("stage"), { childList: true });
  });
  const play = async (events) => {
    for (const end = done + events; done < end; ) {
      for (let index = 0; index < AT_ONCE; index += 1, done += 1) happen(overlay, done);
      if (done % 720 === 0) {
        // The line drops every now and then, as lines do.
        overlay.socket.close();
        await overlay.page.clock.runFor(2_000);
        await overlay.page.waitForSelector("html[data-connected=true]", { state: "attached" });
      }
      await overlay.page.clock.runFor(STEP_MS * AT_ONCE);
    }
    await overlay.page.clock.runFor(60_000);
  };

  await play(EVENTS / 8);
  const early = await measure();
  await play((EVENTS * 7) / 8);
  const late = await measure();
  shown = await overlay.page.evaluate(() => window.shownCards);
  t.diagnostic(`${done} events, ${shown} cards shown; heap ${early.usedSize} → ${late.usedSize} bytes, nodes ${early.nodes} → ${late.nodes}, listeners ${early.jsEventListeners} → ${late.jsEventListeners}`);
  assert.ok(shown > EVENTS / 3, `only ${shown} cards were shown`);
  assert.ok(late.usedSize - early.usedSize < SLACK_BYTES, `the heap grew from ${early.usedSize} to ${late.usedSize}`);
  assert.ok(late.nodes <= early.nodes + 50, `nodes grew from ${early.nodes} to ${late.nodes}`);
  assert.ok(late.jsEventListeners <= early.jsEventListeners + 5, `listeners grew from ${early.jsEventListeners} to ${late.jsEventListeners}`);
  assert.deepEqual(overlay.complaints, []);
});

/** Everything that happens at a table, turn by turn. */
function happen(overlay, turn) {
  const now = { rolledAt: undefined };
  switch (turn % 8) {
    case 0:
      overlay.roll("dice:critical", now);
      break;
    case 1:
      overlay.roll("dice:critical", { ...FAILURE, ...now });
      break;
    case 2:
      overlay.roll("dice:hidden", now);
      break;
    case 3:
      overlay.emit("combat", "combat:turn", {
        campaignId: "k1", vttCombatId: `fight-${Math.floor(turn / 400)}`, round: turn, started: true, current: `f${turn % 5}`,
        combatants: Array.from({ length: 5 + (turn % 4) }, (_, index) => ({ id: `f${index + Math.floor(turn / 80)}`, name: `Fighter ${index}`, initiative: index, isPlayer: index % 2 === 0, isDefeated: turn % 3 === 0 })),
      });
      break;
    case 4:
      overlay.emit("characters", "character:update", {
        campaignId: "k1", id: `hero-${turn % 7}`, character: { id: `hero-${turn % 7}`, name: `Hero ${turn % 7}`, avatarUrl: null, stats: { hp: { value: turn % 50, max: 50 } }, conditions: turn % 16 === 4 ? ["prone"] : [], inventory: [] },
      });
      break;
    default:
      overlay.roll("dice:roll", now);
  }
}
