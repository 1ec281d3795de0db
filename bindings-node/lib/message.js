// Messages and documents of tabletops.
"use strict";

const argument = require("./argument.js");
const { errorFrom, refused } = require("./error.js");
const native = require("./native.js");
const { Roll } = require("./roll.js");
const { rulesOf } = require("./rule-set.js");
const { Tape } = require("./tape.js");

function parseMessage(vtt, raw, system, actor) {
  argument.text(vtt, "vtt");
  const rules = rulesOf(system ?? "", "system");
  const given = argument.raw(raw);
  const beside = actor === undefined || actor === null ? undefined : argument.json(actor);
  try {
    return rolls(read(vtt, given, rules, beside));
  } catch (thrown) {
    throw refused(thrown, parseMessage);
  }
}

function read(vtt, raw, rules, actor) {
  const isText = typeof raw === "string";
  if (typeof rules !== "string") return isText ? rules.parseText(vtt, raw, actor) : rules.parseBytes(vtt, raw, actor);
  return isText ? native.parseText(vtt, raw, rules, actor) : native.parseBytes(vtt, raw, rules, actor);
}

function rolls(packed) {
  const tape = new Tape(packed);
  const rolls = [];
  while (!tape.isOver) rolls.push(new Roll(tape.text()));
  return rolls;
}

function parseMessages(vtt, raws, system) {
  argument.text(vtt, "vtt");
  const rules = rulesOf(system ?? "", "system");
  if (typeof raws !== "string" && !(raws instanceof Uint8Array)) argument.list(raws, "raws");
  let packed;
  try {
    packed = readMany(vtt, raws, rules);
  } catch (thrown) {
    throw refused(thrown, parseMessages);
  }
  const tape = new Tape(packed);
  const read = [];
  while (!tape.isOver) read.push(tape.count() === 1 ? errorFrom(tape.text()) : rolls(tape.text()));
  return read;
}

function readMany(vtt, raws, rules) {
  const isOurs = typeof rules !== "string";
  if (typeof raws === "string") {
    return isOurs ? rules.parseDocumentText(vtt, raws) : native.parseDocumentText(vtt, raws, rules);
  }
  if (raws instanceof Uint8Array) {
    return isOurs ? rules.parseDocumentBytes(vtt, raws) : native.parseDocumentBytes(vtt, raws, rules);
  }
  const given = raws.map(argument.raw);
  return isOurs ? rules.parseMany(vtt, given) : native.parseMany(vtt, given, rules);
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
