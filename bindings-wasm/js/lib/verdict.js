// What a game system's rules concluded.

import { MADE, made } from "./argument.js";
import { packed } from "./call.js";
import { shownAs } from "./inspect.js";
import { Reader } from "./pack.js";

const PACKED = Symbol("tumulte.packed");

export class Verdict {
  #fields;

  constructor(sign, bytes) {
    made(sign, "a Verdict is made by judging");
    this[PACKED] = bytes;
  }

  static fromJSON(json) {
    return new Verdict(MADE, packed("verdictFrom", [json]));
  }

  get type() {
    return this.#read().type;
  }

  get label() {
    return this.#read().label;
  }

  get severity() {
    return this.#read().severity;
  }

  get also() {
    return this.#read().also ?? [];
  }

  get reason() {
    return this.#read().reason ?? null;
  }

  get isCritical() {
    return this.#read().type !== null;
  }

  equals(other) {
    return other instanceof Verdict && areEqual(this[PACKED], other[PACKED]);
  }

  toJSON() {
    return { ...this.#read() };
  }

  #read() {
    this.#fields ??= new Reader(this[PACKED]).value();
    return this.#fields;
  }
}

/** Whether both say the same: equal values are equal bytes. */
export function areEqual(one, other) {
  return one.length === other.length && one.every((byte, place) => byte === other[place]);
}

shownAs(Verdict, ({ type, label, severity }) => (type === null ? (label ?? "nothing") : `${type}: ${label}, ${severity}`));
