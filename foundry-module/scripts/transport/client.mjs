// @ts-check
// The live connection: opens it, keeps it for ever, and says in one word how it stands.

import { NAMESPACE, PROTOCOL, WAIT } from "../constants.mjs";
import { backoff } from "../clock.mjs";
import { WireError, codeOf, endsPairing } from "../wire-error.mjs";
import * as log from "../log.mjs";
import { socketAddress } from "./address.mjs";

/**
 * @typedef {"off" | "connecting" | "connected" | "reconnecting" | "duplicate" | "revoked" | "refused"} ClientState
 *
 * @typedef {object} ClientEvents
 * @property {(state: ClientState, code: string | null) => void} onState
 * @property {(greeting: {connectionId: string, campaignId: string | null}) => void} onConnected
 * @property {(config: {campaignId: string | null}) => void} onConfig
 * @property {(step: "start" | "end", poll: Record<string, any>) => void} [onPoll] the viewers are asked something
 * @property {Record<string, () => Promise<Record<string, unknown>> | Record<string, unknown>>} queries
 *   answers to the server's questions, by event
 */

const loadVendored = async () =>
  (await import(new URL("../../vendor/socket.io-client/socket.io.esm.min.js", import.meta.url).href)).io;

/** A Socket.IO client that never gives up, unless the GM's pairing is over. */
export class Client {
  #tokens;
  #clock;
  #events;
  #loadIo;
  /** @type {any} */
  #socket = null;
  /** @type {ClientState} */
  #state = "off";
  /** @type {unknown} */
  #timer = null;
  /** @type {unknown} */
  #renewal = null;
  #attempt = 0;
  #duplicates = 0;
  /** Counts starts and stops, so that what an earlier one awaited does nothing when it comes. */
  #life = 0;
  /** Which page load this is: the server lets it take its own broken connection's place. */
  #tab = Math.random().toString(36).slice(2);
  /** The session token the last handshake was made with. */
  #shown = "";

  /**
   * @param {{tokens: import("../pairing/tokens.mjs").Tokens, clock: import("../clock.mjs").Clock,
   *   loadIo?: () => Promise<any>} & ClientEvents} options
   */
  constructor({ tokens, clock, loadIo = loadVendored, ...events }) {
    this.#tokens = tokens;
    this.#clock = clock;
    this.#loadIo = loadIo;
    this.#events = events;
  }

  /** How the connection stands. */
  get state() {
    return this.#state;
  }

  /** Connects and stays connected until `stop`. Does nothing when already at it. */
  start() {
    if (this.#state !== "off" && this.#state !== "revoked" && this.#state !== "refused") return;
    this.#life += 1;
    this.#attempt = 0;
    this.#duplicates = 0;
    this.#set("connecting");
    void this.#open();
  }

  /** Disconnects and stays so. */
  stop() {
    this.#end("off", null);
  }

  /** A reason to wait has gone: try now if waiting. */
  retryNow() {
    if (this.#state !== "duplicate" && this.#state !== "reconnecting") return;
    if (this.#timer === null) return;
    this.#cancelTimers();
    void this.#open();
  }

  /**
   * Sends one event.
   * @param {string} event
   * @param {unknown} payload
   * @returns {Promise<import("../_types.mjs").Acknowledgement>} what the server answered
   * @throws {WireError} `net.offline` or `net.timeout`
   */
  async send(event, payload) {
    const socket = this.#socket;
    if (this.#state !== "connected" || !socket) throw new WireError("net.offline", "not connected", { retry: true });
    return new Promise((resolve, reject) => {
      const fail = (/** @type {string} */ code) => {
        settle();
        reject(new WireError(code, code, { retry: true }));
      };
      const onDisconnect = () => fail("net.offline");
      const timer = this.#clock.later(() => fail("net.timeout"), WAIT.acknowledgement);
      const settle = () => {
        this.#clock.cancel(timer);
        socket.off("disconnect", onDisconnect);
      };
      socket.once("disconnect", onDisconnect);
      socket.emit(event, payload, (/** @type {any} */ answer) => {
        settle();
        resolve(answer);
      });
    });
  }

  async #open() {
    const life = this.#life;
    try {
      // A fresh token is fetched before the attempt; the handshake then reads it in `auth`.
      const { serverUrl } = await this.#tokens.session();
      const io = await this.#loadIo();
      if (life !== this.#life) return;
      this.#dropSocket();
      this.#socket = this.#makeSocket(io, serverUrl);
      this.#socket.connect();
      this.#timer = this.#clock.later(() => this.#fail(new WireError("net.timeout")), WAIT.connect);
    } catch (thrown) {
      if (life === this.#life) this.#fail(thrown);
    }
  }

  /**
   * @param {any} io
   * @param {string} serverUrl
   */
  #makeSocket(io, serverUrl) {
    const { url, path } = socketAddress(serverUrl, NAMESPACE);
    const socket = io(url, {
      path,
      // Our own loop reconnects, since a renewed token and a duplicate want different pauses.
      reconnection: false,
      autoConnect: false,
      forceNew: true,
      transports: ["websocket", "polling"],
      tryAllTransports: true,
      auth: (/** @type {(data: object) => void} */ give) => {
        this.#shown = this.#tokens.credentials?.sessionToken ?? "";
        give({ token: this.#shown, tab: this.#tab });
      },
    });
    socket.on("connected", (/** @type {any} */ greeting) => this.#greeted(greeting));
    socket.on("connect_error", (/** @type {any} */ error) => {
      if (socket === this.#socket) this.#fail(readRefusal(error));
    });
    socket.on("disconnect", () => {
      if (socket === this.#socket) this.#fail(new WireError("net.offline", "disconnected", { retry: true }));
    });
    socket.on("connection:revoked", () => void this.#revoked());
    socket.on("config:update", (/** @type {any} */ config) => {
      this.#events.onConfig({ campaignId: config?.campaignId ?? null });
    });
    for (const step of /** @type {const} */ (["start", "end"])) {
      socket.on(`poll:${step}`, (/** @type {any} */ poll) => this.#events.onPoll?.(step, typeof poll === "object" && poll ? poll : {}));
    }
    socket.on("ping", (/** @type {any} */ beat) => socket.emit("pong", { timestamp: beat?.timestamp }));
    for (const [name, answer] of Object.entries(this.#events.queries)) {
      socket.on(name, async (/** @type {any[]} */ ...parts) => {
        const acknowledge = parts.at(-1);
        if (typeof acknowledge === "function") acknowledge({ ok: true, ...(await answer()) });
      });
    }
    return socket;
  }

  /** @param {any} greeting */
  #greeted(greeting) {
    if (greeting?.protocol !== PROTOCOL) {
      log.error(`The server speaks protocol ${greeting?.protocol}, this module ${PROTOCOL}.`);
      return this.#end("refused", "net.protocol");
    }
    this.#cancelTimers();
    this.#attempt = 0;
    this.#duplicates = 0;
    this.#set("connected");
    this.#scheduleRenewal();
    this.#events.onConnected({
      connectionId: String(greeting?.connectionId ?? ""),
      campaignId: greeting?.campaignId ?? null,
    });
  }

  #scheduleRenewal() {
    const at = this.#tokens.renewAt;
    if (at === null) return;
    // Browsers fire timers beyond 24 days at once, so a far end is looked at again on the way.
    const ms = Math.min(Math.max(at - this.#clock.now(), WAIT.retryLongest), WAIT.renewLook);
    this.#renewal = this.#clock.later(async () => {
      const life = this.#life;
      try {
        await this.#tokens.session();
      } catch (thrown) {
        if (life === this.#life && endsPairing(codeOf(thrown))) return void this.#revoked();
      }
      if (life === this.#life && this.#state === "connected") this.#scheduleRenewal();
    }, ms);
  }

  async #revoked() {
    this.#end("revoked", "token.revoked");
    await this.#tokens.forget();
  }

  /** @param {unknown} thrown */
  #fail(thrown) {
    if (this.#state === "off" || this.#state === "revoked" || this.#state === "refused") return;
    this.#cancelTimers();
    this.#dropSocket();
    const code = codeOf(thrown);
    if (endsPairing(code)) return void this.#revoked();
    if (code === "token.missing") return this.#end("off", null);
    if (code === "token.expired") return void this.#renewAndOpen();
    if (code === "connection.duplicate") return this.#waitAsDuplicate();
    // A refusal for good, by a server that speaks our language.
    if (thrown instanceof WireError && !thrown.retry && !code.startsWith("net.")) return this.#end("refused", code);
    this.#set("reconnecting", code);
    const pause = backoff(this.#clock, this.#attempt, WAIT.retryFirst, WAIT.retryLongest);
    this.#attempt += 1;
    this.#again(Math.max(pause, thrown instanceof WireError ? thrown.retryAfterMs : 0));
  }

  async #renewAndOpen() {
    const life = this.#life;
    this.#set("reconnecting", "token.expired");
    try {
      await this.#tokens.session({ not: this.#shown });
    } catch (thrown) {
      if (life === this.#life) this.#fail(thrown);
      return;
    }
    if (life !== this.#life) return;
    // A server that finds every token expired must not be asked in a tight circle.
    this.#attempt += 1;
    if (this.#attempt > 1) this.#again(backoff(this.#clock, this.#attempt, WAIT.retryFirst, WAIT.retryLongest));
    else void this.#open();
  }

  #waitAsDuplicate() {
    this.#set("duplicate", "connection.duplicate");
    this.#again(this.#duplicates === 0 ? WAIT.duplicateFirst : WAIT.duplicate);
    this.#duplicates += 1;
  }

  /** @param {number} ms */
  #again(ms) {
    this.#timer = this.#clock.later(() => {
      this.#timer = null;
      void this.#open();
    }, ms);
  }

  /**
   * @param {ClientState} state
   * @param {string | null} code
   */
  #end(state, code) {
    this.#life += 1;
    this.#cancelTimers();
    // First the state: the socket's own farewell must not look like a failure.
    this.#set(state, code);
    this.#dropSocket();
  }

  /** Each attempt gets its own socket, so that an old one's late words reach nobody. */
  #dropSocket() {
    const socket = this.#socket;
    this.#socket = null;
    // Only then are the listeners taken off: sends in flight learn of the end through one.
    socket?.disconnect();
    socket?.off();
  }

  #cancelTimers() {
    if (this.#timer !== null) this.#clock.cancel(this.#timer);
    if (this.#renewal !== null) this.#clock.cancel(this.#renewal);
    this.#timer = null;
    this.#renewal = null;
  }

  /**
   * @param {ClientState} state
   * @param {string | null} [code]
   */
  #set(state, code = null) {
    this.#state = state;
    this.#events.onState(state, code);
  }
}

/**
 * A refused handshake carries `{code, message, retry}`; a broken network does not.
 * @param {any} error
 */
function readRefusal(error) {
  const code = error?.data?.code ?? (/^[a-z_]+\.[a-z_]+$/.test(error?.message ?? "") ? error.message : null);
  if (typeof code !== "string") return new WireError("net.unreachable", String(error?.message), { retry: true });
  return new WireError(code, String(error?.data?.message ?? code), { retry: error?.data?.retry !== false });
}
