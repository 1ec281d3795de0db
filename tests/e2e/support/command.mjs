// The server's other commands, run to their end. TUMULTE_SERVER names another binary.

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

import { within } from "./waiting.mjs";

const BUILT = fileURLToPath(new URL("../../../target/debug/tumulte-server", import.meta.url));

/**
 * Runs a command.
 * @param {string[]} words
 * @param {Record<string, string>} [environment] more of its environment
 * @param {string} [folder] where it runs
 * @returns {Promise<{code: number | null, output: string, error: string}>}
 */
export function run(words, environment = {}, folder = undefined) {
  const child = spawn(process.env.TUMULTE_SERVER ?? BUILT, words, { env: { ...process.env, ...environment }, cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const said = { output: "", error: "" };
  child.stdout.on("data", (data) => { said.output += data; });
  child.stderr.on("data", (data) => { said.error += data; });
  const ended = new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, ...said }));
  });
  return within(ended, `\`${words.join(" ")}\` to end`);
}
