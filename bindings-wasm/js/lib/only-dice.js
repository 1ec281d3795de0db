// What the build of dice alone offers.

export { Formula, RollResult, roll, rollMany } from "./dice.js";
export { DiceError, TumulteError } from "./error.js";
export { Odds } from "./odds.js";
