import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { atEnd } from "./support/ending.mjs";
import { openSecureDoor } from "./support/secure-door.mjs";
import { LIMIT, Person, TumulteServer, Viewer } from "./support/stage.mjs";
import { Inbox } from "./support/waiting.mjs";

const BUILT = fileURLToPath(new URL("../../target/debug/tumulte-server", import.meta.url));
const row = (text) => `<font color="#261A12">${text}<br />\n`;
const attack = (face, name = "Mira") => row(`${name}: [ATTACK (M)] Longsword</font> [d20+7 = ${face + 7}]`);

/** A log and a companion that follows it. */
async function openLog(t) {
  const folder = await mkdtemp(join(tmpdir(), "tumulte-tail-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "chatlog.html");
  await writeFile(file, row("Session started</font>") + attack(20, "Yesterday"));
  const follow = (server, options = [], environment = {}) => {
    const child = spawn(
      process.env.TUMULTE_SERVER ?? BUILT,
      ["tail", file, "--server", server.url, "--name", "The Sunken Keep", ...options],
      { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...environment } },
    );
    const said = new Inbox();
    const left = new Promise((resolve) => child.once("exit", (code) => resolve(code)));
    for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on("line", (line) => said.add(line));
    const stop = async () => {
      child.kill("SIGINT");
      return left;
    };
    atEnd(t, stop);
    return { said, stop, left };
  };
  return { file, folder, follow };
}

async function pairLog(t, companion, gm, server) {
  const line = await companion.said.first((said) => / code [A-Z]{3}-\d{3}$/.test(said), "a code on the terminal");
  const confirmed = await gm.post("/vtt/pair", { code: line.split(" ").at(-1) });
  assert.equal(confirmed.status, 200, confirmed.text);
  await companion.said.first((said) => said === "Paired.", "the companion to be paired");
  const { campaignId, connectionId } = confirmed.body;
  const { body: member } = await gm.post(`/mj/campaigns/${campaignId}/members`, { name: "Lumen" });
  const overlay = await Viewer.open(t, server);
  await overlay.subscribe(`streamer:${member.overlayKey}:dice`, { rolls: true });
  const told = (type, fits = () => true) => overlay.frames.first((frame) => frame.type === type && fits(frame.payload), `\`${type}\` on the overlay`);
  const rolls = async () => (await gm.get(`/mj/campaigns/${campaignId}/rolls`)).body.items.map(({ result }) => result);
  return { campaignId, connectionId, told, rolls };
}

test("a log is followed as it grows: rolls reach the overlay, the tower stays where it is, nothing is told twice", LIMIT, async (t) => {
  const server = await TumulteServer.start(t);
  const gm = await Person.registered(server);
  const { file, folder, follow } = await openLog(t);
  const companion = follow(server);
  const { told, rolls } = await pairLog(t, companion, gm, server);
  await appendFile(file, row("Mira: we meet at [7]</font>") + attack(20) + row("Attack [27] -&#62; [at Goblin] [CRITICAL HIT]</font>"));
  const { payload } = await told("dice:critical");
  assert.deepEqual([payload.criticalType, payload.result, payload.character.name], ["success", 27, "Mira"]);
  await appendFile(file, row("Mira: [TOWER] [SAVE] Wisdom</font> [d20+7318 = 7338]"));
  // A line that is written in two goes.
  const whole = attack(1);
  await appendFile(file, whole.slice(0, 40));
  await appendFile(file, whole.slice(40));
  await told("dice:critical", ({ criticalType }) => criticalType === "failure");
  await companion.stop();

  // What falls while nobody follows is told by the next one, and what was told is not.
  await appendFile(file, attack(5));
  const again = follow(server);
  await told("dice:roll", ({ result }) => result === 12);
  await appendFile(file, attack(6));
  await told("dice:roll", ({ result }) => result === 13);
  assert.deepEqual(await rolls(), [13, 12, 8, 27]);
  await again.stop();
  const kept = await readFile(join(folder, "tumulte-tail.json"), "utf8");
  assert.match(kept, /refreshToken/);

  // The server is away for a while: the file is the outbox.
  const last = follow(server);
  await appendFile(file, attack(7));
  await told("dice:roll", ({ result }) => result === 14);
  await server.kill();
  await appendFile(file, attack(8) + attack(9));
  await last.said.first((said) => /trying again/.test(said), "the companion to wait");
  await server.start();
  const deadline = async () => {
    const gone = await rolls();
    return gone.length >= 7 ? gone : new Promise((resolve) => setTimeout(resolve, 200)).then(deadline);
  };
  assert.deepEqual(await deadline(), [16, 15, 14, 13, 12, 8, 27]);
});

test("masks of the tower are shown when the GM wants them, without a number", LIMIT, async (t) => {
  const server = await TumulteServer.start(t);
  const gm = await Person.registered(server);
  const { file, follow } = await openLog(t);
  const companion = follow(server, ["--mask-secrets"]);
  const { told, rolls } = await pairLog(t, companion, gm, server);
  await appendFile(file, row("Mira: [TOWER] [SAVE] Wisdom</font> [d20+7318 = 7338]"));
  assert.equal((await told("dice:hidden")).payload.result, "???");
  assert.deepEqual(await rolls(), [null]);
});

test("a companion whose pairing is revoked says so and ends", LIMIT, async (t) => {
  const server = await TumulteServer.start(t);
  const gm = await Person.registered(server);
  const { file, follow } = await openLog(t);
  const companion = follow(server);
  const { connectionId, told } = await pairLog(t, companion, gm, server);
  await appendFile(file, attack(20));
  await told("dice:critical");
  await gm.post(`/mj/vtt/connections/${connectionId}/revoke`);
  assert.equal(await companion.left, 1);
  assert.ok(companion.said.all.some((said) => said.includes("token.revoked")), companion.said.all.join("\n"));
});

test("a server behind TLS is followed to by its certificate, and one whose certificate nobody vouches for is not", LIMIT, async (t) => {
  const server = await TumulteServer.start(t);
  const gm = await Person.registered(server);
  const door = await openSecureDoor(t, server.url);
  const { file, folder, follow } = await openLog(t);
  // Nobody on this machine vouches for the certificate.
  const wary = follow(door);
  assert.equal(await wary.left, 1);
  assert.ok(wary.said.all.some((said) => /certificate/i.test(said)), wary.said.all.join("\n"));

  const companion = follow(door, [], { SSL_CERT_FILE: door.authority });
  const { told, rolls } = await pairLog(t, companion, gm, server);
  await appendFile(file, attack(20));
  assert.equal((await told("dice:critical")).payload.result, 27);
  assert.deepEqual(await rolls(), [27]);
  assert.ok(JSON.parse(await readFile(join(folder, "tumulte-tail.json"), "utf8")).server.startsWith("https://"));
  assert.ok(door.connections() >= 2, "pairing and socket went through TLS");
});
