import { backoff } from './backoff.mjs';
import { compareCursors, laterCursor } from './cursor.mjs';

/** Silence after which the line is probed: a half-open connection looks like a quiet table. */
const QUIET_MS = 45_000;
const ANSWER_MS = 10_000;
/** The code of an end after which to sign in again. */
const SIGNED_OUT = 4401;

/**
 * One connection to `/ws` with some channels, kept alive for ever.
 *
 * Cursors live in memory, so a reconnect replays what was missed and a reload starts afresh.
 *
 * @typedef {object} Event
 * @property {string} type
 * @property {object} payload
 * @property {string|null} id its cursor, where it has one
 * @property {string} channel
 * @property {boolean} isReplay whether it was missed before and comes late
 */
export class Line {
  #url;
  #channels;
  #onEvent;
  #onState;
  #onSignedOut;
  #socket = null;
  #attempt = 0;
  #retryTimer = 0;
  #quietTimer = 0;
  #stopped = false;

  /**
   * @param {object} options
   * @param {string} options.url the WebSocket's address
   * @param {{name: string, after?: string|null, rolls?: boolean}[]} options.channels what to subscribe to, in this order;
   *   `after` is a cursor to start from, `rolls` asks for every public roll
   * @param {(event: Event) => void} options.onEvent
   * @param {(connected: boolean) => void} options.onState called when every channel is open, and when one is not
   * @param {() => void} [options.onSignedOut] called when the sign-in is over, after which there is nobody to come back as
   */
  constructor({ url, channels, onEvent, onState, onSignedOut }) {
    this.#url = url;
    this.#channels = new Map(
      channels.map(({ name, after, rolls = false }) => [name, { rolls, cursor: after || null, replayedUpTo: null, isOpen: false }]),
    );
    this.#onEvent = onEvent;
    this.#onState = onState;
    this.#onSignedOut = onSignedOut;
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

  /**
   * Asks for every public roll of a channel, or for the notable ones alone.
   * @param {string} name
   * @param {boolean} rolls
   */
  ask(name, rolls) {
    const channel = this.#channels.get(name);
    if (channel.rolls === rolls) return;
    channel.rolls = rolls;
    if (this.#socket?.readyState === WebSocket.OPEN) this.#subscribe(name);
  }

  #connect() {
    clearTimeout(this.#retryTimer);
    let socket;
    try {
      socket = new WebSocket(this.#url);
    } catch {
      this.#retryLater();
      return;
    }
    this.#socket = socket;
    this.#expectWord(ANSWER_MS);
    socket.addEventListener('open', () => this.#subscribeAll());
    socket.addEventListener('message', (message) => {
      if (socket === this.#socket) this.#receive(message.data);
    });
    socket.addEventListener('close', ({ code }) => {
      if (socket !== this.#socket) return;
      if (code === SIGNED_OUT && this.#onSignedOut !== undefined) {
        this.#onState(false);
        this.stop();
        this.#onSignedOut();
      } else {
        this.#lost();
      }
    });
  }

  #subscribeAll() {
    for (const name of this.#channels.keys()) this.#subscribe(name);
  }

  #subscribe(name) {
    const { cursor, rolls } = this.#channels.get(name);
    const request = { type: 'subscribe', channel: name };
    if (cursor !== null) request.after = cursor;
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
    if (frame === null || typeof frame !== 'object') return;
    const channel = this.#channels.get(frame.channel);
    if (channel === undefined) return;
    this.#watchQuiet();
    switch (frame.type) {
      case 'subscribed':
        this.#opened(channel, frame.cursor);
        break;
      case 'resync':
        this.#subscribe(frame.channel);
        break;
      case 'error':
        // An unknown channel may become known again (a rotated key, a server still starting).
        this.#lost();
        break;
      default:
        this.#deliver(channel, frame);
    }
  }

  #opened(channel, cursor) {
    channel.replayedUpTo = cursor ?? null;
    // Without a cursor of our own, nothing is replayed: the server's is where we join. With
    // one, the missed events are still on their way and move it themselves.
    if (channel.cursor === null) channel.cursor = laterCursor(null, cursor);
    channel.isOpen = true;
    if (![...this.#channels.values()].every(({ isOpen }) => isOpen)) return;
    this.#attempt = 0;
    this.#onState(true);
  }

  #deliver(channel, frame) {
    if (typeof frame.type !== 'string' || frame.payload === null || typeof frame.payload !== 'object') return;
    const id = typeof frame.id === 'string' ? frame.id : null;
    const isReplay = id !== null && channel.replayedUpTo !== null && compareCursors(id, channel.replayedUpTo) <= 0;
    channel.cursor = laterCursor(channel.cursor, id);
    this.#onEvent({ type: frame.type, payload: frame.payload, id, channel: frame.channel, isReplay });
  }

  #watchQuiet() {
    clearTimeout(this.#quietTimer);
    this.#quietTimer = setTimeout(() => {
      // Subscribing again is harmless, and its answer proves that somebody is there.
      if (this.#socket?.readyState === WebSocket.OPEN) this.#subscribeAll();
      this.#expectWord(ANSWER_MS);
    }, QUIET_MS);
  }

  #expectWord(limitMs) {
    clearTimeout(this.#quietTimer);
    this.#quietTimer = setTimeout(() => this.#lost(), limitMs);
  }

  #lost() {
    this.#drop();
    this.#onState(false);
    this.#retryLater();
  }

  #drop() {
    clearTimeout(this.#quietTimer);
    for (const channel of this.#channels.values()) channel.isOpen = false;
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

/** A line with one channel. */
export class ChannelSocket extends Line {
  /**
   * @param {object} options
   * @param {string} options.url the WebSocket's address
   * @param {string} options.channel what to subscribe to
   * @param {string|null} [options.after] a cursor to start from
   * @param {boolean} [options.rolls] ask for every public roll
   * @param {(event: Event) => void} options.onEvent
   * @param {(connected: boolean) => void} options.onState
   * @param {() => void} [options.onSignedOut]
   */
  constructor({ url, channel, after, rolls, onEvent, onState, onSignedOut }) {
    super({ url, channels: [{ name: channel, after, rolls }], onEvent, onState, onSignedOut });
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
