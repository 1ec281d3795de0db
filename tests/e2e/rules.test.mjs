// A campaign's own rules: what they would change, that they judge from the moment they are saved, and the way back.

import assert from "node:assert/strict";
import { test } from "node:test";

import { CHARACTER, LIMIT, Person, d20, message, openStage } from "./support/stage.mjs";

/** The table says what it plays, as the module does when it is let in. */
const introduce = (line) => line.emit("campaign:sync", { worldId: "greyhaven", system: { id: "dnd5e", version: "5.1.0" }, characters: [CHARACTER] });

test("a threshold is tried on past rolls, saved, and judges the next one", LIMIT, async (t) => {
  const { gm, line, campaignId, overlay } = await openStage(t);
  await introduce(line);
  const path = `/mj/campaigns/${campaignId}/rules`;
  const before = (await gm.get(path)).body;
  assert.deepEqual([before.version, before.ruleSet.overrides, before.system.id], [0, undefined, "dnd5e"]);
  for (const face of [17, 18, 19, 20]) await line.roll(message({ rolls: [d20(face, 5)] }));
  await line.roll(message({ rolls: [d20(18, 5)], audience: "gm" }));

  const proposal = { overrides: { critAt: 18 } };
  const preview = await gm.post(`${path}/preview`, proposal);
  assert.equal(preview.status, 200, preview.text);
  assert.deepEqual([preview.body.looked, preview.body.gained, preview.body.lost], [5, 3, 0]);
  assert.deepEqual(preview.body.items.map(({ result, before, after }) => [result, before.label, after.label]), [
    [23, null, "Critical Hit"], [24, null, "Critical Hit"], [23, null, "Critical Hit"],
  ]);
  assert.match(preview.body.items[0].after.why, /critAt = 18, nat = 18/);
  assert.equal((await gm.get(path)).body.version, 0, "a preview saves nothing");

  const saved = await gm.ask("PUT", path, { body: { ...proposal, version: 0 } });
  assert.deepEqual([saved.status, saved.body.version, saved.body.ruleSet.overrides.critAt], [200, 1, 18], saved.text);
  const [{ rollId }] = (await line.roll(message({ rolls: [d20(18, 5)] }))).rolls;
  const told = await overlay.event("dice:critical", rollId);
  assert.equal(told.payload.label, "Critical Hit", "the very next roll is judged by it");
});

test("words and weights are the table's own, and an outcome can be switched off", LIMIT, async (t) => {
  const { gm, line, campaignId, overlay } = await openStage(t);
  await introduce(line);
  const labels = { "Critical Hit": { label: "Coup critique !", severity: "extreme" }, "Critical Miss": { off: true } };
  const saved = await gm.ask("PUT", `/mj/campaigns/${campaignId}/rules`, { body: { labels } });
  assert.equal(saved.status, 200, saved.text);
  const [missed] = (await line.roll(message({ rolls: [d20(1)] }))).rolls;
  const [hit] = (await line.roll(message({ rolls: [d20(20)] }))).rolls;
  const { payload } = await overlay.event("dice:critical", hit.rollId);
  assert.deepEqual([payload.label, payload.severity], ["Coup critique !", "extreme"]);
  assert.ok(!overlay.events.some(({ type, payload }) => type === "dice:critical" && payload.rollId === missed.rollId));
});

test("rules of one's own find the facts where the system's do; what is wrong in them has a line and a column", LIMIT, async (t) => {
  const { gm, line, campaignId, overlay } = await openStage(t);
  await introduce(line);
  const path = `/mj/campaigns/${campaignId}/rules`;
  const house = (test) => `id = "ours"\nname = "Ours"\n\n[rule.vars]\nnat = { op = "face", faces = 20 }\n\n[[rule.outcomes]]\nwhen = "${test}"\ntype = "success"\nlabel = "Lucky"\n`;
  const wrong = await gm.ask("PUT", path, { body: { rules: house("nta == 7") } });
  assert.deepEqual([wrong.status, wrong.code, wrong.body.error.line, wrong.body.error.column], [422, "rule.unknown_name", 8, 9], wrong.text);
  assert.equal((await gm.post(`${path}/preview`, { overrides: { cirtAt: 19 } })).code, "rule.unknown_name");
  assert.equal((await gm.get(path)).body.version, 0, "nothing wrong is kept");

  const saved = await gm.ask("PUT", path, { body: { rules: house("rollType == 'attack' and nat == 7") } });
  assert.equal(saved.status, 200, saved.text);
  const [skill] = (await line.roll(message({ rolls: [d20(7)], type: "skill" }))).rolls;
  const [attack] = (await line.roll(message({ rolls: [d20(7)] }))).rolls;
  assert.equal((await overlay.event("dice:critical", attack.rollId)).payload.label, "Lucky");
  assert.ok(!overlay.events.some(({ type, payload }) => type === "dice:critical" && payload.rollId === skill.rollId));
});

test("every decision can be gone back to, and two at once are a conflict", LIMIT, async (t) => {
  const { gm, campaignId, line, overlay } = await openStage(t);
  await introduce(line);
  const path = `/mj/campaigns/${campaignId}/rules`;
  const put = (body) => gm.ask("PUT", path, { body });
  assert.equal((await put({ overrides: { critAt: 15 }, version: 0 })).body.version, 1);
  assert.equal((await put({ overrides: { critAt: 10 }, version: 0 })).code, "rules.changed");
  assert.equal((await put({ overrides: { critAt: 10 }, version: 1 })).body.version, 2);
  const back = await put({ restore: 1 });
  assert.deepEqual([back.body.version, back.body.ruleSet.overrides], [3, { critAt: 15 }]);
  const plain = await put({ restore: 0 });
  assert.deepEqual([plain.body.version, plain.body.ruleSet.overrides], [4, undefined]);
  assert.deepEqual(plain.body.versions.map(({ version }) => version), [4, 3, 2, 1]);
  const [plainRoll] = (await line.roll(message({ rolls: [d20(16)] }))).rolls;
  const marker = await line.critical();
  await overlay.event("dice:critical", marker);
  assert.ok(!overlay.events.some(({ type, payload }) => type === "dice:critical" && payload.rollId === plainRoll.rollId));
  assert.equal((await put({ restore: 99 })).status, 404);
});

test("a campaign's rules are its game master's alone", LIMIT, async (t) => {
  const { server, campaignId } = await openStage(t);
  const other = await Person.registered(server);
  const nobody = new Person(server.url);
  const path = `/mj/campaigns/${campaignId}/rules`;
  for (const [method, place, body] of [["GET", path], ["PUT", path, {}], ["POST", `${path}/preview`, {}]]) {
    assert.equal((await other.ask(method, place, { body })).status, 404, `${method} ${place} by another GM`);
    assert.equal((await nobody.ask(method, place, { body })).status, 401, `${method} ${place} by nobody`);
  }
});

test("what is too large or of another shape is refused by code", LIMIT, async (t) => {
  const { gm, campaignId, line } = await openStage(t);
  await introduce(line);
  const path = `/mj/campaigns/${campaignId}/rules`;
  const put = (body) => gm.ask("PUT", path, { body });
  assert.equal((await put({ rules: `# ${"x".repeat(300_000)}` })).code, "rule.too_large");
  assert.equal((await put({ rules: "x".repeat(600_000) })).status, 413);
  assert.equal((await put({ rules: 7 })).code, "request.invalid");
  assert.equal((await put({ unknown: 1 })).code, "request.invalid");
  assert.equal((await put({ overrides: { critAt: "nineteen" } })).code, "rule.syntax");
  assert.equal((await put({ labels: { "Critical Hit": { label: "x".repeat(61) } } })).code, "rule.syntax");
  assert.equal((await put({ labels: { "Critical Hat": { off: true } } })).code, "rule.unknown_name");
  assert.equal((await put({ rules: { id: "ours", name: "Ours", rule: { outcomes: [] } } })).status, 200, "an object is a file as well");
});
