// The tabletops' pages from localhost, under their own names, and a realtime database that speaks Roll20's frames.

import { createServer } from "node:https";
import { generate } from "selfsigned";
import { WebSocketServer } from "ws";

import { PAGES, POLICY } from "./pages.mjs";

/** The path of the chat in the database. */
const CHAT = "campaign-501-kEy/chat";
const PART = 400;

/** Serves every site; the test closes it. */
export class Sites {
  port = 0;
  /** What the page put into the database. @type {{id: string, record: any}[]} */
  puts = [];
  /** The messages a tab is told when it joins. @type {Record<string, any>} */
  history = {};
  #server;
  #sockets = new Set();

  constructor(server) {
    this.#server = server;
    const sockets = new WebSocketServer({ server });
    sockets.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
      socket.on("message", (data) => this.#hear(socket, String(data)));
    });
  }

  /** @param {import("node:test").TestContext} test */
  static async open(test) {
    const { private: key, cert } = await generate([{ name: "commonName", value: "localhost" }], { keySize: 2048 });
    const server = createServer({ key, cert }, (request, response) => {
      const host = String(request.headers.host).split(":")[0];
      const found = PAGES[host]?.[new URL(request.url, "https://x").pathname];
      response.writeHead(found ? 200 : 404, { "content-type": found?.type ?? "text/plain", "content-security-policy": POLICY });
      response.end(found?.body ?? "nothing here");
    });
    const sites = new Sites(server);
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    sites.port = server.address().port;
    test.after(() => {
      for (const socket of sites.#sockets) socket.terminate();
      server.closeAllConnections();
      server.close();
    });
    return sites;
  }

  /** Chromium's rules: every site is here, and nothing else is anywhere. */
  get rules() {
    return ["*.roll20.net", "*.firebaseio.com", "*.dndbeyond.com", "*.alchemyrpg.com", "*.demiplane.com", "*.owlbear.rodeo"]
      .map((host) => `MAP ${host} 127.0.0.1:${this.port}`)
      .concat("MAP * ~NOTFOUND", "EXCLUDE 127.0.0.1", "EXCLUDE localhost")
      .join(",");
  }

  /** Tells every tab of a new message, in one frame or, when it is long, in parts. */
  tell(id, record) {
    const frame = JSON.stringify({ t: "d", d: { a: "d", b: { p: `${CHAT}/${id}`, d: record } } });
    for (const socket of this.#sockets) send(socket, frame);
  }

  #hear(socket, text) {
    if (text === "0") return;
    const { d: { r, a, b } } = JSON.parse(text);
    if (a === "q") {
      send(socket, JSON.stringify({ t: "d", d: { a: "d", b: { p: CHAT, d: this.history } } }));
      send(socket, JSON.stringify({ t: "d", d: { r, b: { s: "ok", d: {} } } }));
    }
    if (a === "p") {
      this.puts.push({ id: b.p.split("/").at(-1), record: b.d });
      send(socket, JSON.stringify({ t: "d", d: { r, b: { s: "ok", d: "" } } }));
    }
  }
}

function send(socket, frame) {
  if (frame.length <= PART) return socket.send(frame);
  const parts = frame.match(new RegExp(`[^]{1,${PART}}`, "g")) ?? [];
  socket.send(String(parts.length));
  for (const part of parts) socket.send(part);
}
