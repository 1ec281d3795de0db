// The instructions of a function, as far as one must read them to know where the next begins.

import { Reader } from "./sections.mjs";

const [BRANCHES, CALL_INDIRECT, SELECT, F32, F64, BULK, VECTOR] = [0x0e, 0x11, 0x1c, 0x43, 0x44, 0xfc, 0xfd];
const [FIRST_OF_MEMORY, LAST_OF_MEMORY] = [0x28, 0x3e];
/** What a number follows: blocks, branches, calls, variables, sizes of memory, constants, references. */
const NUMBERED = new Set([
  0x02, 0x03, 0x04, 0x0c, 0x0d, 0x10, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x3f, 0x40, 0x41, 0x42, 0xd0, 0xd2,
]);

/** Where a function's accesses to memory say how their address is aligned. */
export function* alignments(body) {
  const reader = new Reader(body);
  for (let groups = reader.number(); groups > 0; groups -= 1) {
    reader.number();
    reader.byte();
  }
  while (reader.at < body.length) {
    const instruction = reader.byte();
    if (instruction >= FIRST_OF_MEMORY && instruction <= LAST_OF_MEMORY) yield access(reader);
    else if (instruction === BRANCHES) pass(reader, reader.number() + 1);
    else if (instruction === SELECT) pass(reader, reader.number());
    else if (instruction === F32) reader.at += 4;
    else if (instruction === F64) reader.at += 8;
    else if (instruction === BULK) bulk(reader);
    else if (instruction === VECTOR) yield* vector(reader);
    else if (instruction === CALL_INDIRECT) pass(reader, 2);
    else if (NUMBERED.has(instruction)) pass(reader, 1);
  }
}

function pass(reader, numbers) {
  for (let left = numbers; left > 0; left -= 1) reader.number();
}

/** An alignment and an offset. */
function access(reader) {
  const { at } = reader;
  pass(reader, 2);
  return at;
}

function bulk(reader) {
  const instruction = reader.number();
  const [CONVERTS, PAIRS] = [7, [8, 10, 12, 14]];
  if (instruction > CONVERTS) pass(reader, PAIRS.includes(instruction) ? 2 : 1);
}

function* vector(reader) {
  const instruction = reader.number();
  const within = (first, last) => instruction >= first && instruction <= last;
  if (within(0, 11) || within(92, 93)) yield access(reader);
  else if (within(12, 13)) reader.at += 16;
  else if (within(21, 34)) reader.at += 1;
  else if (within(84, 91)) {
    yield access(reader);
    reader.at += 1;
  }
}
