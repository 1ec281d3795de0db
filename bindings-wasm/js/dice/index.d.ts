/** What the build of dice alone offers: the same classes and functions as `tumulte-wasm`. */
export {
  default,
  DiceError,
  Formula,
  initSync,
  Odds,
  roll,
  RollResult,
  rollMany,
  TumulteError,
} from "../index.js";
export type { Dialect, Die, EngineSource, ErrorCode, FormulaJson, OddsJson, Rarity, RollResultJson, Visibility } from "../index.js";
