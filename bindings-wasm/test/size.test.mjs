// What a page waits for.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

for (const [name, engine, most] of [
  ["everything", "../pkg/tumulte_wasm_bg.wasm", 349_000],
  ["dice alone", "../pkg/dice/tumulte_dice_bg.wasm", 90_000],
]) {
  test(`${name} travels in at most ${most} bytes`, () => {
    const packed = gzipSync(readFileSync(new URL(engine, import.meta.url)), { level: 9 }).length;
    assert.ok(packed <= most, `found ${packed} bytes`);
  });
}

test("the engine asks the script for nothing it does not need", () => {
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(readFileSync(new URL("../pkg/tumulte_wasm_bg.wasm", import.meta.url))));
  assert.deepEqual(imports.map(({ name }) => name), ["__wbindgen_init_externref_table"]);
});
