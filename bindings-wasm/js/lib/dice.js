// Formulas and what they come to.

import { DIALECTS, MADE, dialect, faces as givenFaces, list, made, number, seed as halves, text as given } from "./argument.js";
import { call } from "./call.js";
import { answer, engine, faces, putBytes, putText, randomBytes, refusal, shuffle, value, wasm } from "./engine.js";
import { errorFrom } from "./error.js";
import { shownAs } from "./inspect.js";
import { Odds } from "./odds.js";
import { Reader, pack } from "./pack.js";

/* Enumerable, so that comparing objects field by field, as test runners do, compares what they say. */
const TEXT = Symbol("tumulte.text");
const DIALECT = Symbol("tumulte.dialect");
const TOTAL = Symbol("tumulte.total");
const FACES = Symbol("tumulte.faces");

/** A formula that was rolled: its text and what the dice showed; the rest is worked out when somebody asks. */
export class RollResult {
  #read;

  constructor(sign, text, place, total, shown) {
    made(sign, "a RollResult is made by rolling");
    this[TEXT] = text;
    this[DIALECT] = place;
    this[TOTAL] = total;
    this[FACES] = shown;
  }

  static fromJSON(json) {
    const { formula, dialect: name, dice, faces: shown } = json ?? {};
    return Formula.parse(formula, name).rollGiven(shown ?? list(dice, "dice").map((die) => die?.result));
  }

  get formula() {
    return this.#whole().formula;
  }

  get dialect() {
    return DIALECTS[this[DIALECT]];
  }

  get total() {
    return this[TOTAL];
  }

  get dice() {
    return this.#whole().dice;
  }

  get text() {
    return this.#whole().text;
  }

  rarity() {
    return new Odds(MADE, this[TEXT], this[DIALECT]).rarity(this[TOTAL]);
  }

  equals(other) {
    const isSame = (face, place) => face === other[FACES][place];
    return other instanceof RollResult && this[DIALECT] === other[DIALECT] && this.formula === other.formula
      && this[FACES].length === other[FACES].length && this[FACES].every(isSame);
  }

  toString() {
    return this.text;
  }

  toJSON() {
    const { formula, dialect: name, total, dice, text } = this;
    const json = { formula, dialect: name, total, dice, text };
    // Only where the formula puts the dice in another order than that in which they fell.
    return dice.every((die, place) => die.result === this[FACES][place]) ? json : { ...json, faces: this[FACES] };
  }

  #whole() {
    this.#read ??= call("rolled", this[TEXT], this[DIALECT], this[FACES]);
    return this.#read;
  }
}

/** A dice formula that was read and understood. */
export class Formula {
  #read;

  constructor(sign, text, place, read) {
    made(sign, "a Formula is made by Formula.parse");
    this[TEXT] = text;
    this[DIALECT] = place;
    this.#read = read;
  }

  static parse(text, name) {
    const place = dialect(name);
    const length = putText(given(text, "text"));
    return new Formula(MADE, text, place, value(wasm.formula(length, place)));
  }

  static fromJSON(json) {
    return Formula.parse(json?.formula, json?.dialect);
  }

  get dialect() {
    return DIALECTS[this[DIALECT]];
  }

  get visibility() {
    return this.#read.visibility;
  }

  get comment() {
    return this.#read.comment;
  }

  roll(seed) {
    return thrown(this[TEXT], this[DIALECT], seed);
  }

  rollGiven(shown) {
    const results = givenFaces(shown);
    const { total } = call("rolled", this[TEXT], this[DIALECT], results);
    return new RollResult(MADE, this[TEXT], this[DIALECT], total, results);
  }

  odds() {
    return new Odds(MADE, this[TEXT], this[DIALECT]);
  }

  approximateOdds(throws, seed) {
    const count = number(throws, "throws");
    if (!Number.isInteger(count) || count < 0 || count >= 2 ** 32) {
      throw new RangeError("expected a whole number of throws below 2^32");
    }
    return new Odds(MADE, this[TEXT], this[DIALECT], { throws: count, ...(halves(seed) ?? randomHalves()) });
  }

  equals(other) {
    return other instanceof Formula && this[DIALECT] === other[DIALECT] && this.#read.formula === other.#read.formula
      && this.visibility === other.visibility && this.comment === other.comment;
  }

  toString() {
    return this.#read.formula;
  }

  toJSON() {
    return { formula: this.toString(), dialect: this.dialect };
  }
}

function randomHalves() {
  const [low, high] = new Uint32Array(randomBytes(8).buffer);
  return { low, high };
}

function thrown(text, place, seed) {
  let total;
  if (seed === undefined || seed === null) {
    engine();
    shuffle();
    total = wasm.roll(putText(text), place, 0, 0, 0);
  } else {
    const { low, high } = halves(seed);
    total = wasm.roll(putText(text), place, 1, low, high);
  }
  if (Number.isNaN(total)) throw refusal();
  return new RollResult(MADE, text, place, total, faces());
}

export function roll(formula, seed, name) {
  return thrown(given(formula, "formula"), dialect(name), seed);
}

export function rollMany(formulas, seed, name) {
  for (const formula of list(formulas, "formulas")) given(formula, "formula");
  const place = dialect(name);
  const { low, high } = halves(seed) ?? {};
  engine();
  if (low === undefined) shuffle();
  const answered = answer(wasm.rollMany(putBytes(pack(formulas)), place, low === undefined ? 0 : 1, low ?? 0, high ?? 0));
  const reader = new Reader(answered);
  return formulas.map((formula) => {
    const rolled = reader.value();
    return rolled.code ? errorFrom(rolled) : new RollResult(MADE, formula, place, rolled.total, rolled.faces);
  });
}

shownAs(RollResult, (result) => result.text);
shownAs(Formula, (formula) => formula.toString());
