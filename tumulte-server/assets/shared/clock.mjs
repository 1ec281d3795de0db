/** Below this, the difference is the network and the header's whole seconds, not a wrong clock. */
const TOLERATED_MS = 5_000;

/** The server's time, so that a streamer's wrong clock hides no card. */
export class Clock {
  #offsetMs = 0;

  /** @returns {number} milliseconds since the epoch, as the server counts them */
  now() {
    return Date.now() + this.#offsetMs;
  }

  /**
   * Asks the server what time it is; keeps the last answer when it does not say.
   * @param {string} url any address of the server
   */
  async adjust(url) {
    try {
      const answer = await fetch(url, { method: 'HEAD', cache: 'no-store' });
      const date = Date.parse(answer.headers.get('date') ?? '');
      if (Number.isNaN(date)) return;
      const offset = date - Date.now();
      this.#offsetMs = Math.abs(offset) > TOLERATED_MS ? offset : 0;
    } catch {
      // Offline: the socket is coming back too, and asks again then.
    }
  }
}
