// The examples run as a reader would run them.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { discord } from "./stand-in/discord.mjs";

const folder = new URL("../examples/", import.meta.url);
const example = (name, args = [], env = {}) =>
  spawn(process.execPath, [fileURLToPath(new URL(name, folder)), ...args], { env: { ...process.env, ...env } });

/** Everything a stream gives, as text. */
async function textOf(stream) {
  let text = "";
  for await (const chunk of stream.setEncoding("utf8")) text += chunk;
  return text;
}

test("no example is longer than a page", () => {
  for (const file of readdirSync(folder)) {
    assert.ok(readFileSync(new URL(file, folder), "utf8").split("\n").length <= 40, file);
  }
});

test("the Discord bot rolls, announces criticals and shows where a formula is wrong", async () => {
  const table = await discord();
  const bot = example("discord-bot.mjs", [], { DISCORD_API: table.api, DISCORD_TOKEN: "MTI5.made.up" });
  const stderr = textOf(bot.stderr);
  const gone = once(bot, "exit").then(async ([code]) => assert.fail(`the bot ended with ${code}: ${await stderr}`));
  const run = (formula) => Promise.race([table.run(formula), gone]);
  try {
    assert.match((await run("1d20min20 + 5")).content, /^1d20min20 \(.*\) \+ 5 = 25\n/);
    assert.equal((await run("2d1 + 3")).content, "2d1 (1, 1) + 3 = 5");
    const seen = new Set();
    for (let tries = 0; tries < 500 && seen.size < 3; tries += 1) {
      const { content } = await run("1d20");
      const [, face] = content.match(/^1d20 \((\d+)\) = \1/);
      const cheer = { 20: "\n🎉 **Critical Hit!**", 1: "\n💀 **Critical Miss!**" }[face] ?? "";
      assert.ok(content.endsWith(cheer) && content.includes("**") === (cheer !== ""), content);
      seen.add(cheer);
    }
    assert.equal(seen.size, 3, "both criticals and none were seen");
    const { content, flags } = await run("1d20 + (3");
    assert.match(content, /never closed[^]*\n\s+\^\nhint/);
    assert.equal(flags, 64, "only who asked sees it");
  } finally {
    gone.catch(() => {});
    bot.kill();
    table.close();
  }
});

test("the follower of a stream prints criticals, keeps secrets and goes on after what it can't read", async () => {
  const roll = (face) => ({
    class: "D20Roll", formula: "1d20 + 5", total: face + 5, terms: [
      { class: "Die", number: 1, faces: 20, modifiers: [], results: [{ result: face, active: true }] },
      { class: "OperatorTerm", operator: "+" }, { class: "NumericTerm", number: 5 },
    ],
  });
  const message = (face, more = {}) => JSON.stringify({
    _id: `m${face}`, author: "u", whisper: [], blind: false, speaker: { alias: "Mira" }, timestamp: 1_790_000_000_000,
    flags: { dnd5e: { roll: { type: "attack" } } }, rolls: [JSON.stringify(roll(face))], ...more,
  });
  const follower = example("follow-foundry.mjs", ["dnd5e"]);
  follower.stdin.end([message(20), message(7), "{", message(1), message(20, { whisper: ["gm"] })].join("\n"));
  const [printed, left] = await Promise.all([textOf(follower.stdout), textOf(follower.stderr)]);
  assert.deepEqual(printed.trim().split("\n"), [
    "Mira: Critical Hit (1d20 + 5 = 25)", "Mira: Critical Miss (1d20 + 5 = 6)", "Somebody rolled in secret",
  ]);
  assert.match(left, /^left out: expected JSON/);
});
