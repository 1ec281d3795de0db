// A private PostgreSQL or Redis that can be killed and started again. TUMULTE_PRIVATE names another binary.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { atEnd } from "./ending.mjs";
import { Inbox } from "./waiting.mjs";

const BUILT = fileURLToPath(new URL("../../../target/debug/private", import.meta.url));

/** How long a database may take to be made, or to come back, in milliseconds. */
const PATIENCE_MS = 60_000;

/** A server of the tests' own. */
export class Private {
  /** Where it is reached. */
  url = "";
  /** The file of whoever vouches for it, where it speaks TLS. */
  authority;
  #child;
  #said = new Inbox();

  constructor(child) {
    this.#child = child;
    createInterface({ input: child.stdout }).on("line", (text) => this.#said.add({ text }));
    createInterface({ input: child.stderr }).on("line", (text) => this.#said.add({ text, isTrouble: true }));
    child.once("exit", () => this.#said.add({ text: "it ended", isTrouble: true }));
  }

  /**
   * Starts one; it ends with the test.
   * @param {import("node:test").TestContext} test
   * @param {"postgres" | "redis" | "postgres-tls" | "redis-tls"} kind
   */
  static async start(test, kind) {
    const child = spawn(process.env.TUMULTE_PRIVATE ?? BUILT, [kind], { stdio: ["pipe", "pipe", "pipe"] });
    const one = new Private(child);
    atEnd(test, async () => {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.stdin.end();
      if (child.exitCode === null) await ended;
    });
    [one.url, one.authority] = (await one.#answer(kind, 0)).split(" ");
    return one;
  }

  /** Ends it as a power cut would. */
  kill() {
    return this.#command("kill");
  }

  /** Ends it in order. */
  stop() {
    return this.#command("stop");
  }

  /** Starts it again at the same address. */
  start() {
    return this.#command("start");
  }

  #command(word) {
    const from = this.#said.all.length;
    this.#child.stdin.write(`${word}\n`);
    return this.#answer(word, from);
  }

  async #answer(word, from) {
    const { text, isTrouble } = await this.#said.first(() => true, `an answer to ${word}`, from, PATIENCE_MS);
    if (isTrouble) throw new Error(`expected an answer to ${word}: ${this.#said.all.slice(from).map((line) => line.text).join("\n")}`);
    return text;
  }
}
