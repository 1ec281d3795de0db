// What the package offers; one by one, so that `import { roll } from "tumulte"` finds the names.
"use strict";

const dice = require("./lib/dice.js");
const error = require("./lib/error.js");
const message = require("./lib/message.js");
const native = require("./lib/native.js");
const { Odds } = require("./lib/odds.js");
const pairing = require("./lib/pairing.js");
const { Roll } = require("./lib/roll.js");
const rules = require("./lib/rule-set.js");
const { Verdict } = require("./lib/verdict.js");
const view = require("./lib/view.js");

exports.Formula = dice.Formula;
exports.RollResult = dice.RollResult;
exports.roll = dice.roll;
exports.rollMany = dice.rollMany;
exports.Odds = Odds;

exports.Roll = Roll;
exports.parseMessage = message.parseMessage;
exports.parseMessages = message.parseMessages;
exports.parseCharacter = message.parseCharacter;
exports.parseCombat = message.parseCombat;

exports.gmView = view.gmView;
exports.streamView = view.streamView;
exports.streamCharacter = view.streamCharacter;
exports.streamCombat = view.streamCombat;

exports.RuleSet = rules.RuleSet;
exports.Verdict = Verdict;
exports.judge = rules.judge;
exports.judgeMany = rules.judgeMany;
exports.explain = rules.explain;
exports.systems = rules.systems;
exports.preview = rules.preview;

exports.PairingOffer = pairing.PairingOffer;
exports.VerifiedPairingOffer = pairing.VerifiedPairingOffer;
exports.readPairingCode = pairing.readPairingCode;
exports.readConnectUrl = pairing.readConnectUrl;
exports.sessionToken = pairing.sessionToken;

exports.TumulteError = error.TumulteError;
exports.DiceError = error.DiceError;
exports.PairingError = error.PairingError;
exports.TokenError = error.TokenError;
exports.VttError = error.VttError;
exports.SystemsError = error.SystemsError;
exports.errorCodes = native.errorCodes;
