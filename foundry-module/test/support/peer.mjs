// A small server that speaks the wire contract as far as edge cases of the transport need it. What
// the real server does with a roll is tested against the real server.

import { EventEmitter } from "node:events";
import { createServer } from "node:http";
import { Server } from "socket.io";

/** A session token whose inside says how long it lives. */
export const sessionToken = (name, lifetime = 3600) => {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none" })}.${part({ name, iat: 1_000, exp: 1_000 + lifetime })}.x`;
};

/** The server's side of a connection, under a test's control. */
export class Peer extends EventEmitter {
  /** Events in order of arrival, replays taken apart: `{event, payload}`. */
  received = [];
  /** Tokens that were shown in handshakes. */
  shown = [];
  refreshes = [];
  offers = new Map();
  /** What a revoked pairing that asks to come back is answered, and the claims it showed. */
  returning = { status: "revoked" };
  claims = [];
  requests = [];
  /** What a handshake meets: null lets it in. @type {(token: string) => null | {code: string, retry: boolean}} */
  refuse = () => null;
  /** The acknowledgement of one event; `undefined` for silence. @type {(event: string, payload: any) => any} */
  answer = (event) => (event === "campaign:sync" ? { ok: true, imported: this.campaignId !== null } : { ok: true });
  campaignId = "campaign-1";
  protocol = 1;
  /** How many answers to renewals get lost on their way. As the real server does, it renews once more then. */
  losesAnswers = 0;
  #http;
  #io;
  #renewals = 0;
  #lost = new Set();

  /** @param {number} [port] */
  static async start(port = 0) {
    const peer = new Peer();
    await peer.listen(port);
    return peer;
  }

  async listen(port) {
    this.#http = createServer((request, response) => void this.#rest(request, response));
    // A client whose clock is the test's would miss every heartbeat of real time.
    this.#io = new Server(this.#http, { cors: { origin: "*" }, pingInterval: 86_400_000 });
    const vtt = this.#io.of("/vtt");
    vtt.use((socket, next) => {
      const { token } = socket.handshake.auth;
      this.shown.push(token);
      const refusal = this.refuse(token);
      if (!refusal) return next();
      const error = Object.assign(new Error(refusal.code), { data: { message: refusal.code, ...refusal } });
      next(error);
      this.emit("change");
    });
    vtt.on("connection", (socket) => {
      socket.onAny((event, payload, acknowledge) => this.#event(event, payload, acknowledge));
      socket.on("disconnect", () => this.emit("change"));
      socket.emit("connected", { connectionId: "connection-1", campaignId: this.campaignId, protocol: this.protocol, config: {} });
      this.emit("change");
    });
    await new Promise((resolve) => this.#http.listen(port, "127.0.0.1", resolve));
    this.port = this.#http.address().port;
    this.url = `http://127.0.0.1:${this.port}`;
  }

  async stop() {
    this.#http.closeAllConnections();
    await this.#io.close();
  }

  get sockets() {
    return [...this.#io.of("/vtt").sockets.values()];
  }

  /** Events of one name. */
  of(event) {
    return this.received.filter((one) => one.event === event);
  }

  /** Settles once the condition holds, looked at after everything that happens here. */
  async until(condition) {
    while (!condition()) await new Promise((resolve) => this.once("change", resolve));
  }

  #event(event, payload, acknowledge) {
    if (event === "outbox:replay") {
      const results = payload.map((one) => this.#one(one.event, one.payload));
      acknowledge?.({ ok: true, results });
    } else {
      const answer = this.#one(event, payload);
      if (answer !== undefined) acknowledge?.(answer);
    }
    this.emit("change");
  }

  #one(event, payload) {
    const answer = this.answer(event, payload);
    this.received.push({ event, payload, answer });
    return answer;
  }

  async #rest(request, response) {
    if (request.url.startsWith("/socket.io/")) return;
    if (request.method === "OPTIONS") {
      response.writeHead(204, {
        "access-control-allow-origin": "*", "access-control-allow-headers": "authorization, content-type", "access-control-allow-methods": "GET, POST",
      }).end();
      return;
    }
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = chunks.length ? JSON.parse(Buffer.concat(chunks).toString()) : null;
    this.requests.push(`${request.method} ${request.url}`);
    const send = (status, json) => {
      response.writeHead(status, { "content-type": "application/json", "access-control-allow-origin": "*" });
      response.end(JSON.stringify(json));
      this.emit("change");
    };
    const refuse = (status, code) => send(status, { error: { code, message: code } });
    if (request.url === "/vtt/refresh-token") {
      this.refreshes.push(body.refreshToken);
      const uses = this.refreshes.filter((token) => token === body.refreshToken).length;
      if (uses > 1 && !this.#lost.has(body.refreshToken)) return refuse(401, "token.reused");
      this.#renewals += 1;
      if (this.losesAnswers > 0) {
        this.losesAnswers -= 1;
        this.#lost.add(body.refreshToken);
        return void response.destroy();
      }
      return send(200, {
        sessionToken: sessionToken(`renewed-${this.#renewals}`), sessionExpiresAt: "2026-01-31T22:00:00.000Z", refreshToken: `refresh-${this.#renewals}`,
      });
    }
    if (request.url === "/vtt/pair/offers") {
      const { jti, pairing_code: code } = JSON.parse(Buffer.from(body.token.split(".")[1], "base64url").toString());
      this.offers.set(jti, { status: "pending" });
      return send(201, { jti, code, expiresAt: "2026-01-31T20:05:00.000Z", pairUrl: `${this.url}/pair?code=${code}`, protocol: this.protocol });
    }
    if (request.url === "/vtt/connections/connection-1/return") {
      this.claims.push(request.headers.authorization.replace("Bearer ", ""));
      return this.returning.code ? refuse(this.returning.httpStatus, this.returning.code) : send(200, this.returning);
    }
    const offer = this.offers.get(decodeURIComponent(request.url.split("/").at(-1)));
    if (offer) return send(200, offer);
    refuse(404, "pairing.unknown");
  }
}
