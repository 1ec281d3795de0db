// What nobody may read: sealed in the database, absent from logs, masked wherever settings are shown.

import assert from "node:assert/strict";
import { readFile, stat } from "node:fs/promises";
import { test } from "node:test";
import initSqlJs from "sql.js";

import { run } from "./support/command.mjs";
import { masterKey } from "./support/session-key.mjs";
import { LIMIT, Table, TumulteServer, furnish } from "./support/stage.mjs";

const PAIRING_SECRET = "a pairing secret that stands in no log at all";

/** Which key every secret is sealed with. */
async function keyIds(server) {
  const sqlite = await initSqlJs();
  const database = new sqlite.Database(await readFile(server.database));
  const [{ values }] = database.exec("SELECT key_id FROM server_keys");
  database.close();
  return values.flat();
}

test("the busiest day leaves no secret in the logs, whatever is logged", LIMIT, async (t) => {
  const server = await TumulteServer.start(t, [], { RUST_LOG: "trace", TUMULTE_PAIRING_SECRET: PAIRING_SECRET });
  const { table, line, gm, overlayKey, member } = await furnish(t, server, { tab: "tab-one", reconnection: true });
  const { sessionToken, refreshToken } = table.tokens;
  const renewed = await table.refresh();
  assert.equal(renewed.status, 200, renewed.text);
  await line.critical();
  await gm.post("/auth/login", { name: "nobody", password: "a wrong password" });
  await gm.get("/mj/vtt/connections");
  await Table.paired(server, gm, { claims: { world_id: "another" } });
  const from = line.heard.all.length;
  await server.kill();
  await server.start();
  await line.hears("connected", from);
  await line.critical();
  assert.equal(await server.stop(), 0);

  const log = server.log.all.map(({ text }) => text).join("\n");
  assert.ok(log.length > 10_000, "everything was logged");
  const [, cookie] = gm.cookie.split("=");
  const secrets = {
    "the session token": sessionToken, "the renewed session token": renewed.body.sessionToken, "the refresh token": refreshToken,
    "the renewed refresh token": renewed.body.refreshToken, "the master key": await masterKey(server), "the pairing secret": PAIRING_SECRET,
    "the password": "correct horse battery", "a wrong password": "a wrong password", "the cookie": decodeURIComponent(cookie),
    "the pairing code": table.claims.pairing_code, "the overlay's key": overlayKey, "the overlay's address": member.overlayUrl ?? overlayKey,
  };
  for (const [name, secret] of Object.entries(secrets)) {
    assert.ok(typeof secret === "string" && secret.length > 5, `${name} is known`);
    const at = log.indexOf(secret);
    assert.equal(at, -1, `${name} stands in the log: ${log.slice(Math.max(0, at - 300), at + 60)}`);
  }
});

test("keys are changed, and everybody stays signed in", LIMIT, async (t) => {
  const server = await TumulteServer.start(t);
  const { line, gm } = await furnish(t, server, { tab: "tab-one", reconnection: true });
  assert.equal((await stat(`${server.database}.key`)).mode & 0o777, 0o600, "nobody else may read the key");
  const [before] = await keyIds(server).catch(() => [undefined]);
  const from = line.heard.all.length;
  await server.stop();
  const rotated = await run(["keys", "rotate", "--database", server.database]);
  assert.equal(rotated.code, 0, rotated.error);
  const listed = (await run(["keys", "list", "--database", server.database])).output.trim().split("\n");
  assert.equal(listed.length, 2);
  assert.deepEqual(new Set(await keyIds(server)), new Set([listed[0]]), "everything is sealed with the newest key");
  assert.ok(before === undefined || before === listed[1], "the earlier key stays on the ring");
  assert.ok(rotated.output.includes(listed[0]) && !rotated.output.includes(await masterKey(server)));
  await server.start();
  await line.hears("connected", from);
  await line.critical();
  assert.equal((await gm.get("/auth/me")).status, 200);
});

test("a server without the right key says so and does not start", LIMIT, async (t) => {
  const server = await TumulteServer.start(t);
  await server.stop();
  const other = Buffer.alloc(32, 1).toString("base64url");
  const serve = ["serve", "--listen", "127.0.0.1:0", "--database", server.database];
  const refused = await run(serve, { TUMULTE_SECRET_KEY: other });
  assert.equal(refused.code, 1);
  assert.match(refused.error, /sealed with the key [0-9a-f]{16}, which this server does not have/);
  const wrong = await run(serve, { TUMULTE_SECRET_KEY: "hush-hush" });
  assert.equal(wrong.code, 2);
  assert.ok(!wrong.error.includes("hush-hush"), `a wrong key is not repeated: ${wrong.error}`);
});
