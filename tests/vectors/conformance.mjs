// What every JavaScript binding must do alike: the vectors, and the border between the languages.
import assert from "node:assert/strict";
import { test } from "node:test";
import { dice } from "./conformance/dice.mjs";
import { messages } from "./conformance/messages.mjs";
import { pairing } from "./conformance/pairing.mjs";
import { rules } from "./conformance/rules.mjs";

export { codeOf, vectors } from "./conformance/vectors.mjs";

/** Runs everything against `tumulte`; `declarations` is the text of its `.d.ts`. */
export function conformance(tumulte, declarations) {
  dice(tumulte);
  messages(tumulte);
  rules(tumulte);
  pairing(tumulte);

  test("the declared codes are the core's", () => {
    const union = (name) => declarations.match(new RegExp(`type ${name} =([^;]+);`))[1];
    const declared = [...(union("CoreErrorCode") + union("ErrorCode")).matchAll(/"([^"]+)"/g)].map(([, code]) => code);
    assert.deepEqual(declared.sort(), [...tumulte.errorCodes()].sort());
  });

  test("every error is of its class, and all are of one", () => {
    for (const name of ["DiceError", "PairingError", "TokenError", "VttError", "SystemsError"]) {
      assert.ok(tumulte[name].prototype instanceof tumulte.TumulteError, name);
      assert.equal(tumulte[name].prototype.name, name);
    }
    assert.ok(tumulte.TumulteError.prototype instanceof Error);
  });
}
