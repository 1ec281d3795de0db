// What an operator works with: the configuration file, the doctor, health and metrics.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { run } from "./support/command.mjs";
import { LIMIT, Person, TumulteServer, furnish } from "./support/stage.mjs";

/** A folder with a `tumulte.toml` in it, gone after the test. */
async function folderWith(t, text) {
  const folder = await mkdtemp(join(tmpdir(), "tumulte-config-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, "tumulte.toml"), text);
  return folder;
}

test("a flag wins over the environment, and that over the file; secrets are not shown", LIMIT, async (t) => {
  const folder = await folderWith(t, `
listen = "127.0.0.1:1001"
keep_rolls_days = 30
log_json = true
database = "postgres://tumulte:hush@db.example/tumulte"
pairing_secret = "hush hush hush hush hush hush hush hush"
[public]
url = "https://file.example"
`);
  const shown = await run(["config", "--show", "--keep-rolls-days", "31"], { TUMULTE_LISTEN: "127.0.0.1:1002" }, folder);
  assert.equal(shown.code, 0, shown.error);
  const lines = shown.output.split("\n");
  assert.ok(lines.includes('listen = "127.0.0.1:1002" # said by the environment'), shown.output);
  assert.ok(lines.includes("keep_rolls_days = 31 # said by the command line"), shown.output);
  assert.ok(lines.includes("log_json = true # said by the file"), shown.output);
  assert.ok(lines.includes('public_url = "https://file.example" # said by the file'), shown.output);
  assert.ok(lines.includes('database = "postgres://tumulte@db.example:5432/tumulte" # said by the file'), shown.output);
  assert.ok(lines.includes('pairing_secret = "***" # said by the file'), shown.output);
  assert.ok(!shown.output.includes("hush"));
});

test("the printed configuration is one that changes nothing", LIMIT, async (t) => {
  const printed = await run(["config"]);
  const folder = await folderWith(t, printed.output);
  const plain = await run(["config", "--show"], {}, tmpdir());
  assert.deepEqual(await run(["config", "--show"], {}, folder), plain);
});

test("what the file may not say is refused with what is meant, and no secret is repeated", LIMIT, async (t) => {
  const misspelt = await folderWith(t, 'databse = "sqlite:x"\n');
  const refused = await run(["serve"], {}, misspelt);
  assert.equal(refused.code, 2);
  assert.match(refused.error, /there is no setting "databse"; is "database" meant\?/);
  const wrong = await folderWith(t, 'listen = "everywhere"\n');
  const unread = await run(["serve"], {}, wrong);
  assert.equal(unread.code, 2);
  assert.match(unread.error, /in tumulte\.toml:[\s\S]*everywhere/);
  const secret = await folderWith(t, 'pairing_secret = "hush"\n');
  assert.ok(!(await run(["serve"], {}, secret)).error.includes("hush"));
  assert.equal((await run(["roll", "1d1"], {}, misspelt)).code, 0, "commands that need no server need no configuration");
  assert.equal((await run(["serve", "--config", "/nowhere/t.toml"])).code, 2);
});

test("the doctor finds a running server well, down to the overlay's page", LIMIT, async (t) => {
  const server = await TumulteServer.start(t);
  const { overlayKey } = await furnish(t, server);
  const examine = (...more) => run(["doctor", "--json", "--database", server.database, "--listen", new URL(server.url).host, ...more]);
  const well = await examine("--overlay", `${server.url}/overlay/${overlayKey}/dice`);
  const { isWell, findings } = JSON.parse(well.output);
  assert.deepEqual(findings.filter(({ health }) => health !== "well"), []);
  assert.deepEqual([well.code, isWell], [0, true]);
  const names = findings.map(({ what }) => what);
  assert.deepEqual(names, ["database", "schema", "secrets", "clock", "redis", "public address", "server", "proxy", "websockets", "OBS link"]);

  const foreign = await examine("--overlay", `${server.url}/overlay/${"A".repeat(32)}/dice`);
  assert.equal(foreign.code, 1);
  await server.stop();
  const stopped = await run(["doctor", "--database", server.database, "--listen", new URL(server.url).host, "--redis", "redis://127.0.0.1:1"]);
  assert.equal(stopped.code, 1);
  assert.match(stopped.output, /ok {7}database: /);
  assert.match(stopped.output, /BROKEN {3}redis: /);
  assert.match(stopped.output, /BROKEN {3}server: .*does not answer/);
});

test("metrics count what happens", LIMIT, async (t) => {
  const server = await TumulteServer.start(t);
  const { line } = await furnish(t, server);
  await line.critical();
  await line.emit("dice:explode", {});
  await new Person(server.url).get("/mj/campaigns");
  const { text, headers } = await new Person(server.url).get("/metrics");
  assert.match(headers.get("content-type"), /^application\/openmetrics-text/);
  for (const line of [
    "tumulte_rolls_total 1", 'tumulte_sockets{kind="table"} 1', 'tumulte_sockets{kind="viewer"} 1', 'tumulte_errors_total{code="event.unknown"} 1',
    'tumulte_errors_total{code="auth.required"} 1', "tumulte_acknowledgement_seconds_count 1", "tumulte_queued_events 0", "# EOF",
  ]) assert.ok(text.split("\n").includes(line), `${line} in ${text}`);
  assert.match(text, /tumulte_database_connections [1-9]/);
  assert.deepEqual((await new Person(server.url).get("/readyz")).body, { status: "ready", database: "ok", redis: "none" });
});

test("a roll's own id leads through the logs, from its acknowledgement to the viewers", LIMIT, async (t) => {
  const server = await TumulteServer.start(t, [], { RUST_LOG: "warn,tumulte_server=info,tumulte_server::realtime::trace=debug" });
  const { line, overlay } = await furnish(t, server);
  const rollId = await line.critical();
  await overlay.event("dice:critical", rollId);
  const of = (message) => server.log.first((entry) => entry.message === message && entry["trace.id"] === rollId, `"${message}" of the roll`);
  assert.match((await of("a roll is stored"))["vtt_roll.id"], /#0$/);
  assert.ok((await of("a roll is published")).cursor > 0);
});
