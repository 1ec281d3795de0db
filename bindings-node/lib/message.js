// Messages and documents of tabletops.
"use strict";

const argument = require("./argument.js");
const { errorFrom, refused } = require("./error.js");
const native = require("./native.js");
const { Roll } = require("./roll.js");
const { readerOf } = require("./rule-set.js");
const { Tape } = require("./tape.js");

/** What makes the engine keep a text as UTF-16; it looks for that in no text that it keeps as Latin-1. */
const WIDE = /[^\0-\xff]/;
/** Where the add-on reads texts of ordinary length as the engine keeps them. */
const wide = new Int16Array(32 * 1024);
const room = Buffer.from(wide.buffer);

function parseMessage(vtt, raw, system, actor) {
  const reader = readerOf(argument.text(vtt, "vtt"), system);
  const given = argument.raw(raw);
  const beside = actor === undefined || actor === null ? undefined : argument.json(actor);
  try {
    return rolls(packed(reader, given, beside));
  } catch (thrown) {
    throw refused(thrown, parseMessage);
  }
}

function packed({ read, readLatin, readWide }, raw, actor) {
  if (typeof raw !== "string") return read(raw, actor);
  if (raw.length > wide.length) return read(Buffer.from(raw), actor);
  if (WIDE.test(raw)) {
    room.write(raw, "utf16le");
    return readWide(wide, raw.length, actor);
  }
  room.write(raw, "latin1");
  return readLatin(room, raw.length, actor);
}

/** The rolls of a message: one alone, any other number behind a zero. */
function rolls(packed) {
  if (packed.charCodeAt(0) !== 0) return [new Roll(packed)];
  const tape = new Tape(packed, 1);
  const rolls = [];
  while (!tape.isOver) rolls.push(new Roll(tape.text()));
  return rolls;
}

function parseMessages(vtt, raws, system) {
  const reader = readerOf(argument.text(vtt, "vtt"), system);
  const isDocument = typeof raws === "string" || raws instanceof Uint8Array;
  const given = isDocument ? raws : argument.list(raws, "raws");
  try {
    return isDocument ? readDocument(reader.whole, given) : given.map((raw) => rollsOrError(reader, argument.raw(raw)));
  } catch (thrown) {
    throw refused(thrown, parseMessages);
  }
}

/** The rolls of a message among others, or why there are none. */
function rollsOrError(reader, raw) {
  try {
    return rolls(packed(reader, raw));
  } catch (thrown) {
    if (thrown?.code !== "tumulte") throw thrown;
    return errorFrom(thrown.message);
  }
}

/** The rolls of each message of a document, or behind two zeros why there are none. */
function readDocument(reader, document) {
  const messages = typeof document === "string" ? reader.documentText(document) : reader.documentBytes(document);
  return messages.map((packed) =>
    packed.startsWith("\0\0") ? errorFrom(new Tape(packed, 2).text()) : rolls(packed));
}

function parseCharacter(vtt, raw, system) {
  argument.text(vtt, "vtt");
  const game = argument.optionalText(system, "system") ?? "";
  const given = argument.raw(raw);
  try {
    return JSON.parse(
      typeof given === "string" ? native.characterOfText(vtt, given, game) : native.characterOfBytes(vtt, given, game),
    );
  } catch (thrown) {
    throw refused(thrown, parseCharacter);
  }
}

function parseCombat(vtt, raw, system) {
  argument.text(vtt, "vtt");
  argument.optionalText(system, "system");
  const given = argument.raw(raw);
  try {
    return JSON.parse(typeof given === "string" ? native.combatOfText(vtt, given) : native.combatOfBytes(vtt, given));
  } catch (thrown) {
    throw refused(thrown, parseCombat);
  }
}

module.exports = { parseCharacter, parseCombat, parseMessage, parseMessages };
