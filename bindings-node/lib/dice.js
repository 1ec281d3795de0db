// Formulas and what they come to.
"use strict";

const argument = require("./argument.js");
const { errorFrom, refused } = require("./error.js");
const { shownAs } = require("./inspect.js");
const native = require("./native.js");
const { Odds } = require("./odds.js");
const { Tape } = require("./tape.js");
const unpack = require("./unpack.js");

const { DIALECTS } = argument;

/* Enumerable, so that comparing objects field by field, as test runners do, compares what they say. */
const TAPE = Symbol("tumulte.tape");
const TEXT = Symbol("tumulte.text");
const DIALECT = Symbol("tumulte.dialect");
/* How a formula shows faces; for this file alone. */
const SHOW = Symbol("tumulte.show");

const rolled = native.rolling();

/** A formula that was rolled. */
class RollResult {
  #dice;
  #faces;
  #formula;

  constructor(text, dialect, tape, formula) {
    if (typeof tape !== "string") throw new TypeError("a RollResult is made by rolling");
    this[TEXT] = text;
    this[DIALECT] = dialect;
    this[TAPE] = tape;
    this.#formula = formula;
  }

  static fromJSON(json) {
    const { formula, dialect, dice, faces } = json ?? {};
    const thrown = faces ?? argument.list(dice, "dice").map((die) => die?.result);
    return Formula.parse(formula, dialect).rollGiven(thrown);
  }

  get formula() {
    return this.#read().toString();
  }

  get dialect() {
    return DIALECTS[this[DIALECT]];
  }

  get total() {
    return new Tape(this[TAPE]).number();
  }

  get dice() {
    if (this.#dice === undefined) {
      const tape = new Tape(this[TAPE]);
      tape.number();
      this.#faces = unpack.faces(tape);
      this.#dice = unpack.dice(tape);
    }
    return this.#dice;
  }

  get text() {
    const faces = this.dice.map(({ result }) => result);
    return this.#read()[SHOW](this.#faces ?? faces);
  }

  rarity() {
    return this.#read().odds().rarity(this.total);
  }

  equals(other) {
    return other instanceof RollResult && this[TAPE] === other[TAPE] && this.#read().equals(other.#read());
  }

  toString() {
    return this.text;
  }

  toJSON() {
    const { formula, dialect, total, dice, text } = this;
    return this.#faces === null ? { formula, dialect, total, dice, text } : { formula, dialect, total, dice, faces: this.#faces, text };
  }

  /** The formula, read when somebody asks for more than the dice. */
  #read() {
    this.#formula ??= Formula.parse(this[TEXT], this.dialect);
    return this.#formula;
  }
}

/** A dice formula that was read and understood. */
class Formula {
  #native;
  #roll;
  #described;

  constructor(text, dialect, read) {
    if (!(read instanceof native.NativeFormula)) throw new TypeError("a Formula is made by Formula.parse");
    this[TEXT] = text;
    this[DIALECT] = dialect;
    this.#native = read;
  }

  static parse(text, dialect) {
    const place = argument.dialect(dialect);
    try {
      return new Formula(argument.text(text, "text"), place, native.NativeFormula.parse(text, place));
    } catch (thrown) {
      throw known(thrown, Formula.parse);
    }
  }

  static fromJSON(json) {
    return Formula.parse(json?.formula, json?.dialect);
  }

  get dialect() {
    return DIALECTS[this[DIALECT]];
  }

  get visibility() {
    return this.#describe().visibility;
  }

  get comment() {
    return this.#describe().comment;
  }

  roll(seed) {
    const halves = argument.seed(seed);
    try {
      this.#roll ??= this.#native.rolling();
      return new RollResult(this[TEXT], this[DIALECT], this.#roll(halves?.low, halves?.high), this);
    } catch (thrown) {
      throw known(thrown, this.roll);
    }
  }

  rollGiven(faces) {
    const given = argument.faces(faces);
    try {
      return new RollResult(this[TEXT], this[DIALECT], this.#native.rollGiven(given), this);
    } catch (thrown) {
      throw known(thrown, this.rollGiven);
    }
  }

  odds() {
    try {
      return new Odds(this.#native.odds());
    } catch (thrown) {
      throw known(thrown, this.odds);
    }
  }

  approximateOdds(throws, seed) {
    const count = argument.number(throws, "throws");
    if (!Number.isInteger(count) || count < 0 || count >= 2 ** 32) {
      throw new RangeError("expected a whole number of throws below 2^32");
    }
    const halves = argument.seed(seed);
    try {
      return new Odds(this.#native.approximateOdds(count, halves?.low, halves?.high));
    } catch (thrown) {
      throw known(thrown, this.approximateOdds);
    }
  }

  equals(other) {
    return other instanceof Formula && this.#native.equals(other.#native);
  }

  toString() {
    return this.#describe().text;
  }

  toJSON() {
    return { formula: this.toString(), dialect: this.dialect };
  }

  [SHOW](faces) {
    return this.#native.show(faces);
  }

  #describe() {
    if (this.#described === undefined) {
      const tape = new Tape(this.#native.describe());
      this.#described = { text: tape.text(), comment: tape.optional(), visibility: tape.optional() };
    }
    return this.#described;
  }
}

/** Refusals are made of their class; a wrong argument is what it is. */
function known(thrown, entry) {
  return thrown instanceof TypeError || thrown instanceof RangeError ? thrown : refused(thrown, entry);
}

function roll(formula, seed, dialect) {
  const text = argument.text(formula, "formula");
  const place = argument.dialect(dialect);
  const halves = argument.seed(seed);
  try {
    return new RollResult(text, place, rolled(text, place, halves?.low, halves?.high));
  } catch (thrown) {
    throw known(thrown, roll);
  }
}

function rollMany(formulas, seed, dialect) {
  const texts = argument.list(formulas, "formulas");
  for (const text of texts) argument.text(text, "formula");
  const place = argument.dialect(dialect);
  const halves = argument.seed(seed);
  let packed;
  try {
    packed = native.rollMany(texts, place, halves?.low, halves?.high);
  } catch (thrown) {
    throw known(thrown, rollMany);
  }
  const tape = new Tape(packed);
  return texts.map((text) => {
    const isRefused = tape.count() === 1;
    return isRefused ? errorFrom(tape.text()) : new RollResult(text, place, tape.text());
  });
}

shownAs(RollResult, (result) => result.text);
shownAs(Formula, (formula) => formula.toString());

module.exports = { Formula, RollResult, roll, rollMany };
