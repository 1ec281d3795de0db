// A formula in, the total out, against the dice package of npm in the same engine. Runs in Node and in a page.
const ROUNDS = 7;
const ROUND_MS = 12;

/** Those of tumulte-core/benches/peers/dice.rs. */
const FORMULAS = [
  "2d6+3", "1d20+5", "8d6", "1d100", "1d20", "1d8+1d6+3", "10d10", "3d6+2d4-1", "4d6+10", "2d20+1d4+7",
];

/** Keeps the engine from leaving out what nobody reads. */
let sink = 0;

/** Nanoseconds for each turn of `once`. */
function time(once, turns) {
  const started = performance.now();
  for (let turn = 0; turn < turns; turn++) once();
  return ((performance.now() - started) * 1e6) / turns;
}

/** How many turns fill a round. */
function turnsOf(once) {
  let turns = 64;
  // Clocks of browsers are coarse: only what takes a while can be told.
  while (time(once, turns) * turns < 3e6) turns *= 2;
  return Math.max(64, Math.round((ROUND_MS * 1e6) / time(once, turns)));
}

/** The median nanoseconds of each contender, all of them in the same rounds. */
function race(contenders) {
  const entries = Object.entries(contenders).map(([name, once]) => ({ name, once, turns: turnsOf(once), times: [] }));
  for (let round = 0; round < ROUNDS; round++) for (const entry of entries) entry.times.push(time(entry.once, entry.turns));
  const median = (times) => times.sort((one, other) => one - other)[times.length >> 1];
  return Object.fromEntries(entries.map(({ name, times }) => [name, median(times)]));
}

const mean = (numbers) => Math.exp(numbers.reduce((sum, number) => sum + Math.log(number), 0) / numbers.length);

/** Measures and tells the geometric means in nanoseconds. */
export function measure({ Formula, roll, rollMany }, { DiceRoll }) {
  const results = FORMULAS.map((formula) => {
    const read = Formula.parse(formula);
    const many = Array.from({ length: 100 }, () => formula);
    const found = race({
      roll: () => { sink += roll(formula).total; },
      dice: () => { sink += roll(formula).dice.length; },
      read: () => { sink += read.roll().total; },
      many: () => { for (const { total } of rollMany(many)) sink += total; },
      rpg: () => { sink += new DiceRoll(formula).total; },
    });
    return { ...found, many: found.many / many.length };
  });
  return Object.fromEntries(Object.keys(results[0]).map((name) => [name, mean(results.map((found) => found[name]))]));
}

/** What was measured, as lines. */
export function report(where, found, wanted = 8) {
  const line = (name, value) => `  ${name.padEnd(34)} ${value.toFixed(0).padStart(8)} ns`;
  const ratio = found.rpg / found.roll;
  const lines = [
    `\n${where}: rolling ${FORMULAS.length} formulas, geometric mean`,
    line('roll("…").total', found.roll), line('roll("…").dice', found.dice), line("formula.roll().total", found.read),
    line("rollMany([…]), each", found.many), line("@dice-roller/rpg-dice-roller", found.rpg),
    `  roll against rpg-dice-roller ${ratio.toFixed(2)}x (at least ${wanted}x${ratio >= wanted ? "" : ": MISSED"})`,
  ];
  return { text: lines.join("\n"), isReached: ratio >= wanted };
}
