// PostgreSQL and Redis over TLS: two servers that ask both for their certificates, and certificates that nobody trusts.

import assert from "node:assert/strict";
import { test } from "node:test";

import { run } from "./support/command.mjs";
import { SECRET_KEY, isTogether, ready, rollMany, sawAll, until } from "./support/house.mjs";
import { Private, TumulteServer, Viewer, furnish } from "./support/stage.mjs";

const LIMIT = { timeout: 120_000 };
const environment = { TUMULTE_SECRET_KEY: SECRET_KEY };

/** The address of a database whose certificate must be for its name, and vouched for by this authority. */
const verified = (url, authority) => `${url}?sslmode=verify-full&sslrootcert=${encodeURIComponent(authority)}`;

test("two servers share a PostgreSQL and a Redis over TLS, both verified", LIMIT, async (t) => {
  const [postgres, redis] = await Promise.all([Private.start(t, "postgres-tls"), Private.start(t, "redis-tls")]);
  assert.match(redis.url, /^rediss:/);
  const options = ["--database", verified(postgres.url, postgres.authority), "--redis", redis.url, "--redis-ca", redis.authority];
  const first = await TumulteServer.start(t, options, environment);
  const second = await TumulteServer.start(t, options, environment);
  await Promise.all([isTogether(first), isTogether(second)]);
  const { line, stream, overlay } = await furnish(t, first);
  const remote = await Viewer.open(t, second);
  assert.equal((await remote.subscribe(stream, { rolls: true })).type, "subscribed");
  const before = await rollMany(line, 10);
  await redis.kill();
  await until(async () => (await ready(first)).redis === "down");
  await redis.start();
  await Promise.all([isTogether(first), isTogether(second)]);
  const rollIds = [...before, ...(await rollMany(line, 10))];
  await sawAll(overlay, rollIds, "the overlay beside the table");
  await sawAll(remote, rollIds, "the overlay at the other server");

  const examine = async (...more) => {
    const { output } = await run(["doctor", "--json", "--database", verified(postgres.url, postgres.authority), "--redis", redis.url, ...more], environment);
    return Object.fromEntries(JSON.parse(output).findings.map((finding) => [finding.what, finding]));
  };
  const well = await examine("--redis-ca", redis.authority);
  assert.deepEqual([well.redis.health, well.database.health], ["well", "well"], JSON.stringify(well));
  const unvouched = await examine();
  assert.equal(unvouched.redis.health, "broken");
  assert.match(JSON.stringify(unvouched.redis), /certificate/i);
  assert.equal((await examine("--redis-ca", postgres.authority)).redis.health, "broken", "somebody else's authority vouches for nothing");
});

test("a PostgreSQL that nobody vouches for, or that is called otherwise, gets no connection", LIMIT, async (t) => {
  const postgres = await Private.start(t, "postgres-tls");
  const refused = async (url) => {
    const { code, error } = await run(["migrate", "--database", url], environment);
    assert.notEqual(code, 0, url);
    assert.match(error, /certificate|TLS/i);
  };
  await refused(`${postgres.url}?sslmode=verify-full`);
  await refused(verified(postgres.url.replace("localhost", "127.0.0.1"), postgres.authority));
  const plain = await run(["migrate", "--database", `${postgres.url}?sslmode=disable`], environment);
  assert.notEqual(plain.code, 0, "it speaks nothing but TLS");
  const accepted = await run(["migrate", "--database", verified(postgres.url, postgres.authority)], environment);
  assert.equal(accepted.code, 0, accepted.error);
});

test("a file that vouches for nobody is refused at the start, with its name", LIMIT, async (t) => {
  const redis = await Private.start(t, "redis");
  const start = (...more) => run(["serve", "--listen", "127.0.0.1:0", "--database", "sqlite::memory:", ...more]);
  const plain = await start("--redis", redis.url, "--redis-ca", import.meta.filename);
  assert.notEqual(plain.code, 0);
  assert.match(plain.error, /redis_ca .*rediss:\/\//);
  const empty = await start("--redis", "rediss://localhost:1", "--redis-ca", import.meta.filename);
  assert.match(empty.error, /encrypted\.test\.mjs.*certificates as PEM/);
  const missing = await start("--redis", "rediss://localhost:1", "--redis-ca", "/nowhere/ca.pem");
  assert.match(missing.error, /\/nowhere\/ca\.pem/);
});
