// Measures contenders against each other: all in the same rounds, so that what else the machine does meets all of them.

const ROUNDS = 9;

/** Keeps the engine from leaving out what nobody reads. */
export const sink = { value: 0 };

function median(values) {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[sorted.length >> 1];
}

/** Nanoseconds for each turn of `once`. */
function time(once, turns) {
  const started = process.hrtime.bigint();
  for (let turn = 0; turn < turns; turn += 1) once();
  return Number(process.hrtime.bigint() - started) / turns;
}

/** The median of each contender `{name: action}` in nanoseconds; each round takes each about so many milliseconds. */
export function race(contenders, milliseconds = 60) {
  const entries = Object.entries(contenders).map(([name, once]) => {
    time(once, 3);
    for (let warm = 0, spent = 0; spent < milliseconds * 1e6; warm += 1) spent += time(once, 1);
    const turns = Math.max(1, Math.round((milliseconds * 1e6) / time(once, 5)));
    return { name, once, turns, times: [] };
  });
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { once, turns, times } of entries) times.push(time(once, turns));
  }
  return Object.fromEntries(entries.map(({ name, times }) => [name, median(times)]));
}

/** The geometric mean of numbers. */
export function mean(numbers) {
  return Math.exp(numbers.reduce((sum, number) => sum + Math.log(number), 0) / numbers.length);
}

/** A line of the table. */
export function line(name, nanoseconds, note = "") {
  console.log(`  ${name.padEnd(34)} ${nanoseconds.toFixed(0).padStart(8)} ns  ${note}`);
}

/** A ratio with what is asked for; whether it is reached. */
export function ratio(name, found, wanted) {
  const reached = found >= wanted;
  console.log(`  ${name.padEnd(58)} ${found.toFixed(2).padStart(6)}x  (at least ${wanted}x${reached ? "" : ": MISSED"})`);
  return reached;
}
