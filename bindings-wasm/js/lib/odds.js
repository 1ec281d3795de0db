// What a formula can come to, and how likely each total is.

import { made, number } from "./argument.js";
import { putText, refusal, value, wasm } from "./engine.js";
import { shownWith } from "./inspect.js";

const EXACTNESS = ["exact", "rounded", "bounded", "sampled"];
const [P, AT_LEAST, AT_MOST, PERCENTILE, MEAN, VARIANCE, DEVIATION, MIN, MAX, EXACT] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/** The odds of a formula. The engine keeps the last it worked out; those that are gone it works out again. */
export class Odds {
  #text;
  #dialect;
  #sample;
  #number;

  constructor(sign, text, dialect, sample = null) {
    made(sign, "Odds are made by Formula.odds");
    this.#text = text;
    this.#dialect = dialect;
    this.#sample = sample;
    this.#workOut();
  }

  #workOut() {
    const length = putText(this.#text);
    const { throws, low, high } = this.#sample ?? {};
    this.#number = this.#sample
      ? wasm.approximateOdds(length, this.#dialect, throws, low, high)
      : wasm.odds(length, this.#dialect);
    if (this.#number === 0) throw refusal();
  }

  #figure(which, total = 0) {
    let figure = wasm.oddsNumber(this.#number, which, total);
    if (Number.isNaN(figure)) {
      this.#workOut();
      figure = wasm.oddsNumber(this.#number, which, total);
    }
    return figure;
  }

  get exactness() {
    return EXACTNESS[this.#figure(EXACT)];
  }

  get mean() {
    return this.#figure(MEAN);
  }

  get variance() {
    return this.#figure(VARIANCE);
  }

  get deviation() {
    return this.#figure(DEVIATION);
  }

  get min() {
    return this.#figure(MIN);
  }

  get max() {
    return this.#figure(MAX);
  }

  p(total) {
    return this.#figure(P, number(total, "total"));
  }

  pAtLeast(total) {
    return this.#figure(AT_LEAST, number(total, "total"));
  }

  pAtMost(total) {
    return this.#figure(AT_MOST, number(total, "total"));
  }

  percentile(percent) {
    return this.#figure(PERCENTILE, number(percent, "percent"));
  }

  distribution() {
    this.#figure(EXACT);
    return value(wasm.oddsDistribution(this.#number));
  }

  rarity(total) {
    number(total, "total");
    this.#figure(EXACT);
    return value(wasm.oddsRarity(this.#number, total));
  }

  equals(other) {
    if (!(other instanceof Odds) || this.exactness !== other.exactness) return false;
    const theirs = other.distribution();
    const ours = this.distribution();
    return ours.length === theirs.length && ours.every(([total, p], place) => total === theirs[place][0] && p === theirs[place][1]);
  }

  toJSON() {
    const { exactness, mean, deviation } = this;
    return { exactness, mean, deviation, distribution: this.distribution() };
  }
}

shownWith(Odds, ({ exactness, mean, deviation, min, max }) => ({ exactness, mean, deviation, min, max }));
