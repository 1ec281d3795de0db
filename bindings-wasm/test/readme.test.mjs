// The README shows what the package does.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { tumulte } from "./load.mjs";

const text = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const examples = [...text.matchAll(/```js\n([^]*?)```/g)].map(([, code]) => code);

test("every example of the README prints what stands beside it", async () => {
  assert.ok(examples.length >= 4);
  for (const code of examples) {
    const printed = [];
    const names = code.match(/import (?:init, )?\{ ([^}]+) \} from "tumulte-wasm/)[1].split(", ");
    const body = code.replace(/import .*\n/, "");
    const print = { log: (...values) => printed.push(...values.join(" ").split("\n")) };
    const run = new Function("console", "init", ...names, `return (async () => {${body}})()`);
    await run(print, tumulte.default, ...names.map((name) => tumulte[name]));
    assert.deepEqual(printed, [...code.matchAll(/\/\/=> (.*)/g)].map(([, line]) => line), code);
  }
});
