// Rules: those of the game systems, and a table's own.
"use strict";

const argument = require("./argument.js");
const { errorFrom, refused } = require("./error.js");
const { shownWith } = require("./inspect.js");
const native = require("./native.js");
const { Roll } = require("./roll.js");
const { Tape } = require("./tape.js");
const { Verdict } = require("./verdict.js");

/** The add-on's side of a rule set, and its reader of a tabletop's messages; for this file alone. */
let nativeOf;
let readerBy;

/** The rules of one table, prepared once. */
class RuleSet {
  #native;
  #json;
  #readers = new Map();

  static {
    nativeOf = (rules) => rules.#native;
    readerBy = (rules, vtt) => remembered(rules.#readers, vtt, () => reading(rules.#native.reader(vtt)));
  }

  constructor(rules) {
    if (!(rules instanceof native.NativeRules)) throw new TypeError("a RuleSet is made by RuleSet.load or RuleSet.of");
    this.#native = rules;
    this.#json = rules.json();
  }

  static load(text) {
    argument.text(text, "text");
    try {
      return new RuleSet(native.NativeRules.load(text));
    } catch (thrown) {
      throw refused(thrown, RuleSet.load);
    }
  }

  static of(system) {
    argument.text(system, "system");
    try {
      return new RuleSet(native.NativeRules.of(system));
    } catch (thrown) {
      throw refused(thrown, RuleSet.of);
    }
  }

  static fromJSON(json) {
    if (typeof json !== "object" || json === null) throw argument.wrongType("json", "an object", json);
    return RuleSet.load(JSON.stringify(json));
  }

  get system() {
    return this.toJSON().system;
  }

  judge(input) {
    const subject = judged(input);
    try {
      return new Verdict(this.#native.judge(subject));
    } catch (thrown) {
      throw refused(thrown, this.judge);
    }
  }

  explain(input) {
    const subject = judged(input);
    try {
      return this.#native.explain(subject);
    } catch (thrown) {
      throw refused(thrown, this.explain);
    }
  }

  equals(other) {
    return other instanceof RuleSet && this.#json === other.#json;
  }

  toJSON() {
    return JSON.parse(this.#json);
  }
}

shownWith(RuleSet, (rules) => rules.toJSON());

/** More tabletops and systems than there are, fewer than a joker can invent. */
const MAX_READERS = 256;

/** What a map has under a key, made when somebody asks for it the first time. */
function remembered(map, key, make) {
  let value = map.get(key);
  if (value === undefined) {
    if (map.size >= MAX_READERS) map.clear();
    map.set(key, (value = make()));
  }
  return value;
}

const readers = new Map();

/** A reader of whole documents, and its functions for a message: bytes, text of Latin-1, any other text. */
function reading(whole) {
  return { whole, read: whole.reading(), readLatin: whole.readingLatin(), readWide: whole.readingWide() };
}

/** What was asked for last is mostly asked for again. */
let last = {};

/** A reader of a tabletop's messages that judges by rules as callers name them. */
function readerOf(vtt, system) {
  if (last.vtt !== vtt || last.system !== system) last = { vtt, system, reader: readerFor(vtt, system) };
  return last.reader;
}

function readerFor(vtt, system) {
  if (system instanceof RuleSet) return readerBy(system, vtt);
  const id = argument.optionalText(system, "system, or a RuleSet") ?? "";
  const bySystem = remembered(readers, vtt, () => new Map());
  return remembered(bySystem, id, () => reading(native.NativeReader.of(vtt, id)));
}

/** What is to be judged as the add-on takes it: JSON, that of a roll behind an `R`. */
function judged(input) {
  if (input instanceof Roll) return `R${JSON.stringify(input)}`;
  const raw = argument.raw(input);
  return typeof raw === "string" ? raw.replace(/^R/, " R") : Buffer.from(raw).toString();
}

/** Whose rules: the add-on's rule set, or the id of a game system. */
function rulesOf(system, name) {
  if (system instanceof RuleSet) return nativeOf(system);
  if (typeof system !== "string") throw argument.wrongType(name, "the id of a game system or a RuleSet", system);
  return system;
}

function judge(system, input) {
  const rules = rulesOf(system, "system");
  const subject = judged(input);
  try {
    return new Verdict(typeof rules === "string" ? native.judge(rules, subject) : rules.judge(subject));
  } catch (thrown) {
    throw refused(thrown, judge);
  }
}

function judgeMany(system, inputs) {
  const rules = rulesOf(system, "system");
  const subjects = argument.list(inputs, "inputs").map(judged);
  const packed = typeof rules === "string" ? native.judgeMany(rules, subjects) : rules.judgeMany(subjects);
  const tape = new Tape(packed);
  return subjects.map(() => (tape.count() === 1 ? errorFrom(tape.text()) : new Verdict(tape.text())));
}

function explain(system, input) {
  const rules = rulesOf(system, "system");
  const subject = judged(input);
  try {
    return typeof rules === "string" ? native.explain(rules, subject) : rules.explain(subject);
  } catch (thrown) {
    throw refused(thrown, explain);
  }
}

function systems() {
  return JSON.parse(native.systems());
}

function preview(rules, rolls, before) {
  if (!(rules instanceof RuleSet)) throw argument.wrongType("rules", "a RuleSet", rules);
  const old = rulesOf(before ?? rules.system, "before");
  const subjects = argument.list(rolls, "rolls").map(judged);
  try {
    const tape = new Tape(nativeOf(rules).preview(typeof old === "string" ? native.NativeRules.of(old) : old, subjects));
    const changes = [];
    while (!tape.isOver) {
      changes.push({ place: tape.count(), before: new Verdict(tape.text()), after: new Verdict(tape.text()) });
    }
    return changes;
  } catch (thrown) {
    throw refused(thrown, preview);
  }
}

module.exports = { RuleSet, explain, judge, judgeMany, preview, readerOf, systems };
