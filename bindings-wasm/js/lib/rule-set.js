// Rules: those of the game systems, and a table's own.

import { MADE, list, made, text, wrongType } from "./argument.js";
import { call, packed } from "./call.js";
import { engine, value, wasm } from "./engine.js";
import { errorFrom } from "./error.js";
import { shownWith } from "./inspect.js";
import { Raw, Reader } from "./pack.js";
import { Roll, record } from "./roll.js";
import { Verdict } from "./verdict.js";

const RULES = Symbol("tumulte.rules");

/** The rules of one table. The engine keeps the last it prepared; those that are gone it prepares again. */
export class RuleSet {
  #number;

  constructor(sign, { number, rules }) {
    made(sign, "a RuleSet is made by RuleSet.load or RuleSet.of");
    this.#number = number;
    this[RULES] = rules;
  }

  static load(source) {
    return new RuleSet(MADE, call("keepRules", new Raw(text(source, "text"))));
  }

  static of(system) {
    return new RuleSet(MADE, call("keepRules", { system: text(system, "system") }));
  }

  static fromJSON(json) {
    if (typeof json !== "object" || json === null) throw wrongType("json", "an object", json);
    return new RuleSet(MADE, call("keepRules", json));
  }

  get system() {
    return this[RULES].system;
  }

  judge(input) {
    return judge(this, input);
  }

  explain(input) {
    return explain(this, input);
  }

  equals(other) {
    return other instanceof RuleSet && isSame(this[RULES], other[RULES]);
  }

  toJSON() {
    return { ...this[RULES] };
  }

  /** The number under which the engine has them. */
  static number(rules) {
    if (!engine().hasRules(rules.#number)) rules.#number = call("keepRules", rules[RULES]).number;
    return rules.#number;
  }
}

const numberOf = RuleSet.number;
delete RuleSet.number;
shownWith(RuleSet, (rules) => rules.toJSON());

/** Whether two rule sets in plain objects say the same; the engine writes their keys in one order. */
function isSame(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Whose rules: the number of a rule set, or the id of a game system. */
export function rulesOf(system, name) {
  if (system instanceof RuleSet) return numberOf(system);
  if (typeof system !== "string") throw wrongType(name, "the id of a game system or a RuleSet", system);
  return system;
}

/** What is to be judged, as the engine takes it. */
function judged(input) {
  return input instanceof Roll ? record(input) : new Raw(input);
}

export function judge(system, input) {
  return new Verdict(MADE, packed("judge", [rulesOf(system, "system"), judged(input)]));
}

export function judgeMany(system, inputs) {
  const subjects = list(inputs, "inputs").map(judged);
  const reader = new Reader(packed("judgeMany", [rulesOf(system, "system"), ...subjects]));
  return subjects.map(() => {
    const frame = reader.frame();
    // A verdict stands behind a 0, an error is a map.
    return frame[0] === 0 ? new Verdict(MADE, frame.slice(1)) : errorFrom(new Reader(frame).value());
  });
}

export function explain(system, input) {
  return call("explain", rulesOf(system, "system"), judged(input));
}

export function systems() {
  engine();
  return value(wasm.systems());
}

export function preview(rules, rolls, before) {
  if (!(rules instanceof RuleSet)) throw wrongType("rules", "a RuleSet", rules);
  const subjects = list(rolls, "rolls").map(judged);
  const old = before === undefined || before === null ? null : rulesOf(before, "before");
  const changes = call("preview", rulesOf(rules, "rules"), old, ...subjects);
  return changes.map((change) => ({
    place: change.place,
    before: Verdict.fromJSON(change.before),
    after: Verdict.fromJSON(change.after),
  }));
}
