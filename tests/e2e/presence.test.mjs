// What the game master sees of the tables while they are there: how many events wait in the module's browser.

import assert from "node:assert/strict";
import { test } from "node:test";

import { LIMIT, Person, openStage } from "./support/stage.mjs";

test("what a table says about its queue is shown to its game master, as long as it is there", LIMIT, async (t) => {
  const { server, gm, table, line } = await openStage(t, { tab: "one" });
  const seen = async (person = gm) => {
    const { body } = await person.get("/mj/presence");
    return body.items.map(({ isLive, queued, held }) => ({ isLive, queued, held }));
  };
  const page = async (language) => (await gm.get("/", { accept: "text/html", "accept-language": language })).text;
  assert.deepEqual(await seen(), [{ isLive: true, queued: null, held: null }]);

  const timestamp = Date.now();
  assert.deepEqual(await line.emit("table:status", { queued: 3, held: "campaign.not_imported", timestamp }), { ok: true });
  assert.deepEqual(await seen(), [{ isLive: true, queued: 3, held: "campaign.not_imported" }]);
  assert.match(await page("en"), /3 waiting/);
  assert.match(await page("fr"), /3 en attente/);
  assert.deepEqual(await seen(await Person.registered(server)), [], "nobody else's business");

  for (const wrong of [null, {}, { queued: -1 }, { queued: "3" }, { queued: 1, held: 7 }]) {
    const { ok, code, retry } = await line.emit("table:status", wrong);
    assert.deepEqual([ok, code, retry], [false, "event.malformed", false], JSON.stringify(wrong));
  }
  assert.deepEqual(await seen(), [{ isLive: true, queued: 3, held: "campaign.not_imported" }]);

  assert.deepEqual(await line.emit("table:status", { queued: 0, held: null, timestamp }), { ok: true });
  assert.deepEqual(await seen(), [{ isLive: true, queued: 0, held: null }]);
  assert.doesNotMatch(await page("en"), /\d waiting/);

  // The same page, connected anew, has said nothing yet.
  await line.emit("table:status", { queued: 5, timestamp });
  await table.connect(t, { tab: "one" });
  assert.deepEqual(await seen(), [{ isLive: true, queued: null, held: null }]);
});
