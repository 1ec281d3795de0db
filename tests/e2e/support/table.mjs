// A paired world that speaks over the official socket.io-client.

import assert from "node:assert/strict";
import { io } from "socket.io-client";

import { atEnd } from "./ending.mjs";
import { CHARACTER, d20, message, rollEvent } from "./message.mjs";
import { Person } from "./person.mjs";
import { claimClaims, eddsa, newKey, offerClaims } from "./token.mjs";
import { Inbox, PATIENCE_MS, within } from "./waiting.mjs";

/** What a client may be told when it connects or is cut. */
const HEARD = ["connected", "connection:revoked", "config:update", "ping", "poll:start", "poll:end"];

/** One world: its key, its tokens, its sockets. */
export class Table {
  key = newKey();
  claims = offerClaims();
  tokens = null;
  #server;
  #nobody;

  constructor(server) {
    this.#server = server;
    this.#nobody = new Person(server.url);
  }

  /** Posts the offer; resolves to the server's answer. */
  offer(token = eddsa(this.claims, this.key)) {
    return this.#nobody.post("/vtt/pair/offers", { token });
  }

  /** Asks for the tokens; resolves to the server's answer. */
  claim(token = eddsa(claimClaims(this.claims.jti), this.key)) {
    return this.#nobody.get(`/vtt/pair/offers/${this.claims.jti}`, { authorization: `Bearer ${token}` });
  }

  /** Spends a refresh token. */
  refresh(refreshToken = this.tokens.refreshToken) {
    return this.#nobody.post("/vtt/refresh-token", { refreshToken });
  }

  /** Asks how the connection stands. */
  status(sessionToken = this.tokens.sessionToken, connectionId = this.tokens.connectionId) {
    return this.#nobody.get(`/vtt/connections/${connectionId}/status`, { authorization: `Bearer ${sessionToken}` });
  }

  /**
   * The whole handshake with a GM who types the code.
   * @param {TumulteServer} server
   * @param {Person} gm
   * @param {{import?: boolean, claims?: object}} [options]
   */
  static async paired(server, gm, { import: imported = true, claims = {} } = {}) {
    const table = new Table(server);
    Object.assign(table.claims, claims);
    assert.equal((await table.offer()).status, 201, "an offer is taken");
    const confirmed = await gm.post("/vtt/pair", { code: table.claims.pairing_code, import: imported });
    assert.equal(confirmed.status, 200, `the GM confirms: ${confirmed.text}`);
    const claimed = await table.claim();
    assert.equal(claimed.body?.status, "approved", `the module gets its tokens: ${claimed.text}`);
    table.tokens = claimed.body;
    return table;
  }

  /**
   * Opens a socket; the test closes it.
   * @param {import("node:test").TestContext} test
   * @param {{transports?: string[], token?: string, tab?: string, reconnection?: boolean, server?: {url: string}}} [options]
   */
  open(test, { transports = ["websocket"], token = this.tokens.sessionToken, tab, reconnection = false, server = this.#server } = {}) {
    const socket = io(`${server.url}/vtt`, {
      transports, reconnection, reconnectionDelay: 50, reconnectionDelayMax: 200, forceNew: true, auth: { token, ...(tab ? { tab } : {}) },
    });
    atEnd(test, () => socket.disconnect());
    const { world_id: vttCampaignId, world_name: name } = this.claims;
    return new Line(socket, { vttCampaignId, name, system: { id: "dnd5e", version: "5.1.0" } });
  }

  /** Opens a socket and waits for the server's greeting. */
  async connect(test, options) {
    const line = this.open(test, options);
    line.greeting = await line.hears("connected");
    return line;
  }
}

/** One socket, what it heard, and how to speak into it. */
export class Line {
  heard = new Inbox();
  greeting = null;

  constructor(socket, world) {
    this.socket = socket;
    for (const event of HEARD) socket.on(event, (payload) => this.heard.add({ event, payload }));
    socket.on("query:characters", (_, acknowledge) => acknowledge({ ok: true, characters: [CHARACTER] }));
    socket.on("query:campaigns", (_, acknowledge) => acknowledge({ ok: true, campaigns: [world] }));
    socket.on("connect_error", (error) => this.heard.add({ event: "connect_error", payload: error.message }));
    socket.on("disconnect", (reason) => this.heard.add({ event: "disconnect", payload: reason }));
  }

  /** Waits for an event of the server and gives its payload. */
  async hears(event, from = 0) {
    return (await this.heard.first((one) => one.event === event, `\`${event}\` on the socket`, from)).payload;
  }

  /** Emits an event and waits for its acknowledgement. */
  emit(event, ...payload) {
    return within(this.socket.timeout(PATIENCE_MS).emitWithAck(event, ...payload), `an acknowledgement of ${event}`);
  }

  /** Emits an event whose packet is written by hand: what no encoder would write. Resolves to the acknowledgement. */
  emitText(data) {
    const { socket } = this;
    const id = socket.ids;
    socket.ids += 1;
    const answered = new Promise((resolve) => {
      socket.acks[id] = resolve;
    });
    socket.io.engine.write(`2/vtt,${id}${data}`);
    return within(answered, `an acknowledgement of ${data.slice(0, 80)}`, () => JSON.stringify(this.heard.all));
  }

  /** Sends a chat message as `dice:roll`. */
  roll(chatMessage, more) {
    return this.emit("dice:roll", rollEvent(chatMessage, more));
  }

  /**
   * Sends a chat message as a module's outbox does: again and again until it is taken, whatever happens in between.
   * @returns {Promise<object>} the acknowledgement
   */
  async deliver(chatMessage) {
    for (;;) {
      if (!this.socket.connected) await new Promise((resolve) => this.socket.once("connect", resolve));
      const answer = await this.socket.timeout(8_000).emitWithAck("dice:roll", rollEvent(chatMessage)).catch(() => null);
      if (answer?.ok) return answer;
      if (answer !== null) assert.equal(answer.retry, true, `expected to be asked to try again, found ${JSON.stringify(answer)}`);
    }
  }

  /** A natural 20 attack that must be taken: the proof that this line still lives. Resolves to its roll id. */
  async critical() {
    const answer = await this.roll(message({ rolls: [d20(20, 5)] }));
    assert.equal(answer.ok, true, `expected this line to still take rolls, found ${JSON.stringify(answer)}`);
    assert.equal(answer.duplicate, false, "expected a new message to be no duplicate");
    return answer.rolls[0].rollId;
  }
}
