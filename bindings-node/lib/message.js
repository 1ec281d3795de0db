// Messages and documents of tabletops.
"use strict";

const argument = require("./argument.js");
const { errorFrom, refused } = require("./error.js");
const native = require("./native.js");
const { Roll } = require("./roll.js");
const { readerOf } = require("./rule-set.js");
const { Tape } = require("./tape.js");

const encoder = new TextEncoder();
/** Where texts of ordinary length become bytes, which is quicker than Node-API's way. */
const room = new Uint8Array(64 * 1024);
/** A UTF-16 unit takes at most three bytes. */
const MAX_TEXT = Math.floor(room.length / 3);

function parseMessage(vtt, raw, system, actor) {
  const { read } = readerOf(argument.text(vtt, "vtt"), system);
  const given = argument.raw(raw);
  const beside = actor === undefined || actor === null ? undefined : argument.json(actor);
  try {
    return rolls(packed(read, given, beside));
  } catch (thrown) {
    throw refused(thrown, parseMessage);
  }
}

function packed(read, raw, actor) {
  if (typeof raw === "string" && raw.length <= MAX_TEXT) {
    return read(room, encoder.encodeInto(raw, room).written, actor);
  }
  const bytes = typeof raw === "string" ? encoder.encode(raw) : raw;
  return read(bytes, bytes.length, actor);
}

function rolls(packed) {
  const tape = new Tape(packed);
  const rolls = [];
  while (!tape.isOver) rolls.push(new Roll(tape.text()));
  return rolls;
}

function parseMessages(vtt, raws, system) {
  const reader = readerOf(argument.text(vtt, "vtt"), system).many;
  if (typeof raws !== "string" && !(raws instanceof Uint8Array)) argument.list(raws, "raws");
  let packed;
  try {
    packed = readMany(reader, raws);
  } catch (thrown) {
    throw refused(thrown, parseMessages);
  }
  const tape = new Tape(packed);
  const read = [];
  while (!tape.isOver) read.push(tape.count() === 1 ? errorFrom(tape.text()) : rolls(tape.text()));
  return read;
}

function readMany(reader, raws) {
  if (typeof raws === "string") return reader.documentText(raws);
  return raws instanceof Uint8Array ? reader.documentBytes(raws) : reader.many(raws.map(argument.raw));
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
