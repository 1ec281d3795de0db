// One roll as the tabletop told it, judged.
"use strict";

const { json } = require("./argument.js");
const { refused } = require("./error.js");
const { shownWith } = require("./inspect.js");
const native = require("./native.js");
const { Tape } = require("./tape.js");
const unpack = require("./unpack.js");
const { Verdict } = require("./verdict.js");

const TAPE = Symbol("tumulte.tape");
const OPTIONAL = ["rollType", "flavor", "rolledAt"];

class Roll {
  #fields;
  #beside;
  #dice;
  #hints;
  #verdict;
  #totalCheck;

  constructor(tape) {
    if (typeof tape !== "string") throw new TypeError("a Roll is made by parseMessage");
    this[TAPE] = tape;
  }

  static fromJSON(value) {
    try {
      return new Roll(native.packRoll(json(value)));
    } catch (thrown) {
      throw refused(thrown, Roll.fromJSON);
    }
  }

  get vttRollId() {
    return this.#text(this.#readBeside().vttRollId);
  }

  get formula() {
    return this.#text(this.#read().formula);
  }

  get total() {
    return this.#read().total;
  }

  get dice() {
    if (this.#dice === undefined) {
      this.#dice = unpack.dice(new Tape(this[TAPE], this.#read().dice));
    }
    return this.#dice;
  }

  get totalCheck() {
    this.#totalCheck ??= unpack.totalCheck(this.#text(this.#readBeside().totalCheck));
    return this.#totalCheck;
  }

  get rollType() {
    return this.#optional(this.#readBeside().rollType);
  }

  get flavor() {
    return this.#optional(this.#readBeside().flavor);
  }

  get speaker() {
    const { alias, userId, actorId, tokenId } = this.#readBeside();
    const speaker = {};
    for (const [name, place] of Object.entries({ alias, userId, actorId, tokenId })) {
      const text = this.#optional(place);
      if (text !== null) speaker[name] = text;
    }
    return speaker;
  }

  get visibility() {
    return this.#readBeside().visibility;
  }

  get origin() {
    return this.#readBeside().origin;
  }

  get hints() {
    this.#hints ??= unpack.hints(new Tape(this.#text(this.#readBeside().hints)));
    return this.#hints;
  }

  get rolledAt() {
    const { rolledAt } = this.#readBeside();
    return rolledAt === null ? null : new Date(rolledAt).toISOString();
  }

  get verdict() {
    this.#verdict ??= new Verdict(this.#text(this.#read().verdict));
    return this.#verdict;
  }

  get system() {
    return this.#text(this.#readBeside().system);
  }

  explain() {
    return native.explainRoll(JSON.stringify(this));
  }

  equals(other) {
    return other instanceof Roll && this[TAPE] === other[TAPE];
  }

  toJSON() {
    const { vttRollId, formula, total, dice, totalCheck, speaker, visibility, origin, hints, verdict, system } = this;
    const written = { vttRollId, formula, total, dice, totalCheck };
    for (const name of OPTIONAL) if (this[name] !== null) written[name] = this[name];
    Object.assign(written, { speaker, visibility, origin });
    if (Object.keys(hints).length > 0) written.hints = hints;
    return Object.assign(written, { verdict: verdict.toJSON(), system });
  }

  #read() {
    this.#fields ??= unpack.roll(this[TAPE]);
    return this.#fields;
  }

  /** What few ask for. */
  #readBeside() {
    if (this.#beside === undefined) {
      const tape = new Tape(this[TAPE], this.#read().beside);
      tape.count();
      this.#beside = unpack.beside(tape);
    }
    return this.#beside;
  }

  #text(place) {
    return new Tape(this[TAPE], place).text();
  }

  #optional(place) {
    return new Tape(this[TAPE], place).optional();
  }
}

shownWith(Roll, (roll) => {
  const { formula, total, dice, verdict, speaker, visibility } = roll;
  return { formula, total, dice: dice.map(({ faces, result }) => `d${faces} = ${result}`), verdict, speaker, visibility };
});

module.exports = { Roll };
