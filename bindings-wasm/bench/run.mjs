// Measures the package against its peer, in Node and in Chromium: node bench/run.mjs, after `cargo xtask wasm`.
import { fileURLToPath } from "node:url";
import { DiceRoll } from "@dice-roller/rpg-dice-roller";
import { rolldown } from "rolldown";
import * as tumulte from "tumulte-wasm";
import { launch, serve } from "../../tests/browser/static.mjs";
import { measure, report } from "./dice.mjs";

const inNode = report(`Node ${process.versions.node}`, measure(tumulte, { DiceRoll }));
console.log(inNode.text);

// Node's way to random numbers is named in it; pages have none of it, and it is not asked for.
const withoutNode = { name: "without-node", resolveId: (id) => (id === "crypto" ? id : null), load: (id) => (id === "crypto" ? "export default {};" : null) };
const input = fileURLToPath(import.meta.resolve("@dice-roller/rpg-dice-roller"));
const bundle = await rolldown({ input, platform: "browser", plugins: [withoutNode] });
const { output: [peer] } = await bundle.generate({ format: "es" });
const server = await serve(new URL("..", import.meta.url));
const browser = await launch();
try {
  const page = await browser.newPage();
  await page.route("**/bench/peer.js", (route) => route.fulfill({ contentType: "text/javascript", body: peer.code }));
  await page.goto(`${server.origin}/bench/page.html`);
  await page.waitForFunction(() => globalThis.measured, undefined, { timeout: 120_000 });
  const inChromium = report(`Chromium ${browser.version()}`, await page.evaluate(() => globalThis.measured));
  console.log(inChromium.text);
  process.exitCode = inNode.isReached && inChromium.isReached ? 0 : 1;
} finally {
  await browser.close();
  server.close();
}
