import assert from "node:assert/strict";
import { test } from "node:test";
import { codeOf } from "../../tests/vectors/conformance.mjs";
import { tumulte } from "./load.mjs";

test("a QR code is one picture, dark on light, with a quiet zone of four", () => {
  const svg = tumulte.qrSvg("https://tumulte.example/pair?code=KMX-472");
  assert.match(svg, /^<svg [^>]*viewBox="0 0 (\d+) \1"[^>]*><rect [^>]*fill="#fff"\/><path fill="#000" d="[MhvHV0-9 ]+"\/><\/svg>$/);
  // Version 3, level M, 29 squares of 4 pixels and twice the quiet zone.
  assert.match(svg, new RegExp(`viewBox="0 0 ${(29 + 8) * 4} `));
  const corners = [...svg.matchAll(/M(\d+) (\d+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
  assert.equal(Math.min(...corners.flat()), 16, "nothing is drawn in the quiet zone");
});

test("the text never becomes markup", () => {
  assert.doesNotMatch(tumulte.qrSvg(`"/><script>alert(1)</script>`), /script|alert/);
});

test("a whole offer fits, and what does not fit is refused with its code", () => {
  const world = { worldId: "w".repeat(60), worldName: "🎲".repeat(60), gmUserId: "g".repeat(16), moduleVersion: "1.0.0" };
  assert.match(tumulte.qrSvg(tumulte.PairingOffer.create({ ...world, nowMs: 0 }).url), /^<svg /);
  assert.equal(codeOf(() => tumulte.qrSvg("x".repeat(2332))), "qr.oversized");
});
