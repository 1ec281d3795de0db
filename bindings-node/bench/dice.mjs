// A formula in, the total out, against the dice packages of npm; formulas that all of them take.
import { DiceRoll } from "@dice-roller/rpg-dice-roller";
import { createRequire } from "node:module";
import { Formula, roll, rollMany } from "tumulte";
import { line, mean, race, ratio, sink } from "./rounds.mjs";

const { DiceRoller } = createRequire(import.meta.url)("dice-roller-parser");

/** Those of tumulte-core/benches/peers/dice.rs. */
const FORMULAS = [
  "2d6+3", "1d20+5", "8d6", "1d100", "1d20", "1d8+1d6+3", "10d10", "3d6+2d4-1", "4d6+10", "2d20+1d4+7",
];

export function dice() {
  const parser = new DiceRoller();
  const results = FORMULAS.map((formula) => {
    const read = Formula.parse(formula);
    const many = Array.from({ length: 100 }, () => formula);
    const found = race({
      tumulte: () => { sink.value += roll(formula).total; },
      dice: () => { sink.value += roll(formula).dice.length; },
      read: () => { sink.value += read.roll().total; },
      many: () => { for (const { total } of rollMany(many)) sink.value += total; },
      rpg: () => { sink.value += new DiceRoll(formula).total; },
      parser: () => { sink.value += parser.rollValue(formula); },
    }, 20);
    return { ...found, many: found.many / many.length };
  });
  const of = (name) => mean(results.map((found) => found[name]));
  console.log(`\nrolling ${FORMULAS.length} formulas, geometric mean`);
  line('roll("…").total', of("tumulte"));
  line('roll("…").dice', of("dice"));
  line("formula.roll().total", of("read"), "parsed once");
  line("rollMany([…]), each", of("many"), "a hundred at once");
  line("@dice-roller/rpg-dice-roller", of("rpg"));
  line("dice-roller-parser", of("parser"));
  return [
    ratio("roll against rpg-dice-roller", of("rpg") / of("tumulte"), 8),
    ratio("roll against dice-roller-parser", of("parser") / of("tumulte"), 4),
  ];
}
