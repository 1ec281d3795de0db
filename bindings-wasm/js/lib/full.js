// Everything the package offers.

import { engine, value, wasm } from "./engine.js";

export { Formula, RollResult, roll, rollMany } from "./dice.js";
export { DiceError, PairingError, SystemsError, TokenError, TumulteError, VttError } from "./error.js";
export { parseCharacter, parseCombat, parseMessage, parseMessages } from "./message.js";
export { Odds } from "./odds.js";
export { PairingOffer, VerifiedPairingOffer, qrSvg, readConnectUrl, readPairingCode, sessionToken } from "./pairing.js";
export { Roll } from "./roll.js";
export { RuleSet, explain, judge, judgeMany, preview, systems } from "./rule-set.js";
export { Verdict } from "./verdict.js";
export { gmView, streamCharacter, streamCombat, streamView } from "./view.js";

export function errorCodes() {
  engine();
  return value(wasm.errorCodes());
}
