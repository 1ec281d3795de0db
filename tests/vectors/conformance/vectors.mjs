// The vectors, and how what they expect is compared.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";

/** A moment at which every made-up message happened. */
export const NOW = 1_790_000_000_000;

/** A file of vectors. */
export function vectors(path) {
  return JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), "utf8"));
}

/** Every file of a folder of vectors with its name. */
export function folder(name) {
  const files = readdirSync(new URL(`../${name}/`, import.meta.url)).filter((file) => file.endsWith(".json"));
  assert.ok(files.length > 0, `${name} holds no vectors`);
  return files.sort().map((file) => [file, vectors(`${name}/${file}`)]);
}

/** What a file between its two lines `---` and its end says. */
export function snapshot(path) {
  return JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), "utf8").split("\n---\n")[1]);
}

/** The code of what `action` throws. */
export function codeOf(action) {
  try {
    action();
  } catch (thrown) {
    assert.ok(thrown instanceof Error && thrown.message, `expected an Error with a message, found ${thrown}`);
    return thrown.code;
  }
  return undefined;
}

/** What `action` throws. */
export function thrownBy(action) {
  try {
    action();
  } catch (thrown) {
    return thrown;
  }
  return assert.fail("expected an error, found none");
}

/** What a case expects: the value, or the code of the refusal. */
export function check(entry, expected, action) {
  if (entry.error) assert.equal(codeOf(action), entry.error, entry.name ?? entry.text);
  else assert.deepEqual(action(), expected, entry.name ?? entry.text);
}

/** Whether `found` has everything `expected` names. Nothing, `null` and `false` are the same. */
export function holds(expected, found) {
  if (expected === null || expected === false) return found === undefined || found === null || found === false;
  if (Array.isArray(expected)) {
    return Array.isArray(found) && expected.length === found.length && expected.every((item, i) => holds(item, found[i]));
  }
  if (typeof expected === "object") {
    return typeof found === "object" && found !== null && Object.entries(expected).every(([key, value]) => holds(value, found[key]));
  }
  return expected === found;
}

/** An object as its JSON has it. */
export function plain(value) {
  return JSON.parse(JSON.stringify(value));
}
