// Copies the Socket.IO client from node_modules into vendor/, where the module loads it from.
// The wasm lands in vendor/tumulte-wasm/ by `cargo xtask`, which also runs this file.

import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";

const root = new URL("../", import.meta.url);
const source = new URL("node_modules/socket.io-client/", root);
const target = new URL("vendor/socket.io-client/", root);

const { version } = JSON.parse(await readFile(new URL("package.json", source), "utf8"));
await mkdir(target, { recursive: true });
await copyFile(new URL("LICENSE", source), new URL("LICENSE", target));
// The source map is not shipped, so its mention would be a 404 in every browser console.
const code = await readFile(new URL("dist/socket.io.esm.min.js", source), "utf8");
await writeFile(new URL("socket.io.esm.min.js", target), code.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n"));
process.stdout.write(`vendor/socket.io-client: ${version}\n`);
