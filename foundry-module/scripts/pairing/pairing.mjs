// @ts-check
// The handshake: make an offer, show its code, ask until the GM approved it. Knows no window.

import { PROTOCOL, WAIT } from "../constants.mjs";
import { request } from "../transport/http.mjs";
import { WireError, codeOf } from "../wire-error.mjs";
import { pause } from "../clock.mjs";

/**
 * @typedef {object} Offer what the window shows
 * @property {string} code
 * @property {string} pageUrl the server's pairing page with the code filled in; "" when it named none
 * @property {string} connectUrl `foundry://connect?…`: the whole offer, to be pasted
 * @property {string} qrSvg
 * @property {number} expiresAt ms
 *
 * @typedef {{phase: "idle"} | {phase: "preparing"} | {phase: "waiting", offer: Offer, trouble?: string}
 *   | {phase: "approved", connectionId: string} | {phase: "failed", code: string}} PairingState
 *
 * @typedef {{worldId: string, worldName: string, gmUserId: string, moduleVersion: string}} WorldFacts
 */

/** Codes after which asking for the same offer again is of no use. */
const FINAL = /^(pairing|token)\.|^net\.foreign$/;

/** One handshake at a time; a new one ends the one before. */
export class Pairing {
  /** @type {PairingState} */
  #state = { phase: "idle" };
  #run = 0;
  #tokens;
  #wasm;
  #clock;
  #onChange;
  #onKey;

  /**
   * @param {object} parts
   * @param {import("./tokens.mjs").Tokens} parts.tokens
   * @param {() => Promise<any>} parts.wasm
   * @param {import("../clock.mjs").Clock} parts.clock
   * @param {(state: PairingState) => void} parts.onChange
   * @param {(identity: import("../_types.mjs").Identity) => unknown} [parts.onKey] keeps by what the server knows this browser again
   */
  constructor({ tokens, wasm, clock, onChange, onKey = () => {} }) {
    this.#tokens = tokens;
    this.#wasm = wasm;
    this.#clock = clock;
    this.#onChange = onChange;
    this.#onKey = onKey;
  }

  /** Where the handshake stands. */
  get state() {
    return this.#state;
  }

  /** Ends a running handshake; the offer runs out by itself. */
  cancel() {
    this.#run += 1;
    this.#set({ phase: "idle" });
  }

  /**
   * Makes an offer to `serverUrl` and waits until it is approved, refused or run out.
   * @param {string} serverUrl normalized
   * @param {WorldFacts} world
   */
  async start(serverUrl, world) {
    const run = (this.#run += 1);
    const current = () => run === this.#run;
    this.#set({ phase: "preparing" });
    try {
      const wasm = await this.#wasm();
      const { worldId, worldName, gmUserId, moduleVersion } = world;
      const made = wasm.PairingOffer.create({
        worldId, worldName, gmUserId, moduleVersion, serverUrl, nowMs: this.#clock.now(),
      });
      const posted = await request(serverUrl, "/vtt/pair/offers", {
        method: "POST", body: { token: made.token }, clock: this.#clock,
      });
      if (!current()) return;
      // Servers from before they said so speak the first one.
      if ((posted?.protocol ?? 1) !== PROTOCOL) throw new WireError("net.protocol");
      const pageUrl = webAddress(posted?.pairUrl) || webAddress(made.pairUrl);
      const offer = {
        code: made.code,
        pageUrl,
        connectUrl: made.url,
        qrSvg: wasm.qrSvg(pageUrl || made.url),
        expiresAt: millis(made.expiresAt) ?? this.#clock.now() + 300_000,
      };
      this.#set({ phase: "waiting", offer });
      await this.#await(serverUrl, made, offer, current);
    } catch (thrown) {
      if (!current()) return;
      this.#set({ phase: "failed", code: codeOf(thrown) });
    }
  }

  /**
   * @param {string} serverUrl
   * @param {{jti: string, secretKey: string, sign: (nowMs: number) => string}} made
   * @param {Offer} offer
   * @param {() => boolean} current
   */
  async #await(serverUrl, made, offer, current) {
    for (;;) {
      await pause(this.#clock, WAIT.poll);
      if (!current()) return;
      if (this.#clock.now() >= offer.expiresAt) throw new WireError("pairing.expired");
      let answer;
      try {
        answer = await request(serverUrl, `/vtt/pair/offers/${encodeURIComponent(made.jti)}`, {
          bearer: made.sign(this.#clock.now()),
          clock: this.#clock,
        });
      } catch (thrown) {
        if (!(thrown instanceof WireError) || FINAL.test(thrown.code)) throw thrown;
        if (!current()) return;
        this.#set({ phase: "waiting", offer, trouble: thrown.code });
        if (thrown.retryAfterMs) await pause(this.#clock, thrown.retryAfterMs);
        continue;
      }
      if (answer?.status === "approved") {
        // Kept even if a newer offer was made meanwhile: the server hands the tokens out once.
        this.#run += 1;
        await this.#tokens.keep(serverUrl, answer);
        await this.#onKey({ serverUrl, connectionId: answer.connectionId, jti: made.jti, secretKey: made.secretKey });
        this.#set({ phase: "approved", connectionId: answer.connectionId });
        return;
      }
      if (current() && this.#state.phase === "waiting" && this.#state.trouble) {
        this.#set({ phase: "waiting", offer });
      }
    }
  }

  /** @param {PairingState} state */
  #set(state) {
    this.#state = state;
    this.#onChange(state);
  }
}

/** @param {unknown} text only web addresses become links. */
function webAddress(text) {
  try {
    const url = new URL(String(text));
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : "";
  } catch {
    return "";
  }
}

/** @param {unknown} moment ms, bigint or RFC 3339 */
function millis(moment) {
  const value = typeof moment === "string" ? Date.parse(moment) : Number(moment);
  return Number.isFinite(value) && value > 0 ? value : null;
}
