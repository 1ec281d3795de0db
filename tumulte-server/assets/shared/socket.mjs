import { backoff } from './backoff.mjs';
import { compareCursors, laterCursor } from './cursor.mjs';

/** Silence after which the line is probed: a half-open connection looks like a quiet table. */
const QUIET_MS = 45_000;
const ANSWER_MS = 10_000;

/**
 * One channel of `/ws`, kept alive for ever.
 *
 * The cursor lives in memory, so a reconnect replays what was missed and a reload starts afresh.
 */
export class ChannelSocket {
  #options;
  #cursor;
  #socket = null;
  #attempt = 0;
  #retryTimer = 0;
  #quietTimer = 0;
  #replayedUpTo = null;
  #stopped = false;

  /**
   * @param {object} options
   * @param {string} options.url the WebSocket's address
   * @param {string} options.channel what to subscribe to
   * @param {string|null} [options.after] a cursor to start from
   * @param {boolean} [options.rolls] ask for every public roll
   * @param {(event: {type: string, payload: object, isReplay: boolean}) => void} options.onEvent
   * @param {(connected: boolean) => void} options.onState
   */
  constructor(options) {
    this.#options = options;
    this.#cursor = options.after || null;
  }

  /** Connects, and comes back whenever the line drops. */
  start() {
    window.addEventListener('online', () => this.#retryNow());
    this.#connect();
  }

  /** Closes for good. */
  stop() {
    this.#stopped = true;
    clearTimeout(this.#retryTimer);
    this.#drop();
  }

  #connect() {
    clearTimeout(this.#retryTimer);
    let socket;
    try {
      socket = new WebSocket(this.#options.url);
    } catch {
      this.#retryLater();
      return;
    }
    this.#socket = socket;
    this.#expectWord(ANSWER_MS);
    socket.addEventListener('open', () => this.#subscribe());
    socket.addEventListener('message', (message) => {
      if (socket === this.#socket) this.#receive(message.data);
    });
    socket.addEventListener('close', () => {
      if (socket === this.#socket) this.#lost();
    });
  }

  #subscribe() {
    const { channel, rolls } = this.#options;
    const request = { type: 'subscribe', channel };
    if (this.#cursor !== null) request.after = this.#cursor;
    if (rolls) request.rolls = true;
    this.#socket.send(JSON.stringify(request));
  }

  #receive(text) {
    let frame;
    try {
      frame = JSON.parse(text);
    } catch {
      return;
    }
    if (frame === null || typeof frame !== 'object' || frame.channel !== this.#options.channel) return;
    this.#watchQuiet();
    switch (frame.type) {
      case 'subscribed':
        this.#attempt = 0;
        this.#replayedUpTo = frame.cursor ?? null;
        // Without a cursor of our own, nothing is replayed: the server's is where we join. With
        // one, the missed events are still on their way and move it themselves.
        if (this.#cursor === null) this.#cursor = laterCursor(null, frame.cursor);
        this.#options.onState(true);
        break;
      case 'resync':
        this.#subscribe();
        break;
      case 'error':
        // An unknown channel may become known again (a rotated key, a server still starting).
        this.#options.onState(false);
        this.#drop();
        this.#retryLater();
        break;
      default:
        this.#deliver(frame);
    }
  }

  #deliver(frame) {
    if (typeof frame.type !== 'string' || frame.payload === null || typeof frame.payload !== 'object') return;
    const { id } = frame;
    const isReplay =
      typeof id === 'string' && this.#replayedUpTo !== null && compareCursors(id, this.#replayedUpTo) <= 0;
    this.#cursor = laterCursor(this.#cursor, id);
    this.#options.onEvent({ type: frame.type, payload: frame.payload, isReplay });
  }

  #watchQuiet() {
    clearTimeout(this.#quietTimer);
    this.#quietTimer = setTimeout(() => {
      // Subscribing again is harmless, and its answer proves that somebody is there.
      if (this.#socket?.readyState === WebSocket.OPEN) this.#subscribe();
      this.#expectWord(ANSWER_MS);
    }, QUIET_MS);
  }

  #expectWord(limitMs) {
    clearTimeout(this.#quietTimer);
    this.#quietTimer = setTimeout(() => this.#lost(), limitMs);
  }

  #lost() {
    this.#drop();
    this.#options.onState(false);
    this.#retryLater();
  }

  #drop() {
    clearTimeout(this.#quietTimer);
    const socket = this.#socket;
    this.#socket = null;
    if (socket) socket.close();
  }

  #retryLater() {
    if (this.#stopped) return;
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(() => this.#connect(), backoff(this.#attempt));
    this.#attempt += 1;
  }

  #retryNow() {
    if (this.#stopped || this.#socket !== null) return;
    this.#attempt = 0;
    this.#connect();
  }
}

/**
 * @param {string} root where the server's paths begin, ending in a slash
 * @returns {string} the address of `/ws` there
 */
export function socketUrl(root) {
  const url = new URL('ws', root);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}
