import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as tumulte from "../index.js";
import { conformance } from "../../tests/vectors/conformance.mjs";

const declarations = readFileSync(new URL("../index.d.ts", import.meta.url), "utf8");

conformance(tumulte, declarations);

test("the shared types are those of the WebAssembly package", () => {
  const shared = readFileSync(new URL("../../bindings-wasm/src/types.d.ts", import.meta.url), "utf8");
  const between = declarations.match(/\/\/ --- shared types\n([^]*)\/\/ --- end of shared types/)[1];
  assert.equal(between, shared);
});
