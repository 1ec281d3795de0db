// @ts-check
// A pairing that was revoked may be let come back from the server's console: whoever holds the key of
// the offer it was made by asks for new tokens, now and then, without a new code.

import { WAIT } from "../constants.mjs";
import { request } from "../transport/http.mjs";
import { WireError } from "../wire-error.mjs";
import { exclusively } from "./lock.mjs";
import { pause } from "../clock.mjs";

/**
 * @typedef {import("../_types.mjs").Identity} Identity
 * @typedef {object} IdentityStore
 * @property {() => Identity | null} read always the newest, other tabs write too
 * @property {(identity: Identity | null) => unknown} write
 */

/** Codes after which this key brings nobody back: the world was paired anew, or is forgotten. */
const FINAL = /^pairing\.(unknown|foreign_key|malformed|algorithm|signature)$/;

/** Asks whether a revoked pairing may come back, until it may. */
export class Comeback {
  #run = 0;
  #asks = false;
  #store;
  #tokens;
  #wasm;
  #clock;
  #lockName;
  #onReturned;
  #onLost;

  /**
   * @param {object} parts
   * @param {IdentityStore} parts.store
   * @param {import("./tokens.mjs").Tokens} parts.tokens
   * @param {() => Promise<any>} parts.wasm
   * @param {import("../clock.mjs").Clock} parts.clock
   * @param {string} parts.lockName
   * @param {() => void} parts.onReturned
   * @param {() => void} parts.onLost only a new code helps now
   */
  constructor({ store, tokens, wasm, clock, lockName, onReturned, onLost }) {
    this.#store = store;
    this.#tokens = tokens;
    this.#wasm = wasm;
    this.#clock = clock;
    this.#lockName = lockName;
    this.#onReturned = onReturned;
    this.#onLost = onLost;
  }

  /** Whether this browser could come back. */
  get possible() {
    return this.#store.read() !== null;
  }

  /** Keeps by what this browser is known again. @param {Identity} identity */
  async keep({ serverUrl, connectionId, jti, secretKey }) {
    await this.#store.write({ serverUrl, connectionId, jti, secretKey });
  }

  /** Forgets it: only a new code pairs this browser again. */
  async forget() {
    this.stop();
    await this.#store.write(null);
  }

  /** Begins to ask, unless it does already or there is nothing to ask with. */
  start() {
    if (this.#asks || !this.possible) return;
    this.#asks = true;
    void this.#ask((this.#run += 1));
  }

  /** Asks no more. */
  stop() {
    this.#run += 1;
    this.#asks = false;
  }

  /** @param {number} run */
  async #ask(run) {
    const current = () => run === this.#run;
    let asked = 0;
    while (current()) {
      let after = 0;
      try {
        // One tab at a time: what the first brings is enough for all.
        const returned = await exclusively(this.#lockName, () => this.#askOnce(current), this.#clock);
        if (!current()) return;
        if (returned) {
          this.stop();
          return this.#onReturned();
        }
      } catch (thrown) {
        if (!current()) return;
        if (thrown instanceof WireError && FINAL.test(thrown.code)) {
          await this.forget();
          return this.#onLost();
        }
        after = thrown instanceof WireError ? thrown.retryAfterMs : 0;
      }
      await pause(this.#clock, Math.max(asked === 0 ? WAIT.comebackFirst : WAIT.comeback, after));
      asked += 1;
    }
  }

  /**
   * @param {() => boolean} current
   * @returns {Promise<boolean>} whether there are tokens again
   */
  async #askOnce(current) {
    if (!current()) return false;
    if (this.#tokens.credentials) return true;
    const identity = this.#store.read();
    if (!identity) throw new WireError("pairing.unknown", "this browser was unpaired in another tab");
    const { serverUrl, connectionId, jti, secretKey } = identity;
    const { PairingOffer } = await this.#wasm();
    const answer = await request(serverUrl, `/vtt/connections/${encodeURIComponent(connectionId)}/return`, {
      method: "POST",
      bearer: PairingOffer.restore({ jti, secretKey }).sign(this.#clock.now()),
      clock: this.#clock,
    });
    if (answer?.status !== "approved") return false;
    // Kept even if nobody waits for it any more: the server hands the tokens out once.
    await this.#tokens.keep(serverUrl, answer);
    return true;
  }
}
