// What the GM keeps secret reaches no byte that an overlay receives.

import assert from "node:assert/strict";
import { test } from "node:test";

import { ATTACK, openHouse, openOverlay } from "./house.mjs";

const LIMIT = { timeout: 120_000 };
const PARTS = { flags: { dnd5e: { roll: { type: "attack" } } } };

/** Rolls nobody but the GM may know; their numbers and words come up nowhere by chance. */
const SECRETS = [
  { audience: "blind", roll: { faces: 20, results: [19], modifier: 7318462 }, flavor: "moonless vigil", needles: ["7318462", "7318481", "moonless"] },
  { audience: "blind", roll: { faces: 12, results: [11, 7], modifier: 8426015 }, flavor: "hollow crown", needles: ["8426015", "8426033", "hollow", "2d12"] },
  { audience: "gm", roll: { faces: 20, results: [20], modifier: 6153047 }, flavor: "silver tongue", needles: ["6153047", "6153067", "silver"] },
  { audience: "self", roll: { faces: 20, results: [1], modifier: 9270536 }, flavor: "broken oath", needles: ["9270536", "9270537", "broken"] },
];
const OPEN = { roll: { faces: 20, results: [20], modifier: 5550123 }, flavor: "open sky", needles: ["5550123", "5550143"] };

test("hidden rolls are masks on the stream, numbers at the GM's, and nothing else anywhere", LIMIT, async (t) => {
  const { server, browser, table, gm, overlayUrl } = await openHouse(t);
  const overlay = await openOverlay(browser, `${overlayUrl}?rolls=on&duration=800`);

  for (const secret of SECRETS) {
    await table.fake("playerRolls", { ...secret, parts: PARTS });
    const card = await overlay.card("masked");
    assert.match(await card.textContent(), /Ilse the Quiet[\s\S]*\?\?\?/, secret.audience);
    assert.equal(await card.getAttribute("data-severity"), null, "a mask has no severity");
    await overlay.noCard();
    const row = gm.row(secret.flavor);
    await row.waitFor();
    const [modifier, total] = secret.needles;
    const words = await row.textContent();
    assert.ok(words.includes(modifier) && words.includes(total), `the GM sees the ${secret.audience} roll's numbers, found: ${words}`);
    assert.match(await row.getAttribute("class"), /roll-secret/);
  }
  await table.fake("playerRolls", { ...ATTACK, ...OPEN, parts: PARTS });
  await overlay.card("success");
  await overlay.noCard();

  // The replay below runs in the same page and repeats them.
  const masks = overlay.frames.filter((text) => text.includes('"type":"dice:hidden"'));
  const places = {
    "what the overlay's page received": await overlay.received(),
    "the list of criticals": await overlay.page.evaluate(async () => (await fetch(location.pathname.replace(/dice$/, "criticals"))).text()),
    "everything a new viewer is told": await everythingSince(overlay.page, OPEN.needles[1]),
  };
  for (const [place, bytes] of Object.entries(places)) {
    for (const needle of OPEN.needles) assert.ok(bytes.includes(needle), `${place} must hold the public roll's ${needle}, or this test searches in vain`);
    for (const needle of SECRETS.flatMap(({ needles }) => needles)) assert.ok(!bytes.includes(needle), `${place} holds ${needle}`);
  }
  const stage = await overlay.page.content();
  const log = server.log.all.map(({ text }) => text).join("\n");
  for (const needle of SECRETS.flatMap(({ needles }) => needles)) {
    assert.ok(!stage.includes(needle), `the overlay's document holds ${needle}`);
    assert.ok(!log.includes(needle), `the server's log holds ${needle}`);
  }

  assert.equal(masks.length, SECRETS.length, "one mask for each hidden roll");
  // The frame's `id` is a cursor, in digits; the character's is none and stays.
  const bare = masks.map((text) => text.replace(/"id":"\d+"|"rollId":"[^"]+"|"rolledAt":"[^"]+"/g, ""));
  assert.deepEqual([...new Set(bare)].length, 1, `masks of one character differ in id and time alone:\n${bare.join("\n")}`);
  assert.deepEqual(new Set(overlay.events("dice:hidden").map(({ payload }) => Object.keys(payload).sort().join())), new Set(["campaignId,character,formula,isHidden,result,rollId,rolledAt"]));
});

test("a hidden roll of the GM's own names nobody", LIMIT, async (t) => {
  const { browser, table, gm, overlayUrl } = await openHouse(t);
  const overlay = await openOverlay(browser, `${overlayUrl}?duration=800`);
  await table.fake("gmRolls", { roll: { faces: 20, results: [20], modifier: 7318462 }, audience: "gm", parts: PARTS });
  await overlay.card("masked");
  const [{ payload }] = overlay.events("dice:hidden");
  assert.equal(payload.character, null);
  assert.ok(!(await overlay.received()).includes("Gamemaster"));
  await gm.row("7318482").waitFor();
});

/** Subscribes anew from the very beginning, from a viewer's page, until the marker comes. */
function everythingSince(page, marker) {
  return page.evaluate((wanted) => new Promise((resolve, reject) => {
    const key = location.pathname.split("/").at(-2);
    const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/ws`);
    let heard = "";
    const limit = setTimeout(() => reject(new Error(`expected ${wanted} among what is replayed, heard: ${heard.slice(0, 2000)}`)), 15_000);
    socket.onopen = () => socket.send(JSON.stringify({ type: "subscribe", channel: `streamer:${key}:dice`, after: "0", rolls: true }));
    socket.onmessage = ({ data }) => {
      heard += data;
      // Both of the public roll's events belong to it: the critical and the roll.
      if (heard.split(wanted).length < 3) return;
      clearTimeout(limit);
      socket.close();
      resolve(heard);
    };
  }), marker);
}
