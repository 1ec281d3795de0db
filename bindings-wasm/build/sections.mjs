// The sections of a WebAssembly module, as bytes.

const CUSTOM = 0;
const CODE = 10;
const DATA = 11;

/** Reads numbers and runs of bytes from left to right. */
export class Reader {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  byte() {
    return this.bytes[this.at++];
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

  text() {
    return Buffer.from(this.run()).toString();
  }

  /** Where a segment of memory begins: 0, `i32.const` of at most four bytes, `end`. */
  begin() {
    this.at += 2;
    const start = this.number();
    this.at += 1;
    return start;
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

/** Every section: its kind, its bytes, and for a custom one its name; its content is what follows the name. */
export function sections(wasm) {
  const reader = new Reader(wasm, 8);
  const all = [];
  while (reader.at < wasm.length) {
    const kind = reader.byte();
    const bytes = reader.run();
    const inside = new Reader(bytes);
    const name = kind === CUSTOM ? inside.text() : "";
    all.push({ kind, bytes, name, content: bytes.subarray(inside.at) });
  }
  return all;
}

function joined(wasm, kept) {
  return Buffer.concat([wasm.subarray(0, 8), ...kept.flatMap(({ kind, bytes }) => [Buffer.from([kind]), run(bytes)])]);
}

/** The library without what the linker noted for others of its kind. */
export function withoutNotes(wasm) {
  return joined(wasm, sections(wasm).filter(({ name }) => name !== "linking" && !name.startsWith("reloc.")));
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
  const kept = sections(wasm).filter(({ name }) => name !== "name");
  return joined(wasm, [...kept, { kind: CUSTOM, bytes: section }]);
}

/** What lies in memory at the start: where, and the bytes, which may be changed. */
export function segments(wasm) {
  const reader = find(wasm, DATA);
  return Array.from({ length: reader.number() }, () => ({ start: reader.begin(), bytes: reader.run() }));
}
