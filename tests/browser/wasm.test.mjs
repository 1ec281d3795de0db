// The WebAssembly package in a real browser: from a static server, inline, through a bundler, and its example.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

import { shoot } from "./console.mjs";
import { launch, serve } from "./static.mjs";

const LIMIT = { timeout: 120_000 };
const PACKAGE = new URL("../../bindings-wasm/", import.meta.url);
const ROLL = "4d6kh3 (~~2~~, 5, 6, 3) = 14";

/** A page of a folder, with everything it complains about. */
async function open(t, folder, path, content) {
  const server = await serve(folder);
  const browser = await launch();
  t.after(async () => {
    await browser.close();
    server.close();
  });
  const page = await browser.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  if (content) await page.route(`**/${path}`, (route) => route.fulfill({ contentType: "text/html", body: content }));
  const fetched = [];
  page.on("request", (request) => fetched.push(new URL(request.url()).pathname));
  await page.goto(`${server.origin}/${path}`);
  return { page, complaints, fetched };
}

const said = (page) => page.waitForFunction(() => document.title === "done" && document.body.textContent).then((text) => text.jsonValue());

for (const [name, script, fetchesEngine] of [
  ["from a static server", `import init, { judge, roll } from "./pkg/index.js"; await init(); document.body.textContent = roll("4d6kh3", 7) + " " + judge("dnd5e", { dice: [{ faces: 20, result: 20 }] }).type;`, true],
  ["inline, without a fetch", `import { judge, roll } from "./pkg/inline.js"; document.body.textContent = roll("4d6kh3", 7) + " " + judge("dnd5e", { dice: [{ faces: 20, result: 20 }] }).type;`, false],
  ["dice alone", `import init, { roll } from "./pkg/dice/index.js"; await init(); document.body.textContent = roll("4d6kh3", 7) + " success";`, true],
  ["dice alone, inline", `import { roll } from "./pkg/dice/inline.js"; document.body.textContent = roll("4d6kh3", 7) + " success";`, false],
]) {
  test(`the package works in a page: ${name}`, LIMIT, async (t) => {
    const html = `<!doctype html><link rel="icon" href="data:,"><body><script type="module">${script} document.title = "done";</script>`;
    const { page, complaints, fetched } = await open(t, PACKAGE, "page.html", html);
    assert.equal(await said(page), `${ROLL} success`);
    assert.deepEqual(complaints, []);
    assert.equal(fetched.some((path) => path.endsWith(".wasm")), fetchesEngine);
  });
}

test("the package works through a bundler, installed from its archive", LIMIT, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "tumulte-vite-"));
  t.after(() => rm(folder, { recursive: true }));
  const run = (program, ...words) => execFileSync(program, words, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  const root = fileURLToPath(PACKAGE);
  const [{ filename }] = JSON.parse(run("npm", "pack", root, "--json", "--loglevel=error"));
  await writeFile(join(folder, "package.json"), `{ "private": true, "type": "module" }`);
  run("npm", "install", "--offline", "--no-audit", "--no-fund", `./${filename}`);
  await writeFile(join(folder, "index.html"), `<!doctype html><link rel="icon" href="data:,"><body><script type="module" src="./main.js"></script>`);
  await writeFile(join(folder, "main.js"), `
    import init, { DiceError, roll } from "tumulte-wasm";
    import initDice, { roll as rollDice } from "tumulte-wasm/dice";
    await Promise.all([init(), initDice()]);
    try { roll("?"); } catch (error) {
      document.body.textContent = roll("4d6kh3", 7) + " " + rollDice("4d6kh3", 7).total + " " + (error instanceof DiceError && error.name);
    }
    document.title = "done";`);
  await mkdir(join(folder, "node_modules/.bin"), { recursive: true });
  await symlink(join(root, "node_modules/vite"), join(folder, "node_modules/vite"));
  run(process.execPath, join(root, "node_modules/vite/bin/vite.js"), "build", "--logLevel=error");
  assert.equal(run(process.execPath, "--input-type=module", "--eval", `import { roll } from "tumulte-wasm"; console.log(String(roll("4d6kh3", 7)))`).trim(), ROLL);

  const { page, complaints } = await open(t, pathToFileURL(`${folder}/dist/`), "index.html");
  assert.equal(await said(page), `${ROLL} 14 DiceError`);
  assert.deepEqual(complaints, []);
});

test("the example reads pasted lines of Roll20", LIMIT, async (t) => {
  const { page, complaints } = await open(t, PACKAGE, "examples/roll20.html");
  await page.waitForSelector("article");
  const texts = await page.locator("article").allTextContents();
  assert.equal(texts.length, 3);
  assert.match(texts[0], /Mira Vale[\s\S]*25[\s\S]*Critical Hit/);
  assert.match(texts[1], /Bo[\s\S]*17[\s\S]*4d6kh3[\s\S]*No critical[\s\S]*that far out: 1 in 17/);
  assert.match(texts[2], /Bo[\s\S]*4[\s\S]*Critical Miss/);
  assert.equal(await page.locator(".die.dropped").count(), 1);
  await shoot(t, page, "roll20-light");
  await page.selectOption("#system", "CoC7");
  assert.equal(await page.locator("[data-verdict=success]").count(), 0);
  await page.selectOption("#system", "dnd5e");
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 390, height: 844 });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing is wider than the phone");
  await shoot(t, page, "roll20-phone");
  await page.fill("#lines", `{"type":"rollresult","content":"?"}\n<b>not a roll</b>`);
  await page.waitForSelector(".refused");
  await page.fill("#lines", "");
  assert.equal(await page.locator("#rolls li").count(), 0);
  assert.deepEqual(complaints, []);
});
