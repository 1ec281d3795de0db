// A real tumulte-server on a free port with a database of its own. TUMULTE_SERVER names another binary.

import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { atEnd } from "./ending.mjs";
import { Inbox, within } from "./waiting.mjs";

const BUILT = fileURLToPath(new URL("../../../target/debug/tumulte-server", import.meta.url));

/** A server that can be stopped and started again on the same database and port. */
export class TumulteServer {
  /** Where it is reached. */
  url = "";
  /** Every line it logged, over all its lives. */
  log = new Inbox();
  /** Its database file. */
  database;
  #options;
  #environment;
  #process = null;
  #left = null;

  constructor(folder, options, environment) {
    this.database = join(folder, "tumulte.sqlite");
    this.#options = options;
    this.#environment = environment;
  }

  /**
   * Starts one; it ends with the test.
   * @param {import("node:test").TestContext} test
   * @param {string[]} [options] more of `serve`'s options
   * @param {Record<string, string>} [environment] more of its environment
   */
  static async start(test, options = [], environment = {}) {
    const folder = await mkdtemp(join(tmpdir(), "tumulte-e2e-"));
    const server = new TumulteServer(folder, options, environment);
    atEnd(test, async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    });
    await server.start();
    return server;
  }

  /** Starts it, on the port it had before. */
  async start() {
    const listen = this.url === "" ? "127.0.0.1:0" : new URL(this.url).host;
    const seen = this.log.all.length;
    const child = spawn(
      process.env.TUMULTE_SERVER ?? BUILT,
      ["serve", "--listen", listen, ...this.#database, "--log-json", ...this.#options],
      { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, ...this.#environment } },
    );
    this.#process = child;
    this.#left = new Promise((resolve) => child.once("exit", (code, signal) => resolve({ code, signal })));
    const isOver = { text: "the server ended", isEnd: true };
    child.once("error", (error) => this.log.add({ ...isOver, text: String(error) }));
    child.once("exit", () => this.log.add(isOver));
    createInterface({ input: child.stderr }).on("line", (text) => this.log.add(readLine(text)));
    const isNews = ({ message, isEnd }) => isEnd || message === "Tumulte listens";
    const { url } = await this.log.first(isNews, "the server to say where it listens", seen);
    if (url === undefined) throw new Error(`expected the server to listen: ${this.log.all.slice(seen).map(({ text }) => text).join("\n")}`);
    this.url = url;
  }

  get #database() {
    return this.#options.includes("--database") ? [] : ["--database", this.database];
  }

  /** Ends it as an operator would and gives back its exit code. */
  async stop() {
    if (this.#process === null) return null;
    const [child, left] = [this.#process, this.#left];
    this.#process = null;
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
    try {
      return (await within(left, "the server to end after SIGTERM")).code;
    } catch (error) {
      child.kill("SIGKILL");
      throw error;
    }
  }

  /** Ends it as a power cut would. */
  async kill() {
    const [child, left] = [this.#process, this.#left];
    this.#process = null;
    child.kill("SIGKILL");
    await within(left, "the server to end after SIGKILL");
  }

  /** What it logged as errors: somebody would have to act. */
  get errors() {
    return this.log.all.filter(({ level }) => level === "ERROR");
  }
}

function readLine(text) {
  try {
    const { fields = {}, level, ...rest } = JSON.parse(text);
    return { ...rest, ...fields, level, text };
  } catch {
    return { text };
  }
}
