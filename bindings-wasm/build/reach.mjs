// What nothing comes to once panics say nothing: words, tables, and functions that only tables of functions name. The
// linker tells what refers to what, for it was asked to leave its notes in the library.

import { Reader, sections, withoutNotes } from "./sections.mjs";

// A panic ends the engine with a trap whatever it says, for there is no terminal to say it to; and no error shows a
// value as programmers see it. Parts of names as the compiler writes them.
const UNUSED = new RegExp(
  [
    "9panicking",
    "\\d(slice_error_fail|slice_index_fail|len_mismatch_fail|unwrap_failed|expect_failed|assert_failed)",
    "\\d(panic_already_(mutably_)?borrowed|handle_alloc_error|capacity_overflow|rust_panic)",
    "7raw_vec12handle_error",
    "fmt\\.\\.Debug\\$GT\\$3fmt",
    "5Debug3fmt",
  ].join("|"),
);

/** How texts begin that only panics say; those with values in them have their length before. */
const SAID = new RegExp(
  "^.?(" +
    [
      "(a Display|a formatting trait) implementation returned",
      "assertion failed: ",
      "called `(Option|Result)::unwrap",
      "cannot access a Thread Local",
      "capacity overflow$",
      "chunk size must be",
      "explicit panic$",
      "Formatting argument out of range",
      "Incorrect src length",
      "index exceeds length$",
      "internal error: entered",
      "mid > len$",
      "min > max",
      "Once instance has previously",
      "one-time initialization may not",
      "to_digit: invalid radix",
      "Tried to shrink to",
    ].join("|") +
    ")",
);

/** Kinds of symbols. */
const [FUNCTION, DATA, SECTION] = [0, 1, 3];
const SYMBOLS = 8;
/** Flags of symbols. */
const [UNDEFINED, NAMED] = [0x10, 0x40];
/** The kind of reference that is none to a symbol, and those that have a number behind them. */
const TYPE = 6;
const WITH_ADDEND = new Set([3, 4, 5, 8, 9, 11, 14, 15, 16, 17, 22, 23]);

/** Wipes what is out of reach, in place; gives the library back without the linker's notes. */
export function onlyReachable(library) {
  const all = sections(library);
  const symbols = readSymbols(all.find(({ name }) => name === "linking").content);
  const places = [...functionPlaces(all, symbols), ...dataPlaces(all, symbols)];
  const bySymbol = new Map(places.flatMap((place) => place.symbols.map((symbol) => [symbol, place])));
  for (const kind of ["CODE", "DATA"]) {
    refer(all.find(({ name }) => name === `reloc.${kind}`).content, places.filter((place) => place.kind === kind));
  }
  const open = places.filter(({ isRoot }) => isRoot);
  const reached = new Set(open);
  while (open.length > 0) {
    for (const symbol of open.pop().refers) {
      const place = bySymbol.get(symbol);
      if (!place || reached.has(place)) continue;
      reached.add(place);
      open.push(place);
    }
  }
  const needed = [...reached].filter(({ isUnused }) => !isUnused);
  // Words that are equal, or the end of others, lie in one place.
  const isShared = ({ kind, start, end }) => needed.some((other) => other.kind === kind && other.start < end && start < other.end);
  for (const place of places) {
    if (!isShared(place)) place.wipe();
  }
  return withoutNotes(library);
}

function readSymbols(linking) {
  const reader = new Reader(linking);
  reader.number();
  while (reader.byte() !== SYMBOLS) reader.run();
  const table = new Reader(reader.run());
  return Array.from({ length: table.number() }, () => {
    const [kind, flags] = [table.byte(), table.number()];
    if (kind === DATA) {
      const name = table.text();
      if (flags & UNDEFINED) return { kind, name };
      return { kind, name, segment: table.number(), start: table.number(), length: table.number() };
    }
    const index = table.number();
    const hasName = kind !== SECTION && (!(flags & UNDEFINED) || flags & NAMED);
    return { kind, index, name: hasName ? table.text() : "" };
  });
}

/** Where functions lie in their section. Those that the script calls are where it begins. */
function functionPlaces(all, symbols) {
  const reader = new Reader(all.find(({ kind }) => kind === 10).content);
  const imported = importedFunctions(all);
  const exported = exportedFunctions(all);
  const places = Array.from({ length: reader.number() }, (_, index) => {
    const body = reader.run();
    const [start, end] = [reader.at - body.length, reader.at];
    return { kind: "CODE", start, end, refers: [], symbols: [], isRoot: exported.has(imported + index), wipe: () => trap(body) };
  });
  symbols.forEach(({ kind, index, name }, symbol) => {
    const place = kind === FUNCTION && places[index - imported];
    if (!place) return;
    place.symbols.push(symbol);
    // Functions that do the same are one with several names.
    place.isUnused = place.isUnused !== false && UNUSED.test(name);
  });
  return places;
}

function dataPlaces(all, symbols) {
  const reader = new Reader(all.find(({ kind }) => kind === 11).content);
  const starts = Array.from({ length: reader.number() }, () => {
    reader.begin();
    const bytes = reader.run();
    return reader.at - bytes.length;
  });
  const places = symbols.map(({ kind, segment, start, length }, symbol) => {
    if (kind !== DATA || segment === undefined) return [];
    const from = starts[segment] + start;
    const bytes = reader.bytes.subarray(from, from + length);
    const isUnused = SAID.test(Buffer.from(bytes).toString("latin1"));
    return { kind: "DATA", start: from, end: from + length, refers: [], symbols: [symbol], isUnused, wipe: () => bytes.fill(0) };
  });
  return places.flat();
}

/** Notes at each place what it refers to. Panics refer to nothing. */
function refer(notes, places) {
  const reader = new Reader(notes);
  reader.number();
  for (const { at, symbol } of readNotes(reader)) {
    // What has several names has several places.
    const here = places.filter(({ start, end }) => start <= at && at < end);
    if (here.length === 0) throw new Error(`found a reference at ${at}, where nothing is`);
    for (const place of here) if (!place.isUnused) place.refers.push(symbol);
  }
}

function readNotes(reader) {
  const notes = Array.from({ length: reader.number() }, () => {
    const kind = reader.byte();
    const [at, symbol] = [reader.number(), reader.number()];
    if (WITH_ADDEND.has(kind)) reader.number();
    return { kind, at, symbol };
  });
  return notes.filter(({ kind }) => kind !== TYPE);
}

function importedFunctions(all) {
  const reader = new Reader(all.find(({ kind }) => kind === 2)?.content ?? Uint8Array.of(0));
  let count = 0;
  for (let left = reader.number(); left > 0; left -= 1) {
    reader.run();
    reader.run();
    if (reader.byte() !== FUNCTION) throw new Error("found something else than functions among the imports");
    reader.number();
    count += 1;
  }
  return count;
}

function exportedFunctions(all) {
  const reader = new Reader(all.find(({ kind }) => kind === 7).content);
  const exported = Array.from({ length: reader.number() }, () => {
    reader.run();
    return { kind: reader.byte(), index: reader.number() };
  });
  return new Set(exported.filter(({ kind }) => kind === FUNCTION).map(({ index }) => index));
}

/** A body without variables that does nothing but trap. */
function trap(body) {
  const [UNREACHABLE, NOP, END] = [0x00, 0x01, 0x0b];
  body.fill(NOP);
  body.set([0, UNREACHABLE]);
  body[body.length - 1] = END;
}
