import assert from "node:assert/strict";
import { test } from "node:test";
import { tumulte } from "./load.mjs";

test("randomness comes from getRandomValues, and pages without crypto.subtle do", () => {
  const { getRandomValues } = globalThis.crypto;
  let filled = 0;
  globalThis.crypto.getRandomValues = function (array) {
    filled += array.byteLength;
    return getRandomValues.call(this, array);
  };
  Object.defineProperty(globalThis.crypto, "subtle", { value: undefined, configurable: true });
  try {
    tumulte.PairingOffer.create({ worldId: "w", worldName: "", gmUserId: "", moduleVersion: "", nowMs: 0 });
  } finally {
    delete globalThis.crypto.getRandomValues;
    delete globalThis.crypto.subtle;
  }
  assert.equal(filled, 72);
  assert.ok(globalThis.crypto.subtle, "the page is as before");
});
