// The running server answers as /api/openapi.json says, whatever it is asked.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { CHARACTER, openStage } from "../e2e/support/stage.mjs";

const HOOKS = fileURLToPath(new URL("hooks.py", import.meta.url));

/** What a run signs in with, and whose things it asks for. */
function configuration({ gm, table, campaignId, connectionId, characterId, overlayKey, member }) {
  const session = gm.cookie.split("=").slice(1).join("=");
  return `
[checks]
positive_data_acceptance.enabled = false

[auth.openapi.session]
api_key = "${session}"

[auth.openapi.connection]
bearer = "${table.tokens.sessionToken}"

[parameters]
"path.character_id" = "${characterId}"
"path.streamer_id" = "${member.streamerId}"
"path.overlay_key" = "${overlayKey}"

[[operations]]
include-path-regex = "/connections/"
parameters = { "path.id" = "${connectionId}" }

[[operations]]
include-path-regex = "/campaigns/"
exclude-path-regex = "/connections/"
parameters = { "path.id" = "${campaignId}" }
`;
}

function run(program, parameters, folder, environment) {
  return new Promise((resolve) => {
    const options = { cwd: folder, env: { ...process.env, ...environment }, maxBuffer: 64 << 20 };
    execFile(program, parameters, options, (error, stdout, stderr) => resolve({ code: error?.code ?? 0, text: stdout + stderr }));
  });
}

test("every answer is as described, and none is an error of the server", { timeout: 480_000 }, async (t) => {
  const program = process.env.TUMULTE_SCHEMATHESIS;
  assert.ok(program, "TUMULTE_SCHEMATHESIS names the program `st`");
  const stage = await openStage(t, { options: ["--trusted-proxies", "127.0.0.1"] });
  await stage.line.emit("campaign:sync", {
    worldId: stage.table.claims.world_id, worldName: "Embers", system: { id: "dnd5e", version: "5.1.0" }, characters: [CHARACTER],
  });
  await stage.line.critical();
  const characters = await stage.gm.get(`/mj/campaigns/${stage.campaignId}/characters`);
  const characterId = characters.body.items[0].characterId;
  const folder = await mkdtemp(join(tmpdir(), "tumulte-openapi-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const config = join(folder, "schemathesis.toml");
  await writeFile(config, configuration({ ...stage, characterId }));
  const { code, text } = await run(program, [
    "--config-file", config, "run", `${stage.server.url}/api/openapi.json`,
    // It would sign the run itself out.
    "--exclude-path", "/auth/logout",
    "--phases", "examples,coverage,fuzzing", "--max-examples", process.env.TUMULTE_EXAMPLES ?? "8", "--seed", "1",
    "--generation-deterministic", "--continue-on-failure", "--no-color", "--warnings", "off",
  ], folder, { SCHEMATHESIS_HOOKS: HOOKS });
  assert.equal(code, 0, text);
  assert.deepEqual(stage.server.errors, [], "nothing went wrong inside");
  t.diagnostic(text.trim().split("\n").slice(-8).join("\n"));
});
