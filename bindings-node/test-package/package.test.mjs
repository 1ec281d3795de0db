// What is published: built for release, packed, installed into an empty project.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const MEGABYTE = 1_000_000;
const LARGEST_ADDON = 2 * MEGABYTE;
const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "tumulte-node-"));
const staging = join(folder, "package");
const project = join(folder, "project");

const run = (program, args, cwd) => execFileSync(program, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
const npm = (args, cwd) => run("npm", [...args, "--offline", "--no-audit", "--no-fund", "--ignore-scripts"], cwd);

before(() => {
  for (const path of [staging, project]) mkdirSync(path);
  for (const file of ["package.json", "index.js", "index.d.ts", "types.d.ts", "lib", "README.md", "examples"]) {
    cpSync(join(root, file), join(staging, file), { recursive: true });
  }
  run(process.execPath, [join(root, "build.mjs"), "--release", "--into", staging], root);
});

after(() => rmSync(folder, { recursive: true }));

const addon = () => readdirSync(staging).find((file) => file.endsWith(".node"));

test("the package travels in at most two megabytes, installs into an empty project and works there", () => {
  const [{ filename, files, size, unpackedSize }] = JSON.parse(npm(["pack", "--json", "--pack-destination", folder], staging));
  const found = `found ${(size / MEGABYTE).toFixed(2)} MB packed, ${(unpackedSize / MEGABYTE).toFixed(2)} MB unpacked`;
  assert.ok(size <= 2 * MEGABYTE && unpackedSize <= 3 * MEGABYTE, found);
  const { size: bytes } = statSync(join(staging, addon()));
  assert.ok(bytes <= LARGEST_ADDON, `found an add-on of ${bytes} bytes`);
  const names = files.map(({ path }) => path);
  for (const file of ["index.js", "index.d.ts", "types.d.ts", "README.md", "lib/dice.js", addon()]) assert.ok(names.includes(file), file);
  assert.ok(names.every((name) => /^(index\.js|(index|types)\.d\.ts|README\.md|package\.json|lib\/.*\.js|examples\/.*\.mjs|.*\.node)$/.test(name)), names.join(" "));

  writeFileSync(join(project, "package.json"), '{ "name": "empty", "private": true }');
  npm(["install", join(folder, filename)], project);
  assert.deepEqual(readdirSync(join(project, "node_modules")).filter((name) => !name.startsWith(".")), ["tumulte"], "nothing comes along");
  const rolls = 'console.log(roll("2d20kh1 + 5", 7).text, parseMessage("fantasygrounds", "Mira: [ATTACK (M)] Pike [d20+7 = 27]", "dnd5e")[0].verdict.label)';
  const imported = `import { parseMessage, roll } from "tumulte"; ${rolls}`;
  const required = `const { parseMessage, roll } = require("tumulte"); ${rolls}`;
  for (const args of [["--input-type=module", "--eval", imported], ["--eval", required]]) {
    assert.equal(run(process.execPath, args, project), "2d20kh1 (~~4~~, 16) + 5 = 21 Critical Hit\n");
  }
  writeFileSync(join(project, "main.ts"), 'import { roll } from "tumulte";\nconst total: number = roll("1d20").total;\nconsole.log(total);\n');
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const strict = ["--strict", "--noEmit", "--module", "nodenext", "--target", "es2022", "--typeRoots", "none", "main.ts"];
  assert.equal(run(process.execPath, [compiler, ...strict], project), "");
});
