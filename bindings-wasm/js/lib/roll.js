// One roll as the tabletop told it, judged.

import { MADE, made } from "./argument.js";
import { call, packed } from "./call.js";
import { shownWith } from "./inspect.js";
import { Reader } from "./pack.js";
import { Verdict, areEqual } from "./verdict.js";

const PACKED = Symbol("tumulte.packed");

export class Roll {
  #fields;
  #verdict;

  constructor(sign, bytes) {
    made(sign, "a Roll is made by parseMessage");
    this[PACKED] = bytes;
  }

  static fromJSON(json) {
    return rollsIn(packed("rollFrom", [record(json)]))[0];
  }

  get vttRollId() {
    return this.#read().roll.vttRollId;
  }

  get formula() {
    return this.#read().roll.formula;
  }

  get total() {
    return this.#read().roll.total;
  }

  get dice() {
    return this.#read().roll.dice;
  }

  get totalCheck() {
    return this.#read().roll.totalCheck;
  }

  get rollType() {
    return this.#read().roll.rollType ?? null;
  }

  get flavor() {
    return this.#read().roll.flavor ?? null;
  }

  get speaker() {
    return this.#read().roll.speaker;
  }

  get visibility() {
    return this.#read().roll.visibility;
  }

  get origin() {
    return this.#read().roll.origin;
  }

  get hints() {
    return this.#read().roll.hints ?? {};
  }

  get rolledAt() {
    return this.#read().roll.rolledAt ?? null;
  }

  get verdict() {
    this.#verdict ??= Verdict.fromJSON(this.#read().verdict);
    return this.#verdict;
  }

  get system() {
    return this.#read().system;
  }

  explain() {
    return call("explainRoll", this.#read());
  }

  equals(other) {
    return other instanceof Roll && areEqual(this[PACKED], other[PACKED]);
  }

  toJSON() {
    const { roll, verdict, system } = this.#read();
    return { ...roll, verdict, system };
  }

  #read() {
    this.#fields ??= new Reader(this[PACKED]).value();
    return this.#fields;
  }
}

/** A roll as the engine takes it: its JSON with the roll's own fields together. */
export function record(roll) {
  const json = roll instanceof Roll ? roll.toJSON() : roll;
  if (typeof json !== "object" || json === null) return json;
  const { verdict, system, ...own } = json;
  return { roll: own, verdict, system };
}

/** Every roll of an answer. */
export function rollsIn(bytes) {
  const reader = new Reader(bytes, 1);
  const rolls = [];
  while (!reader.isOver) rolls.push(new Roll(MADE, reader.frame().slice()));
  return rolls;
}

shownWith(Roll, ({ formula, total, dice, verdict, speaker, visibility }) => {
  const shown = dice.map(({ faces, result }) => `d${faces} = ${result}`);
  return { formula, total, dice: shown, verdict, speaker, visibility };
});
