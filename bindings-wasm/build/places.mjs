// Where in its source a panic happened: for each a file, a line and a column. Nobody is ever told.

import { segments } from "./sections.mjs";

const RECORD = 16;
const MOST = { path: 200, line: 20_000, column: 300 };

/** Writes zeros over all places, and over the names of the files. */
export function forgetPlaces(wasm) {
  const memory = segments(wasm);
  const files = [];
  for (const { bytes } of memory) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at + RECORD <= bytes.length; at += 4) {
      const [start, length, line, column] = [0, 4, 8, 12].map((field) => view.getUint32(at + field, true));
      if (length < 4 || length > MOST.path || !line || line > MOST.line || !column || column > MOST.column) continue;
      const file = text(memory, start, length);
      if (!file || !/^[\x20-\x7e]+\.rs$/.test(Buffer.from(file).toString("latin1"))) continue;
      files.push(file);
      bytes.fill(0, at, at + RECORD);
    }
  }
  for (const file of files) file.fill(0);
  return files.length;
}

function text(memory, start, length) {
  const segment = memory.find(({ start: from, bytes }) => from <= start && start + length <= from + bytes.length);
  return segment?.bytes.subarray(start - segment.start, start - segment.start + length);
}
