// Whether what a package declares is what it has: exports, and members of classes.
import assert from "node:assert/strict";

const OF_FUNCTIONS = ["length", "name", "prototype"];
const OF_ERRORS = ["name", "message", "stack", "cause"];

/** What a module of declarations promises: each value's members, of its own and of its instances. */
export function declared(ts, path) {
  const program = ts.createProgram([path], { strict: true, target: ts.ScriptTarget.ES2022, lib: ["lib.es2022.d.ts"], types: [] });
  const checker = program.getTypeChecker();
  const names = (type) => type.getProperties().map((member) => member.getName()).filter((name) => !name.startsWith("__@")).sort();
  const promises = new Map();
  for (const symbol of checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(path)))) {
    if (!(symbol.flags & ts.SymbolFlags.Value)) continue;
    const own = checker.getTypeOfSymbolAtLocation(symbol, symbol.valueDeclaration);
    const isType = symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.TypeAlias);
    const instance = isType ? names(checker.getDeclaredTypeOfSymbol(symbol)) : undefined;
    const isFunction = symbol.flags & ts.SymbolFlags.Function;
    promises.set(symbol.getName(), { isFunction: Boolean(isFunction), own: names(own).filter((name) => name !== "prototype"), instance });
  }
  return promises;
}

/** Members that `instance` has, whether its own or by its classes. */
function members(instance) {
  const found = new Set(Object.keys(instance));
  for (let at = Object.getPrototypeOf(instance); at !== Object.prototype && at !== Error.prototype; at = Object.getPrototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at)) if (name !== "constructor") found.add(name);
  }
  return [...found].sort();
}

/** Compares promises with a package; `samples` has an instance of each class by its name. */
export function compareSurface(promises, tumulte, samples, others = []) {
  const exported = Object.keys(tumulte).filter((name) => !["default", "module.exports", ...others].includes(name));
  assert.deepEqual(exported.sort(), [...promises.keys()].sort());
  for (const [name, { isFunction, own, instance }] of promises) {
    const value = tumulte[name];
    if (isFunction) {
      assert.equal(typeof value, "function", name);
      continue;
    }
    const statics = Object.getOwnPropertyNames(value).filter((member) => typeof value !== "function" || !OF_FUNCTIONS.includes(member));
    const inherited = ["captureStackTrace", "prepareStackTrace", "stackTraceLimit"];
    assert.deepEqual(statics.sort(), own.filter((member) => !inherited.includes(member)), `static members of ${name}`);
    if (instance === undefined) continue;
    const sample = samples[name];
    assert.ok(sample !== undefined && sample instanceof value, `a sample of ${name}`);
    const isError = sample instanceof Error;
    const shown = (list) => list.filter((member) => !(isError && OF_ERRORS.includes(member)));
    assert.deepEqual(shown(members(sample)), shown(instance), `members of ${name}`);
  }
}

/** An instance of each class, as the package makes them. */
export function samples(tumulte) {
  const thrown = (action) => {
    try {
      return action();
    } catch (error) {
      return error;
    }
  };
  const formula = tumulte.Formula.parse("2d6 + 3");
  const offer = tumulte.PairingOffer.create({ worldId: "w", worldName: "", gmUserId: "", moduleVersion: "", nowMs: 0 });
  const verified = tumulte.PairingOffer.verify(offer.token, 0);
  const [roll] = tumulte.parseMessage("fantasygrounds", "Mira: [ATTACK (M)] Longsword [d20+7 = 27]", "dnd5e");
  const refused = thrown(() => tumulte.roll("no dice"));
  return {
    Formula: formula, RollResult: formula.roll(7), Odds: formula.odds(), Roll: roll, Verdict: roll.verdict,
    RuleSet: tumulte.RuleSet.of("dnd5e"), PairingOffer: offer, VerifiedPairingOffer: verified,
    TumulteError: thrown(() => tumulte.readPairingCode("?")), DiceError: refused,
    PairingError: thrown(() => tumulte.readPairingCode("?")),
    TokenError: thrown(() => tumulte.sessionToken.verify("a.b.c", verified.key.slice("ed25519:".length), "tumulte:server", 0)),
    VttError: thrown(() => tumulte.parseMessage("foundry", "{")), SystemsError: thrown(() => tumulte.judge("dnd5e", "{")),
  };
}
