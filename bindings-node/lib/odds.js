// What a formula can come to, and how likely each total is.
"use strict";

const argument = require("./argument.js");
const { shownWith } = require("./inspect.js");
const native = require("./native.js");

/** The odds of a formula. */
class Odds {
  #native;
  #figures;

  constructor(odds) {
    if (!(odds instanceof native.NativeOdds)) throw new TypeError("Odds are made by Formula.odds");
    this.#native = odds;
    this.#figures = odds.figures();
  }

  get exactness() {
    return this.#native.exactness();
  }

  get mean() {
    return this.#figures[0];
  }

  get variance() {
    return this.#figures[1];
  }

  get deviation() {
    return this.#figures[2];
  }

  get min() {
    return this.#figures[3];
  }

  get max() {
    return this.#figures[4];
  }

  p(total) {
    return this.#native.p(argument.number(total, "total"));
  }

  pAtLeast(total) {
    return this.#native.pAtLeast(argument.number(total, "total"));
  }

  pAtMost(total) {
    return this.#native.pAtMost(argument.number(total, "total"));
  }

  percentile(percent) {
    return this.#native.percentile(argument.number(percent, "percent"));
  }

  distribution() {
    const flat = this.#native.distribution();
    return Array.from({ length: flat.length / 2 }, (_, index) => [flat[2 * index], flat[2 * index + 1]]);
  }

  rarity(total) {
    return this.#native.rarity(argument.number(total, "total"));
  }

  equals(other) {
    return other instanceof Odds && this.#native.equals(other.#native);
  }

  toJSON() {
    const { exactness, mean, deviation } = this;
    return { exactness, mean, deviation, distribution: this.distribution() };
  }
}

shownWith(Odds, ({ exactness, mean, deviation, min, max }) => ({ exactness, mean, deviation, min, max }));

module.exports = { Odds };
