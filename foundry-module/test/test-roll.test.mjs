// The test roll: one for every game system, in the shape of its own messages.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { TEST_ROLLS } from "../scripts/data/test-rolls.mjs";
import { carriesRolls } from "../scripts/extract/message.mjs";
import { testMessage } from "../scripts/extract/test-roll.mjs";
import { Preview } from "../scripts/preview.mjs";

const FOLDER = new URL("../vendor/tumulte-wasm/", import.meta.url);

const parts = { id: "testAAAAAAAAAAAA", author: "gmAAAAAAAAAAAAAA", flavor: "Test", timestamp: 1 };

/** Judges by the wasm that the release carries. */
async function judge() {
  const tumulte = await import(new URL("index.js", FOLDER).href);
  await tumulte.default(await readFile(new URL("tumulte_wasm_bg.wasm", FOLDER)));
  return new Preview(async () => tumulte);
}

test("the test roll of every game system is one critical success", async () => {
  const preview = await judge();
  const systems = Object.keys(TEST_ROLLS);
  assert.ok(systems.length > 65, `${systems.length}`);
  for (const system of [...systems, "no-such-system", "constructor"]) {
    const message = testMessage({ ...parts, system });
    assert.ok(carriesRolls(message), system);
    assert.deepEqual([message._id, message.whisper, message.blind, message.flavor], [parts.id, [], false, "Test"], system);
    const shown = await preview.of(message, system, null);
    assert.deepEqual(shown?.map(({ as }) => as), ["success"], system);
  }
});
