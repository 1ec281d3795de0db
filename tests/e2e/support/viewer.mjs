// Somebody who listens on `/ws`.

import WebSocket from "ws";

import { atEnd } from "./ending.mjs";
import { Inbox, within } from "./waiting.mjs";

/** One WebSocket and every frame it received. */
export class Viewer {
  frames = new Inbox();

  constructor(socket) {
    this.socket = socket;
    socket.on("message", (data) => this.frames.add(JSON.parse(String(data))));
  }

  /**
   * Opens one; the test closes it.
   * @param {import("node:test").TestContext} test
   * @param {{url: string}} server
   * @param {{cookie?: string}} [person]
   */
  static async open(test, server, person) {
    const socket = new WebSocket(`${server.url.replace(/^http/, "ws")}/ws`, { headers: person?.cookie ? { cookie: person.cookie } : {} });
    atEnd(test, () => socket.terminate());
    const viewer = new Viewer(socket);
    await within(new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject)), "`/ws` to open");
    return viewer;
  }

  /** Sends a frame: an object as JSON, a text as it is. */
  send(frame) {
    this.socket.send(typeof frame === "string" ? frame : JSON.stringify(frame));
  }

  /** Subscribes and waits for the answer, which is `subscribed` or `error`. */
  async subscribe(channel, options = {}) {
    const from = this.frames.all.length;
    this.send({ type: "subscribe", channel, ...options });
    const answers = ({ type, channel: named }) => named === channel && (type === "subscribed" || type === "error");
    return this.frames.first(answers, `an answer to subscribing to ${channel}`, from);
  }

  /** Waits for an event about a roll. */
  event(type, rollId) {
    return this.frames.first((frame) => frame.type === type && frame.payload?.rollId === rollId, `\`${type}\` of roll ${rollId}`);
  }

  /** The events received so far, without answers. */
  get events() {
    return this.frames.all.filter(({ payload }) => payload !== undefined);
  }

  /** Leaves, and waits until that is so. */
  async close() {
    const closed = new Promise((resolve) => this.socket.once("close", resolve));
    this.socket.close();
    await within(closed, "`/ws` to close");
  }
}
