// Serves the fake and the module's unmodified files:  node serve.mjs PORT [--wasm-mime=TYPE]
//
// The module comes out of the release zip that TUMULTE_MODULE_ZIP names, else from its folder.
//
//   /                    the page, as Foundry's /game; any path prefix works too (/game1/)
//   /modules/<id>/…      the module's files, as Foundry serves them
//   /fake/…              the fake itself

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { readZip } from "./src/zip.mjs";

const HERE = new URL("./", import.meta.url);
const MODULE = new URL("../../foundry-module/", import.meta.url);
const HANDLEBARS = new URL("node_modules/handlebars/dist/handlebars.min.js", HERE);

/** What is served from the folder; a module that needs more fails here as it would at a table. */
const RELEASED = /^(module\.json|(scripts|lang|styles|templates|vendor)\/)/;

const TYPES = {
  html: "text/html; charset=utf-8", mjs: "text/javascript", js: "text/javascript", css: "text/css",
  json: "application/json", svg: "image/svg+xml", wasm: "application/wasm",
};

/**
 * Where a request path lies on disk; null for what is not served.
 * @param {string} path
 * @returns {{file?: URL, inside?: string, prefix: string} | null} `inside`: the module
 */
function locate(path) {
  const found = /^(?<prefix>(?:\/[\w-]+)*?)\/(?<rest>modules\/tumulte-integration\/.+|fake\/.+|(?:game)?)$/.exec(path);
  if (!found?.groups || path.includes("..")) return null;
  const { prefix = "", rest = "" } = found.groups;
  if (rest === "" || rest === "game") return { file: new URL("page/index.html", HERE), prefix };
  if (rest === "fake/handlebars.js") return { file: HANDLEBARS, prefix };
  if (rest.startsWith("fake/")) return { file: new URL(rest.slice("fake/".length), HERE), prefix };
  const inside = rest.slice("modules/tumulte-integration/".length);
  return { inside, prefix };
}

/** What the module is made of. @returns {Promise<(name: string) => Promise<Buffer> | Buffer>} */
async function openModule() {
  const archive = process.env.TUMULTE_MODULE_ZIP;
  if (!archive) {
    return async (name) => {
      if (!RELEASED.test(name)) throw new Error("not released");
      return readFile(new URL(name, MODULE));
    };
  }
  const files = await readZip(archive);
  return (name) => files.get(name) ?? Promise.reject(new Error("not released"));
}

/**
 * Starts the server.
 * @param {number} port 0 picks a free one
 * @param {{wasmMime?: string}} [options]
 * @returns {Promise<import("node:http").Server>}
 */
export async function serve(port, { wasmMime = TYPES.wasm } = {}) {
  const read = await openModule();
  const server = createServer(async (request, response) => {
    const place = locate(decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname));
    try {
      if (!place) throw new Error("not served");
      const ending = (place.inside ?? place.file?.pathname ?? "").split(".").at(-1) ?? "";
      const type = ending === "wasm" ? wasmMime : (TYPES[ending] ?? "application/octet-stream");
      let body = place.inside ? await read(place.inside) : await readFile(place.file ?? "");
      if (ending === "html") body = Buffer.from(body.toString("utf8").replaceAll("FAKE_ROOT", place.prefix));
      response.writeHead(200, { "content-type": type, "cache-control": "no-store" }).end(body);
    } catch {
      response.writeHead(404, { "content-type": "text/plain" }).end("not found");
    }
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wasmMime = process.argv.find((word) => word.startsWith("--wasm-mime="))?.split("=")[1];
  const server = await serve(Number(process.argv[2] ?? 30000), wasmMime ? { wasmMime } : {});
  const address = server.address();
  process.stdout.write(`fake Foundry on http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/\n`);
}
