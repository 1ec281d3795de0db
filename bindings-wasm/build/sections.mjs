// The sections of a WebAssembly module, as bytes.

const CUSTOM = 0;
const CODE = 10;
const DATA = 11;

/** Reads numbers and runs of bytes from left to right. */
class Reader {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  number() {
    let [number, shift, byte] = [0, 0, 0];
    do {
      byte = this.bytes[this.at++];
      number += (byte & 127) * 2 ** shift;
      shift += 7;
    } while (byte > 127);
    return number;
  }

  run() {
    const length = this.number();
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
}

function number(value) {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return [...bytes, value];
}

function run(bytes) {
  return Buffer.concat([Buffer.from(number(bytes.length)), bytes]);
}

/** Every section: its kind, its bytes, and for a custom one its name. */
function sections(wasm) {
  const reader = new Reader(wasm, 8);
  const all = [];
  while (reader.at < wasm.length) {
    const kind = wasm[reader.at++];
    const bytes = reader.run();
    all.push({ kind, bytes, name: kind === CUSTOM ? Buffer.from(new Reader(bytes).run()).toString() : "" });
  }
  return all;
}

const find = (wasm, kind) => new Reader(sections(wasm).find((section) => section.kind === kind)?.bytes ?? Uint8Array.of(0));

/** The bodies of all functions. */
export function bodies(wasm) {
  const reader = find(wasm, CODE);
  return Array.from({ length: reader.number() }, () => reader.run());
}

/** The module with other names for its functions; `names` begins with the imported ones. */
export function named(wasm, names) {
  const list = names.flatMap((name, index) => [Buffer.from(number(index)), run(Buffer.from(name))]);
  const table = Buffer.concat([Buffer.from(number(names.length)), ...list]);
  const section = Buffer.concat([run(Buffer.from("name")), Buffer.from([1]), run(table)]);
  const kept = sections(wasm).filter(({ name }) => name !== "name").flatMap(({ kind, bytes }) => [Buffer.from([kind]), run(bytes)]);
  return Buffer.concat([wasm.subarray(0, 8), ...kept, Buffer.from([CUSTOM]), run(section)]);
}

/** What lies in memory at the start: where, and the bytes, which may be changed. */
export function segments(wasm) {
  const reader = find(wasm, DATA);
  return Array.from({ length: reader.number() }, () => {
    // Each begins at a constant: 0, `i32.const` of at most four bytes, `end`.
    reader.at += 2;
    const start = reader.number();
    reader.at += 1;
    return { start, bytes: reader.run() };
  });
}
