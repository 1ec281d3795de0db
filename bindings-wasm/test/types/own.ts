// What a program in TypeScript may rely on beyond what Node's package has as well. It is compiled, never run.
import init, { initSync, qrSvg, roll, type EngineSource, type ErrorCode } from "tumulte-wasm";
import start, { DiceError, Formula, roll as rollDice, type Die } from "tumulte-wasm/dice";

/** Whether two types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function same<A, B>(isSame: Same<A, B>): void;

const source: EngineSource = new URL("tumulte_wasm_bg.wasm", "https://tumulte.example");
await init(source);
await init(new Uint8Array());
await init();
same<ReturnType<typeof start>, Promise<void>>(true);
initSync(new ArrayBuffer(8));
same<ReturnType<typeof qrSvg>, string>(true);
// @ts-expect-error: an engine is no number
await init(7);

same<typeof rollDice, typeof roll>(true);
same<ReturnType<typeof rollDice>["dice"], readonly Die[]>(true);
const code: ErrorCode = "qr.oversized";
if (Formula.parse("1d20").odds().mean > 10) throw new Error(code);
same<InstanceType<typeof Error> | DiceError, Error>(false);
