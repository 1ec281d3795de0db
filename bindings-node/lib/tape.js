// Reads what the add-on writes: values one after the other in one text; see reader/src/tape.rs.
"use strict";

class Tape {
  constructor(tape, at = 0) {
    this.tape = tape;
    this.at = at;
  }

  get isOver() {
    return this.at >= this.tape.length;
  }

  /** A number of things, or a choice among a few. */
  count() {
    const digit = this.tape.charCodeAt(this.at++);
    return digit < 64 ? digit : this.#long(digit - 64);
  }

  #long(lowest) {
    let value = lowest;
    for (let worth = 64; ; worth *= 64) {
      const digit = this.tape.charCodeAt(this.at++);
      if (digit < 64) return value + digit * worth;
      value += (digit - 64) * worth;
    }
  }

  /** A number, or `null`. */
  number() {
    const sign = this.count();
    if (sign > 1) return sign % 2 ? (1 - sign) / 2 : (sign - 2) / 2;
    return sign === 0 ? null : Number(this.text());
  }

  text() {
    const end = this.count() + this.at;
    const text = this.tape.slice(this.at, end);
    this.at = end;
    return text;
  }

  /** The place of a text, which is passed over. */
  pass() {
    const place = this.at;
    const length = this.count();
    this.at += length;
    return place;
  }

  /** The place of a text that may be missing. */
  passOptional() {
    const place = this.at;
    const length = this.count();
    if (length > 1) this.at += length - 1;
    return place;
  }

  /** A text, or `null`. */
  optional() {
    const length = this.count();
    if (length === 0) return null;
    const end = this.at + length - 1;
    const text = this.tape.slice(this.at, end);
    this.at = end;
    return text;
  }
}

module.exports = { Tape };
