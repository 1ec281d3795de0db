// A plain static server, as any host of pages is one, and a browser to look at them.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const TYPES = {
  css: "text/css", html: "text/html; charset=utf-8", js: "text/javascript", json: "application/json", mjs: "text/javascript",
  svg: "image/svg+xml", wasm: "application/wasm",
};

/** Serves a folder on a port of its own. */
export async function serve(folder) {
  const root = new URL(folder);
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, "http://static").pathname.replace(/\/$/, "/index.html");
    const file = new URL(`.${path}`, root);
    try {
      if (!file.href.startsWith(root.href)) throw new Error("outside of the folder");
      const content = await readFile(fileURLToPath(file));
      response.writeHead(200, { "content-type": TYPES[file.pathname.split(".").at(-1)] ?? "application/octet-stream" }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { origin: `http://127.0.0.1:${server.address().port}`, close };
}

/** The machine's Chromium. */
export function launch() {
  const executablePath = process.env.TUMULTE_CHROMIUM ?? process.env.CHROMIUM ?? "/usr/bin/chromium";
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"] });
}
