// Measures the package against its peers, in one run: node bench/run.mjs. Built for release first, unless
// TUMULTE_BENCH_BUILT says that it is.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

if (!process.env.TUMULTE_BENCH_BUILT) {
  execFileSync(process.execPath, [fileURLToPath(new URL("../build.mjs", import.meta.url)), "--release"], { stdio: "inherit" });
}
const { dice } = await import("./dice.mjs");
const { messages } = await import("./messages.mjs");

console.log(`Node ${process.versions.node}`);
const reached = [...dice(), ...messages()];
process.exitCode = reached.every(Boolean) ? 0 : 1;
