// @ts-check
// The session token and its renewal. A refresh token works once: using it twice ends the pairing,
// so renewal is single flight in this tab and across all tabs of this browser.

import { WAIT } from "../constants.mjs";
import { request } from "../transport/http.mjs";
import { WireError, endsPairing } from "../wire-error.mjs";
import { exclusively } from "./lock.mjs";

/**
 * @typedef {import("../_types.mjs").Credentials} Credentials
 * @typedef {object} CredentialStore
 * @property {() => Credentials | null} read always the newest, other tabs write too
 * @property {(credentials: Credentials | null) => unknown} write
 */

/**
 * When a session token ends, by this computer's clock.
 *
 * The lifetime is read from the token itself and counted from now, so that a computer whose clock
 * is wrong renews in time all the same.
 * @param {string} token
 * @param {unknown} stated RFC 3339, used when the token cannot be read
 * @param {number} now
 */
export function sessionEnd(token, stated, now) {
  try {
    const part = token.split(".")[1] ?? "";
    const claims = JSON.parse(atob(part.replace(/-/g, "+").replace(/_/g, "/")));
    const seconds = claims.exp - claims.iat;
    if (Number.isFinite(seconds) && seconds > 0) return now + seconds * 1000;
  } catch {
    // Fall through: the token's inside is the server's business.
  }
  const at = Date.parse(String(stated));
  return Number.isFinite(at) ? at : now + WAIT.renewBefore * 2;
}

/** The credentials of one world in this browser. */
export class Tokens {
  /** @type {Promise<Credentials> | null} */
  #renewal = null;
  #store;
  #clock;
  #lockName;

  /**
   * @param {{store: CredentialStore, clock: import("../clock.mjs").Clock, lockName: string}} parts
   */
  constructor({ store, clock, lockName }) {
    this.#store = store;
    this.#clock = clock;
    this.#lockName = lockName;
  }

  /** What is stored now. */
  get credentials() {
    return this.#store.read();
  }

  /**
   * Keeps what an approved pairing brought.
   * @param {string} serverUrl
   * @param {{connectionId: string, campaignId?: string | null, sessionToken: string, sessionExpiresAt: string, refreshToken: string}} grant
   */
  async keep(serverUrl, grant) {
    await this.#store.write({
      serverUrl,
      connectionId: grant.connectionId,
      campaignId: grant.campaignId ?? null,
      sessionToken: grant.sessionToken,
      sessionExpiresAt: sessionEnd(grant.sessionToken, grant.sessionExpiresAt, this.#clock.now()),
      refreshToken: grant.refreshToken,
    });
  }

  /** Forgets the pairing in this browser. */
  async forget() {
    await this.#store.write(null);
  }

  /** When the session token should be renewed, or null when there is none. */
  get renewAt() {
    const held = this.credentials;
    return held ? held.sessionExpiresAt - WAIT.renewBefore : null;
  }

  /**
   * Credentials whose session token is good for a while.
   * @param {{not?: string}} [options] `not`: a session token that the server no longer takes
   * @returns {Promise<Credentials>}
   * @throws {WireError} `token.missing` when not paired; what the server said; `net.*`, with `retry`
   */
  async session({ not } = {}) {
    const held = this.credentials;
    if (!held) throw new WireError("token.missing", "this browser is not paired");
    const fresh = held.sessionExpiresAt - WAIT.renewBefore > this.#clock.now();
    if (fresh && held.sessionToken !== not) return held;
    this.#renewal ??= this.#renew(held.sessionToken).finally(() => {
      this.#renewal = null;
    });
    return this.#renewal;
  }

  /** @param {string} outworn */
  async #renew(outworn) {
    return exclusively(this.#lockName, async () => {
      const held = this.credentials;
      if (!held) throw new WireError("token.missing", "the pairing ended in another tab");
      // Another tab renewed while this one waited for its turn.
      if (held.sessionToken !== outworn) return held;
      let grant;
      try {
        grant = await request(held.serverUrl, "/vtt/refresh-token", {
          method: "POST",
          body: { refreshToken: held.refreshToken },
          clock: this.#clock,
        });
      } catch (thrown) {
        // Here even `token.expired` is final: it speaks of the refresh token.
        if (thrown instanceof WireError && (endsPairing(thrown.code) || thrown.code === "token.expired")) {
          await this.forget();
          throw new WireError("token.revoked", thrown.message, { status: thrown.status });
        }
        throw thrown;
      }
      if (typeof grant?.sessionToken !== "string" || typeof grant?.refreshToken !== "string") {
        throw new WireError("net.foreign", "the answer holds no tokens");
      }
      const renewed = {
        ...held,
        sessionToken: grant.sessionToken,
        sessionExpiresAt: sessionEnd(grant.sessionToken, grant.sessionExpiresAt, this.#clock.now()),
        refreshToken: grant.refreshToken,
      };
      await this.#store.write(renewed);
      return renewed;
    }, this.#clock);
  }
}
