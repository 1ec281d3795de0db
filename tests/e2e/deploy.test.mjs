// The files of `tumulte-server/deploy`, as far as this machine can try them.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { run } from "./support/command.mjs";
import { until } from "./support/house.mjs";
import { LIMIT, Person, Table, TumulteServer, Viewer } from "./support/stage.mjs";

const deployed = (name) => readFile(new URL(`../../tumulte-server/deploy/${name}`, import.meta.url), "utf8");
const has = (program) => spawnSync("which", [program]).status === 0;
const nginx = ["/usr/sbin/nginx", "nginx"].find(has);

/** A port that nobody listens on. */
async function freePort() {
  const listener = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => listener.once("listening", resolve));
  const { port } = listener.address();
  await new Promise((resolve) => listener.close(resolve));
  return port;
}

/** Our configuration of nginx before a server, without its certificate. */
async function openProxy(t, server) {
  const folder = await mkdtemp(join(tmpdir(), "tumulte-nginx-"));
  const port = await freePort();
  const site = (await deployed("nginx.conf"))
    .replace("listen 443 ssl;", `listen 127.0.0.1:${port};`).replaceAll(/^ *ssl_.*$/gm, "").replace("127.0.0.1:7878", new URL(server.url).host)
    .replace("X-Forwarded-Proto $scheme", "X-Forwarded-Proto https");
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${join(folder, name)};`).join(" ");
  await writeFile(join(folder, "nginx.conf"), `daemon off; pid ${join(folder, "pid")}; error_log stderr; events {}\nhttp { access_log off; ${paths}\n${site} }\n`);
  const child = spawn(nginx, ["-c", join(folder, "nginx.conf")], { stdio: "ignore" });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  t.after(async () => {
    child.kill("SIGQUIT");
    child.kill("SIGTERM");
    await ended;
    await rm(folder, { recursive: true, force: true });
  });
  const url = `http://127.0.0.1:${port}`;
  await until(() => fetch(`${url}/healthz`).then(({ ok }) => ok, () => false));
  return { url };
}

for (const transport of ["websocket", "polling"]) {
  test(`everything gets through nginx, over ${transport}`, { ...LIMIT, skip: nginx === undefined && "nginx is not installed" }, async (t) => {
    const server = await TumulteServer.start(t);
    const proxy = await openProxy(t, server);
    const gm = await Person.registered(proxy);
    const table = await Table.paired(proxy, gm);
    const line = await table.connect(t, { transports: [transport] });
    const member = await gm.post(`/mj/campaigns/${table.tokens.campaignId}/members`, { name: "Lumen" });
    assert.equal(member.status, 201, member.text);
    const overlay = await Viewer.open(t, proxy);
    await overlay.subscribe(`streamer:${member.body.overlayKey}:dice`);
    await overlay.event("dice:critical", await line.critical());
    assert.equal((await fetch(`${proxy.url}/metrics`)).status, 404, "figures are for the operator alone");
    const examined = await run(["doctor", "--json", "--database", server.database, "--public-url", proxy.url]);
    const { findings } = JSON.parse(examined.output);
    for (const what of ["server", "proxy", "websockets"]) {
      assert.equal(findings.find((finding) => finding.what === what)?.health, "well", examined.output);
    }
  });
}

test("the image's health check tells a living server from a dead one", { ...LIMIT, skip: !has("bash") && "bash is not installed" }, async (t) => {
  const server = await TumulteServer.start(t);
  const [, words] = /HEALTHCHECK[^[]*(\[.*\])$/m.exec((await deployed("Dockerfile")).replaceAll(/\\\n/g, " ")) ?? [];
  const check = () => {
    const [program, ...rest] = JSON.parse(words.replace("127.0.0.1/7878", new URL(server.url).host.replace(":", "/")));
    return spawnSync(program, rest).status;
  };
  assert.equal(check(), 0);
  await server.stop();
  assert.notEqual(check(), 0);
});

test("the unit is one that systemd takes", { ...LIMIT, skip: !has("systemd-analyze") && "systemd is not installed" }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "tumulte-unit-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const unit = join(folder, "tumulte.service");
  await writeFile(unit, (await deployed("tumulte.service")).replace("/usr/local/bin/tumulte-server", process.execPath));
  const verified = spawnSync("systemd-analyze", ["verify", unit], { encoding: "utf8" });
  assert.equal(verified.status, 0, verified.stderr);
});

test("every variable in the deployment's files is one the server reads", LIMIT, async () => {
  const known = (await run(["config"])).output;
  const files = await Promise.all(["Dockerfile", "compose.yaml", "README.md"].map(deployed));
  for (const [name] of files.join("\n").matchAll(/\b(TUMULTE_[A-Z_]+|DATABASE_URL|REDIS_URL)\b/g)) assert.ok(known.includes(name), name);
});
