// What a program in TypeScript may rely on. It is compiled, never run.
import {
  DiceError, Formula, gmView, judge, judgeMany, PairingOffer, parseCharacter, parseCombat, parseMessage, parseMessages, preview, roll, Roll, rollMany,
  RuleSet, sessionToken, streamCharacter, streamCombat, streamView, SystemsError, TumulteError, Verdict, VerifiedPairingOffer, VttError,
} from "tumulte";
import type { CoreErrorCode, Die, ErrorCode, MaskedRoll, RollJson, StreamRoll, TotalCheck } from "tumulte";

/** Whether two types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function same<A, B>(isSame: Same<A, B>): void;

const rolled = roll("2d20kh1 + 5", 7n, "foundry");
same<typeof rolled.total, number>(true);
same<typeof rolled.dice, readonly Die[]>(true);
// @ts-expect-error: a dialect is one of three
roll("1d20", 7, "klingon");
// @ts-expect-error: a seed is no text
roll("1d20", "7");
// @ts-expect-error: results are not changed
rolled.total = 20;
// @ts-expect-error: classes are made by their functions
new Formula("1d20");
same<ReturnType<ReturnType<typeof Formula.parse>["odds"]>["exactness"], "exact" | "rounded" | "bounded" | "sampled">(true);

for (const result of rollMany(["1d6", "?"])) {
  if (result instanceof DiceError) {
    same<typeof result.span, readonly [start: number, end: number]>(true);
    same<typeof result.expected, string | null>(true);
  } else {
    same<typeof result.text, string>(true);
  }
}

for (const read of parseMessages("foundry", "[]", RuleSet.of("dnd5e"))) {
  if (read instanceof VttError) same<typeof read.code, ErrorCode>(true);
  else same<typeof read, Roll[]>(true);
}

for (const read of parseMessage("foundry", { _id: "m" }, "dnd5e", { hasPlayerOwner: true })) {
  const { verdict, totalCheck } = read;
  if (verdict.isCritical) {
    same<typeof verdict.type, "success" | "failure">(true);
    same<typeof verdict.label, string>(true);
    same<typeof verdict.severity, "minor" | "major" | "extreme">(true);
  } else {
    same<typeof verdict.type, null>(true);
    same<typeof verdict.label, string | null>(true);
    same<typeof verdict.severity, null>(true);
  }
  if (verdict.type) same<typeof verdict.isCritical, true>(true);
  // @ts-expect-error: nobody knows yet whether it is critical
  verdict.label.length;

  switch (totalCheck.status) {
    case "differs":
    case "added_dice":
      same<typeof totalCheck.recomputed, number>(true);
      break;
    case "unknown_term":
      same<typeof totalCheck.class, string>(true);
      break;
    default:
      same<typeof totalCheck.status, "agrees" | "no_total" | "doubled_successes">(true);
      // @ts-expect-error: nothing to recompute
      totalCheck.recomputed;
  }

  const seen = streamView(read, { rolledAt: "2026-01-31T20:15:00Z" });
  if (seen.isHidden) {
    same<typeof seen, MaskedRoll>(true);
    same<typeof seen.formula, "???">(true);
    // @ts-expect-error: a mask shows no label
    seen.label;
  } else {
    same<typeof seen, StreamRoll>(true);
    same<typeof seen.result, number | null>(true);
  }
  const json: RollJson = read.toJSON();
  same<ReturnType<typeof Roll.fromJSON>, Roll>(true);
  gmView(json).reason?.values;
}

const input = { dice: [{ faces: 20, result: 20 }], options: { critAt: 19 } };
for (const verdict of judgeMany("dnd5e", [input, "{}", new Uint8Array()])) {
  if (verdict instanceof SystemsError) same<typeof verdict.location, { readonly line: number; readonly column: number } | null>(true);
  else if (verdict instanceof Verdict) same<typeof verdict.also, readonly string[]>(true);
}
for (const { before, after } of preview(RuleSet.load(""), [input], "dnd5e")) same<typeof before, typeof after>(true);
// @ts-expect-error: dice are needed
judge("dnd5e", { total: 7 });

same<ReturnType<typeof streamCharacter>, null>(false);
streamCharacter(parseCharacter("foundry", "{}", "dnd5e"))?.inventory[0]?.name.length;
streamCombat(parseCombat("foundry", new Uint8Array())).combatants[0]?.initiative?.toFixed();

const signer = PairingOffer.restore({ jti: "j", secretKey: "s" });
same<ReturnType<typeof signer.sign>, string>(true);
// @ts-expect-error: what was not kept is not there
signer.token;
VerifiedPairingOffer.restore({ jti: "j", key: "hs256" }).verifyClaim("t", 0, null).jti.length;
same<ReturnType<typeof sessionToken.verify>["campaignId"], string | undefined>(true);

try {
  roll("?");
} catch (error) {
  if (error instanceof TumulteError) {
    const code: ErrorCode = error.code;
    same<typeof error.span, readonly [start: number, end: number] | null>(true);
    const known: CoreErrorCode = "dice.empty";
    // @ts-expect-error: no such code
    if (code === "dice.broken") known satisfies ErrorCode;
  }
}
