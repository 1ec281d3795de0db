// Rolls as Foundry stores them, and as clients see them.

/** A roll at run time: enough of it to read. */
export class Roll {
  constructor(data) {
    Object.assign(this, data);
  }

  static fromJSON(text) {
    return new Roll(JSON.parse(text));
  }

  get result() {
    return String(this.total);
  }

  toJSON() {
    const { class: name, options, dice, formula, terms, total, evaluated } = this;
    return { class: name, options, dice, formula, terms, total, evaluated };
  }
}

/**
 * The JSON of an evaluated roll such as generation 12 and later write it.
 * @param {{faces: number, results: (number | object)[], modifiers?: string[], modifier?: number, flavor?: string,
 *   class?: string, options?: object}} shape
 */
export function makeRoll({ faces, results, modifiers = [], modifier = 0, flavor, class: name = "Roll", options = {} }) {
  const faced = results.map((one) => (typeof one === "number" ? { result: one, active: true } : one));
  const sum = faced.reduce((total, die) => total + (die.active ? (die.count ?? die.result) : 0), 0);
  const terms = [{
    class: "Die", options: flavor ? { flavor } : {}, evaluated: true, number: faced.length, faces, modifiers, results: faced,
  }];
  if (modifier) {
    // Operators stay unevaluated in stored rolls; readers must not mind.
    terms.push({ class: "OperatorTerm", options: {}, evaluated: false, operator: modifier < 0 ? "-" : "+" });
    terms.push({ class: "NumericTerm", options: {}, evaluated: true, number: Math.abs(modifier) });
  }
  const sign = modifier < 0 ? " - " : " + ";
  return {
    class: name,
    options,
    dice: [],
    formula: `${faced.length}d${faces}${modifiers.join("")}${modifier ? sign + Math.abs(modifier) : ""}`,
    terms,
    total: sum + modifier,
    evaluated: true,
  };
}
