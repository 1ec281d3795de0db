// Core's types from a tape, in the order in which reader/src/pack.rs writes them.
"use strict";

const { Tape } = require("./tape.js");

const VISIBILITIES = ["public", "gm_only", "blind", "self"];
const ORIGINS = ["message", "inline", "card"];
const TYPES = [null, "success", "failure"];
const SEVERITIES = [null, "minor", "major", "extreme"];
const AGREES = Object.freeze({ status: "agrees" });

/** A number of values, each read in the same way. */
function list(tape, read) {
  const values = [];
  for (let left = tape.count(); left > 0; left -= 1) values.push(read(tape));
  return values;
}

/** What dice showed in the order in which they were thrown; `null` where that is the order they lie in. */
function faces(tape) {
  const faces = list(tape, (tape) => tape.number());
  return faces.length === 0 ? null : faces;
}

/** The dice on the rest of a tape. */
function dice(tape) {
  // An array that grows from nothing takes room for many at once; most rolls throw one die.
  const dice = tape.isOver ? [] : [die(tape)];
  while (!tape.isOver) dice.push(die(tape));
  return dice;
}

function die(tape) {
  const marks = tape.count();
  const die = { faces: tape.count(), result: tape.number(), active: !(marks & 1), term: tape.count() };
  return marks < 2 ? die : marked(die, marks, tape);
}

function marked(die, marks, tape) {
  const { faces, result, active, term } = die;
  const full = { faces, result };
  if (marks & 64) full.kind = tape.text();
  full.active = active;
  if (marks & 128) full.value = tape.number();
  if (marks & 256) full.count = tape.number();
  if (marks & 2) full.discarded = true;
  if (marks & 4) full.rerolled = true;
  if (marks & 8) full.exploded = true;
  if (marks & 48) full.success = (marks & 32) !== 0;
  full.term = term;
  return full;
}

/** Named facts on the rest of a tape. */
function hints(tape) {
  const hints = {};
  while (!tape.isOver) {
    const name = tape.text();
    const value = hint(tape);
    // A name such as `__proto__` comes from outside: it is a key like any other.
    if (name in Object.prototype) Object.defineProperty(hints, name, { value, enumerable: true });
    else hints[name] = value;
  }
  return hints;
}

function hint(tape) {
  switch (tape.count()) {
    case 0: return false;
    case 1: return true;
    case 2: return tape.number();
    default: return tape.text();
  }
}

/** What a verdict is, with which it begins. */
function verdictType(record) {
  return TYPES[record.charCodeAt(0)];
}

/** A verdict but for its type, and the place of its reason. */
function verdict(record) {
  const tape = new Tape(record, 1);
  return {
    severity: SEVERITIES[tape.count()],
    label: tape.optional(),
    also: list(tape, (tape) => tape.text()),
    reason: tape.at,
  };
}

/** The reason of a verdict, when there is something left of the tape. */
function reason(tape) {
  if (tape.isOver) return null;
  const [system, when, disagreement] = [tape.text(), tape.text(), tape.optional()];
  const dice = list(tape, (tape) => tape.count());
  const reason = { system, when, dice, values: hints(tape) };
  if (disagreement !== null) reason.disagreement = disagreement;
  return reason;
}

/** A judged roll, as far as nearly everybody asks: its total, and the places of the rest. */
function roll(record) {
  const tape = new Tape(record);
  return { verdict: tape.pass(), formula: tape.pass(), total: tape.number(), beside: tape.pass(), dice: tape.at };
}

/** What stands beside the dice of a judged roll: what is a number or one of a few, and the places of all else. */
function beside(tape) {
  return {
    vttRollId: tape.pass(),
    visibility: VISIBILITIES[tape.count()],
    origin: origin(tape),
    rollType: tape.passOptional(),
    flavor: tape.passOptional(),
    alias: tape.passOptional(),
    userId: tape.passOptional(),
    actorId: tape.passOptional(),
    tokenId: tape.passOptional(),
    rolledAt: tape.number(),
    system: tape.pass(),
    totalCheck: tape.pass(),
    hints: tape.pass(),
  };
}

function origin(tape) {
  return ORIGINS[tape.count()] ?? tape.text();
}

function totalCheck(json) {
  return json === "" ? AGREES : JSON.parse(json);
}

module.exports = { beside, dice, faces, hints, reason, roll, totalCheck, verdict, verdictType };
