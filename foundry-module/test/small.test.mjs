// Leaders, addresses, languages, the manifest.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

import { faults } from "./support/schema.mjs";
import { elect } from "../scripts/transport/leader.mjs";
import { addressProblem, normalizeServerUrl, socketAddress } from "../scripts/transport/address.mjs";
import { describe as describeStatus } from "../scripts/ui/status.mjs";

const root = new URL("../", import.meta.url);
const read = (path) => readFileSync(new URL(path, root), "utf8");
const json = (path) => JSON.parse(read(path));
const manifest = json("module.json");

test("the paired GM leads, then the full GM, then the lower id", () => {
  const gm = (id, role, paired) => ({ id, role, paired });
  assert.equal(elect([gm("b", 4, true), gm("a", 4, true)]), "a");
  assert.equal(elect([gm("a", 3, true), gm("b", 4, true)]), "b");
  assert.equal(elect([gm("a", 4, false), gm("b", 3, true)]), "b");
  assert.equal(elect([gm("b", 4, false), gm("a", 4, false)]), "a", "Foundry's own choice when nobody is paired");
  assert.equal(elect([]), null);
});

test("addresses are read as people type them", () => {
  for (const [typed, url] of [
    ["https://tumulte.example.org/", "https://tumulte.example.org"],
    ["  tumulte.example.org ", "https://tumulte.example.org"],
    ["localhost:8080", "http://localhost:8080"],
    ["127.0.0.1:8080/", "http://127.0.0.1:8080"],
    ["http://192.168.1.5:8080/tumulte/?a=b#c", "http://192.168.1.5:8080/tumulte"],
    ["HTTPS://Example.org", "https://example.org"],
    ["", null], ["not an address", null], ["ftp://example.org", null], ["javascript:alert(1)", null],
    ["https://user:secret@example.org", null], [undefined, null], ["https://", null],
  ]) assert.equal(normalizeServerUrl(typed), url, String(typed));
});

test("browsers block plain http from https pages, except to this computer", () => {
  assert.equal(addressProblem("http://192.168.1.5:8080", "https://table.example.org/game"), "mixed_content");
  assert.equal(addressProblem("http://127.0.0.1:8080", "https://table.example.org/game"), null);
  assert.equal(addressProblem("http://localhost:8080", "https://table.example.org/game"), null);
  assert.equal(addressProblem("http://192.168.1.5:8080", "http://192.168.1.5:30000/game"), "plaintext");
  assert.equal(addressProblem("https://tumulte.example.org", "http://localhost:30000/game"), null);
});

test("a server under a path keeps its path", () => {
  assert.deepEqual(socketAddress("https://example.org/tumulte", "/vtt"), { url: "https://example.org/vtt", path: "/tumulte/socket.io/" });
  assert.deepEqual(socketAddress("http://localhost:8080", "/vtt"), { url: "http://localhost:8080/vtt", path: "/socket.io/" });
});

/** Every leaf of a nested object as dotted key and text. */
const leaves = (object, prefix = "") => Object.entries(object).flatMap(([key, value]) =>
  (typeof value === "string" ? [[prefix + key, value]] : leaves(value, `${prefix}${key}.`)));
const english = new Map(leaves(json("lang/en.json")));
const french = new Map(leaves(json("lang/fr.json")));

test("both languages have the same keys, placeholders and no empty text", () => {
  assert.deepEqual([...french.keys()], [...english.keys()]);
  const holes = (text) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
  for (const [key, text] of english) {
    assert.deepEqual(holes(french.get(key)), holes(text), key);
    assert.ok(text.trim() && french.get(key).trim(), key);
  }
});

test("every key that is used exists, and every key that exists is used", () => {
  const files = readdirSync(new URL("scripts/", root), { recursive: true }).filter((file) => String(file).endsWith(".mjs"));
  const code = [...files.map((file) => read(`scripts/${file}`)), read("templates/pairing.hbs")].join("\n");
  const used = new Set([...code.matchAll(/TUMULTE(?:\.\w+)+/g)].map(String));
  const families = [...code.matchAll(/(TUMULTE(?:\.\w+)+)\.\$\{/g)].map((match) => `${match[1]}.`);
  for (const key of used) {
    const isFamily = [...english.keys()].some((one) => one.startsWith(`${key}.`));
    assert.ok(english.has(key) || isFamily, `${key} has no text`);
  }
  for (const key of english.keys()) {
    assert.ok(used.has(key) || families.some((family) => key.startsWith(family)), `${key} is never used`);
  }
});

test("every state of the connection has words", () => {
  for (const state of ["unpaired", "standby", "connecting", "connected", "reconnecting", "duplicate", "revoked", "refused", "off"]) {
    for (const imported of [true, false]) {
      const { key } = describeStatus({ state, imported, code: null, queued: 0, held: null, refused: 0, overflowed: 0, server: null });
      assert.ok(english.has(key), key);
    }
  }
});

test("every code of the wire contract that reaches a GM has words", () => {
  for (const code of [
    "pairing.expired", "pairing.not_yet_valid", "pairing.replayed", "pairing.unknown", "pairing.already_claimed", "pairing.foreign_key",
    "token.expired", "token.revoked", "event.malformed", "event.oversized", "event.too_deep", "event.unknown", "world.mismatch",
    "campaign.not_imported", "connection.duplicate", "storage.unavailable", "limit.rate",
  ]) assert.ok(english.has(`TUMULTE.Error.${code}`), code);
});

test("the manifest is what Foundry asks for", () => {
  assert.equal(manifest.id, "tumulte-integration");
  assert.equal(manifest.title, "Tumulte - Twitch Integration");
  assert.match(manifest.version, /^\d+\.\d+\.\d+$/);
  assert.deepEqual(manifest.compatibility, { minimum: "12", verified: "14" }, "strings, and no maximum");
  assert.equal(manifest.socket, false);
  const schema = json("test/support/manifest.schema.json");
  assert.deepEqual(faults(schema, manifest), []);
  const wrong = { ...manifest, id: "Tumulte!", compatibility: { minimum: 12, verified: "14" }, maximumVersion: "15", manifest: "here", languages: [{ lang: "en" }] };
  assert.deepEqual(faults(schema, wrong), [
    "$.id is not of the form ^[a-z0-9_-]+$", "$.compatibility.minimum is no string", "$.languages[0].name is missing", "$.languages[0].path is missing",
    "$.maximumVersion is not known", "$.manifest is no address",
  ]);
  for (const path of [...manifest.esmodules, ...manifest.styles, ...manifest.languages.map(({ path }) => path), manifest.readme, manifest.changelog]) {
    assert.ok(read(path).length > 0, path);
  }
  assert.match(read("CHANGELOG.md"), new RegExp(`^## ${manifest.version.replaceAll(".", "\\.")}\\b`, "m"));
});

test("the shipped client is the version that package.json names", () => {
  const { dependencies } = json("package.json");
  const client = read("vendor/socket.io-client/socket.io.esm.min.js");
  assert.ok(client.includes(`v${dependencies["socket.io-client"]}`));
});
