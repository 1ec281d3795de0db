// Makes the extension, the userscript and the symbiote of one source: `node build.mjs [FOLDER]`.

import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

import { drawIcon } from "./build/icon.mjs";

const root = new URL("./", import.meta.url);
const output = process.argv[2] ? new URL(`file://${process.argv[2].replace(/\/?$/, "/")}`) : new URL("dist/", root);
const path = (name, base = root) => fileURLToPath(new URL(name, base));
const read = async (name) => JSON.parse(await readFile(new URL(name, root), "utf8"));
const { version } = await read("package.json");

/** Where the relay looks for a table, and nowhere else. */
const MATCHES = [
  "https://app.roll20.net/editor*", "https://*.discordsays.com/*", "https://www.dndbeyond.com/*", "https://app.alchemyrpg.com/*",
  "https://app.demiplane.com/*", "https://www.owlbear.rodeo/*", "https://owlbear.app/*",
];

/** `tumulte-engine`: the wasm, gzip in base64, for scripts that fetch nothing. */
const packedEngine = {
  name: "packed-engine",
  /** @param {import("esbuild").PluginBuild} plugin */
  setup(plugin) {
    const namespace = "packed-engine";
    plugin.onResolve({ filter: /^tumulte-engine$/ }, ({ path: name }) => ({ path: name, namespace }));
    plugin.onLoad({ filter: /.*/, namespace }, async () => {
      const engine = await readFile(new URL("../pkg/tumulte_wasm_bg.wasm", root));
      return { contents: `export const engine = ${JSON.stringify(gzipSync(engine, { level: 9 }).toString("base64"))};` };
    });
  },
};

const options = {
  bundle: true, target: ["chrome116", "firefox121"], charset: "utf8", legalComments: "eof", logLevel: "warning",
  define: { __VERSION__: JSON.stringify(version), "import.meta.url": '""' },
  // Node's packages for sockets are not for browsers.
  conditions: ["browser", "import"], platform: "browser", plugins: [packedEngine],
};

const bundle = (entry, outfile, more = {}) => build({ ...options, entryPoints: [path(entry)], outfile, format: "iife", ...more });

/** Puts a file of the sources into a folder, under its own name. */
const bring = (name, folder) => copyFile(new URL(name, root), new URL(name.split("/").at(-1), folder));

async function extension() {
  const folder = new URL("extension/", output);
  await mkdir(new URL("icons/", folder), { recursive: true });
  await bundle("src/extension/hook.mjs", path("hook.js", folder));
  await bundle("src/extension/content.mjs", path("content.js", folder));
  await bundle("src/extension/background.mjs", path("background.js", folder), { format: "esm" });
  await bundle("src/extension/popup.mjs", path("popup.js", folder), { format: "esm" });
  await copyFile(new URL("../pkg/tumulte_wasm_bg.wasm", root), new URL("tumulte.wasm", folder));
  for (const name of ["popup.html", "popup.css"]) await copyFile(new URL(`src/extension/${name}`, root), new URL(name, folder));
  const manifest = await read("src/extension/manifest.json");
  manifest.version = version;
  for (const script of manifest.content_scripts) script.matches = script.matches.flatMap((match) => (match === "SITES" ? MATCHES : [match]));
  await writeFile(new URL("manifest.json", folder), `${JSON.stringify(manifest, null, 2)}\n`);
  for (const [language, words] of Object.entries(await read("src/extension/locales.json"))) {
    const locale = new URL(`_locales/${language}/`, folder);
    await mkdir(locale, { recursive: true });
    const messages = Object.fromEntries(Object.entries(words).map(([name, message]) => [name, { message }]));
    await writeFile(new URL("messages.json", locale), JSON.stringify(messages, null, 2));
  }
  for (const size of [16, 48, 128]) await writeFile(new URL(`icons/${size}.png`, folder), drawIcon(size));
  for (const name of ["README.md", "CHANGELOG.md", "../../LICENSE"]) await bring(name, folder);
}

async function userscript() {
  const header = [
    ["name", "Tumulte relay"], ["name:fr", "Relais Tumulte"], ["namespace", "tumulte"], ["version", version],
    ["description", "Carries rolls from the tabs of virtual tabletops to Tumulte; secrets stay in the tab"],
    ["license", "MIT OR Apache-2.0"], ...MATCHES.map((match) => ["match", match]), ["run-at", "document-start"], ["noframes", ""],
    ["grant", "unsafeWindow"], ["grant", "GM_getValue"], ["grant", "GM_setValue"], ["grant", "GM_deleteValue"],
  ];
  const lines = header.map(([name, value]) => `// @${name.padEnd(12)} ${value}`.trimEnd());
  const banner = { js: ["// ==UserScript==", ...lines, "// ==/UserScript=="].join("\n") };
  await bundle("src/userscript/main.mjs", path("tumulte-relay.user.js", output), { banner });
}

async function symbiote() {
  const folder = new URL("symbiote/", output);
  await mkdir(folder, { recursive: true });
  await bundle("src/symbiote/main.mjs", path("symbiote.js", folder));
  for (const name of ["src/symbiote/index.html", "src/symbiote/README.md", "CHANGELOG.md", "../../LICENSE"]) await bring(name, folder);
  const manifest = await read("src/symbiote/manifest.json");
  manifest.version = version;
  await writeFile(new URL("manifest.json", folder), `${JSON.stringify(manifest, null, 2)}\n`);
  await writeFile(new URL("icon.png", folder), drawIcon(64));
}

await rm(output, { recursive: true, force: true });
await mkdir(output, { recursive: true });
await Promise.all([extension(), userscript(), symbiote()]);
process.stdout.write(`${fileURLToPath(output)}\n`);
