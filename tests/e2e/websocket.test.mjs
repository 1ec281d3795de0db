// `/ws` by the letter of RFC 6455: what a client may do is understood, what it may not ends its own connection by code.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { once } from "node:events";
import { test } from "node:test";

import { LIMIT, Viewer, openStage } from "./support/stage.mjs";
import { within } from "./support/waiting.mjs";

const FIN = 0x80;
const [CONTINUATION, TEXT, BINARY, CLOSE, PING] = [0x0, 0x1, 0x2, 0x8, 0x9];

/** A frame as clients send it. */
function frame(first, payload, { mask = randomBytes(4) } = {}) {
  const data = Buffer.from(payload);
  const length = data.length < 126 ? [data.length] : [126, data.length >> 8, data.length & 0xff];
  length[0] |= mask === null ? 0 : 0x80;
  if (mask === null) return Buffer.concat([Buffer.from([first, ...length]), data]);
  return Buffer.concat([Buffer.from([first, ...length]), mask, data.map((byte, place) => byte ^ mask[place % 4])]);
}

/** A connection without a client's good manners. */
class Bare {
  #bytes = Buffer.alloc(0);
  #more = () => {};

  static async open(t, server) {
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    t.after(() => socket.destroy());
    await once(socket, "connect");
    const bare = new Bare();
    bare.socket = socket;
    socket.on("data", (data) => {
      bare.#bytes = Buffer.concat([bare.#bytes, data]);
      bare.#more();
    });
    // A server that hangs up on somebody who goes on talking resets the connection.
    socket.on("error", () => {});
    socket.write(`GET /ws HTTP/1.1\r\nHost: ${hostname}\r\nUpgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\n`
      + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    const answer = await bare.#take(() => {
      const end = Bare.#end(bare.#bytes);
      return end < 0 ? null : end;
    });
    assert.match(answer.toString(), /^HTTP\/1\.1 101 /);
    assert.match(answer.toString().toLowerCase(), /sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk\+xoo=/);
    return bare;
  }

  static #end(bytes) {
    const place = bytes.indexOf("\r\n\r\n");
    return place < 0 ? -1 : place + 4;
  }

  /** The next frame of the server that is no ping of its own. */
  async frame() {
    for (;;) {
      const frame = await this.#frame();
      if (frame.opcode !== PING) return frame;
    }
  }

  async #frame() {
    const bytes = await this.#take(() => {
      if (this.#bytes.length < 2) return null;
      const short = this.#bytes[1];
      if (short < 126) return this.#bytes.length >= 2 + short ? 2 + short : null;
      if (this.#bytes.length < 4) return null;
      const length = 4 + this.#bytes.readUInt16BE(2);
      return this.#bytes.length >= length ? length : null;
    });
    return { opcode: bytes[0] & 0x0f, isFinal: bytes[0] >= FIN, payload: bytes.subarray(bytes[1] < 126 ? 2 : 4) };
  }

  async #take(length) {
    const taken = new Promise((resolve) => {
      this.#more = () => {
        const found = length();
        if (found === null) return;
        const bytes = this.#bytes.subarray(0, found);
        this.#bytes = this.#bytes.subarray(found);
        this.#more = () => {};
        resolve(bytes);
      };
      this.#more();
    });
    return within(taken, "the server to say something");
  }
}

test("a text may come in fragments, with a ping in between", LIMIT, async (t) => {
  const { server, stream } = await openStage(t);
  const viewer = await Bare.open(t, server);
  const text = JSON.stringify({ type: "subscribe", channel: stream });
  viewer.socket.write(Buffer.concat([frame(TEXT, text.slice(0, 5)), frame(FIN | PING, "there?"), frame(CONTINUATION, text.slice(5, 9))]));
  const pong = await viewer.frame();
  assert.deepEqual([pong.opcode, pong.payload.toString()], [0xa, "there?"]);
  for (const byte of frame(FIN | CONTINUATION, text.slice(9))) viewer.socket.write(Buffer.from([byte]));
  const { payload } = await viewer.frame();
  assert.equal(JSON.parse(payload).type, "subscribed");
});

test("an end is answered with its own code", LIMIT, async (t) => {
  const { server } = await openStage(t);
  const viewer = await Bare.open(t, server);
  viewer.socket.write(frame(FIN | CLOSE, [0x03, 0xe8]));
  const { opcode, payload } = await viewer.frame();
  assert.deepEqual([opcode, payload.readUInt16BE()], [CLOSE, 1000]);
});

test("what breaks the rules ends its own connection by code, and nobody else's", LIMIT, async (t) => {
  const { server, overlay, line } = await openStage(t);
  const cases = [
    ["no mask", frame(FIN | TEXT, "{}", { mask: null }), 1002],
    ["a reserved bit", frame(FIN | 0x40 | TEXT, "{}"), 1002],
    ["an unknown opcode", frame(FIN | 0x3, "{}"), 1002],
    ["a ping in fragments", frame(PING, "hi"), 1002],
    ["a fragment of nothing", frame(FIN | CONTINUATION, "hi"), 1002],
    ["a text inside a text", Buffer.concat([frame(TEXT, "a"), frame(FIN | TEXT, "b")]), 1002],
    ["a close code nobody may send", frame(FIN | CLOSE, [0x03, 0xed]), 1002],
    ["a text that is no UTF-8", frame(FIN | TEXT, [0xc3, 0x28]), 1007],
    ["a text that is too long", frame(FIN | TEXT, "x".repeat(5000)), 1009],
    ["fragments that are too long together", Buffer.concat([frame(TEXT, "x".repeat(3000)), frame(FIN | CONTINUATION, "x".repeat(3000))]), 1009],
  ];
  for (const [what, bytes, code] of cases) {
    const rude = await Bare.open(t, server);
    rude.socket.write(bytes);
    const { opcode, payload } = await rude.frame();
    assert.deepEqual([opcode, payload.readUInt16BE()], [CLOSE, code], what);
  }
  await overlay.event("dice:critical", await line.critical());
});

test("bytes that are no text are not listened to, and the socket lives", LIMIT, async (t) => {
  const { server, stream } = await openStage(t);
  const viewer = await Bare.open(t, server);
  viewer.socket.write(Buffer.concat([frame(FIN | BINARY, [1, 2, 3]), frame(FIN | TEXT, JSON.stringify({ type: "subscribe", channel: stream }))]));
  assert.equal(JSON.parse((await viewer.frame()).payload).type, "subscribed");
});

test("a request that is no WebSocket is told so", LIMIT, async (t) => {
  const { server } = await openStage(t);
  const answer = await fetch(`${server.url}/ws`);
  assert.deepEqual([answer.status, (await answer.json()).error.code], [426, "request.invalid"]);
});

test("who reads nothing slows nobody, is told to catch up, and misses nothing then", LIMIT, async (t) => {
  const { server, stream, overlay, line } = await openStage(t);
  const slow = await Viewer.open(t, server);
  await slow.subscribe(stream, { rolls: true });
  slow.socket.on("message", (data) => {
    if (JSON.parse(data).type === "resync") slow.send({ type: "subscribe", channel: stream, rolls: true, after: slow.events.at(-1).id });
  });
  slow.socket.pause();
  const rollIds = await Promise.all(Array.from({ length: 200 }, () => line.critical()));
  await overlay.event("dice:critical", rollIds.at(-1));
  slow.socket.resume();
  await slow.event("dice:critical", rollIds.at(-1));
  const heard = slow.events.filter(({ type }) => type === "dice:critical").map(({ payload }) => payload.rollId);
  assert.deepEqual(heard, rollIds);
});
