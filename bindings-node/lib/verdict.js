// What a game system's rules concluded.
"use strict";

const { json } = require("./argument.js");
const { refused } = require("./error.js");
const { shownAs } = require("./inspect.js");
const native = require("./native.js");
const { Tape } = require("./tape.js");
const unpack = require("./unpack.js");

const TAPE = Symbol("tumulte.tape");

class Verdict {
  #fields;
  #reason;

  constructor(tape) {
    if (typeof tape !== "string") throw new TypeError("a Verdict is made by judging");
    this[TAPE] = tape;
  }

  static fromJSON(value) {
    try {
      return new Verdict(native.packVerdict(json(value)));
    } catch (thrown) {
      throw refused(thrown, Verdict.fromJSON);
    }
  }

  get type() {
    return unpack.verdictType(this[TAPE]);
  }

  get label() {
    return this.#read().label;
  }

  get severity() {
    return this.#read().severity;
  }

  get also() {
    return this.#read().also;
  }

  get reason() {
    if (this.#reason === undefined) this.#reason = unpack.reason(new Tape(this[TAPE], this.#read().reason));
    return this.#reason;
  }

  get isCritical() {
    return this.type !== null;
  }

  equals(other) {
    return other instanceof Verdict && this[TAPE] === other[TAPE];
  }

  toJSON() {
    const { type, label, severity, also, reason } = this;
    const written = { type, label, severity };
    if (also.length > 0) written.also = also;
    if (reason !== null) written.reason = reason;
    return written;
  }

  #read() {
    this.#fields ??= unpack.verdict(this[TAPE]);
    return this.#fields;
  }
}

shownAs(Verdict, ({ type, label, severity }) => {
  if (type === null) return label ?? "nothing";
  return `${type}: ${label}, ${severity}`;
});

module.exports = { Verdict };
