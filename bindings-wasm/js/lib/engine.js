// The engine: its functions, its memory, and what passes between it and the script; see src/border.rs.

import { TumulteError, errorFrom } from "./error.js";
import { Reader } from "./pack.js";

const ROOMY = 1 << 20;
const SHORT = 64;

/** The engine's functions, once it runs. @type {any} */
export let wasm = null;
let isFull = false;
/** The memory, byte by byte and as whole numbers. */
let [bytes, words] = [new Uint8Array(0), new Int32Array(0)];
let inbox = 0;
let room = 0;
let isShuffled = false;
const encoder = new TextEncoder();

/** Takes an engine into use; one that can only roll does not take the place of one that can all. */
export function start(exports, all) {
  if (wasm && (isFull || !all)) return;
  [wasm, isFull, room, isShuffled] = [exports, all, 0, false];
  bytes = new Uint8Array(0);
}

/** Whether an engine runs that can at least roll, or all. */
export function isStarted(all) {
  return wasm !== null && (isFull || !all);
}

/** The engine; refuses where none runs. */
export function engine() {
  if (wasm) return wasm;
  throw new TumulteError({ code: "engine.unavailable", message: "the engine does not run yet: await init() first" });
}

/** Its memory, which moves when it grows. */
function memory() {
  if (bytes.length === 0) {
    const { buffer } = wasm.memory;
    [bytes, words] = [new Uint8Array(buffer), new Int32Array(buffer)];
  }
  return bytes;
}

function reserve(length) {
  if (length > room || room > ROOMY) {
    inbox = wasm.inbox(length) >>> 0;
    room = Math.max(length, 1024);
  }
  return memory();
}

/** Writes a text into the inbox and tells its length in bytes. */
export function putText(text) {
  engine();
  const { length } = text;
  const target = reserve(length * 3);
  if (length < SHORT) {
    let at = 0;
    for (; at < length; at++) {
      const code = text.charCodeAt(at);
      if (code > 127) break;
      target[inbox + at] = code;
    }
    if (at === length) return length;
  }
  return encoder.encodeInto(text, target.subarray(inbox, inbox + length * 3)).written;
}

/** Writes bytes into the inbox and tells their length. */
export function putBytes(given) {
  engine();
  reserve(given.length).set(given, inbox);
  return given.length;
}

/** Gives the dice that fall without a seed random bytes, once. */
export function shuffle() {
  if (isShuffled) return;
  putBytes(randomBytes(32));
  wasm.shuffle();
  isShuffled = true;
}

/** Random bytes, which pages on plain http have as well. */
export function randomBytes(length) {
  try {
    return globalThis.crypto.getRandomValues(new Uint8Array(length));
  } catch (thrown) {
    throw new TumulteError({ code: "random.unavailable", message: `expected random bytes from the engine of scripts: ${thrown}` });
  }
}

/** The faces of the last roll. */
export function faces() {
  memory();
  const shown = [];
  const from = wasm.faces() >>> 2;
  for (let place = 0, count = wasm.faces_count(); place < count; place++) shown.push(words[from + place]);
  return shown;
}

/** A copy of the answer, or what was refused thrown. */
export function answer(length) {
  if (length < 0) throw refusal();
  const at = wasm.outbox() >>> 0;
  return memory().slice(at, at + length);
}

/** The answer as a value, or what was refused thrown. */
export function value(length) {
  if (length < 0) throw refusal();
  return new Reader(memory(), wasm.outbox() >>> 0).value();
}

/** The error in the outbox. */
export function refusal() {
  return errorFrom(new Reader(memory(), wasm.outbox() >>> 0).value());
}
