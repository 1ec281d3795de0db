// What every JavaScript binding must do alike: the vectors, and the border between the languages.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

const NOW = 1_790_000_000_000;
const TABLES = ["alchemy", "beyond20", "ddb", "demiplane", "fantasygrounds", "owlbear", "pixels", "talespire"];
const WORLD = { worldId: "kraken", worldName: "The Kraken's Wake", gmUserId: "gm0000000000000a", moduleVersion: "1.0.0" };

/** A file of vectors. */
export function vectors(path) {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
}

/** Every file of a folder of vectors with its name. */
function folder(name) {
  const files = readdirSync(new URL(`${name}/`, import.meta.url)).filter((file) => file.endsWith(".json"));
  assert.ok(files.length > 0, `${name} holds no vectors`);
  return files.sort().map((file) => [file, vectors(`${name}/${file}`)]);
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

/** What a case expects: the value, or the code of the refusal. */
function check(entry, expected, action) {
  if (entry.error) assert.equal(codeOf(action), entry.error, entry.name ?? entry.text);
  else assert.deepEqual(action(), expected, entry.name ?? entry.text);
}

/** Whether `found` has everything `expected` names. Nothing, `null` and `false` are the same. */
function holds(expected, found) {
  if (expected === null || expected === false) return found === undefined || found === null || found === false;
  if (Array.isArray(expected)) {
    return Array.isArray(found) && expected.length === found.length && expected.every((item, i) => holds(item, found[i]));
  }
  if (typeof expected === "object") {
    return typeof found === "object" && found !== null && Object.entries(expected).every(([key, value]) => holds(value, found[key]));
  }
  return expected === found;
}

/** Reads the vectors of a tabletop as text, as bytes and as an object; how many readings there were. */
function readAlike(tumulte, vtt) {
  let run = 0;
  for (const [file, cases] of folder(vtt)) {
    for (const { name, system = "dnd5e", message, raw, actor, hintPaths, expect } of cases) {
      // A table of paths is the rule file's to give; those cases are for the reader below.
      if (hintPaths) continue;
      const text = raw ?? JSON.stringify(message);
      const ways = { text, bytes: Buffer.from(text), ...(raw === undefined ? { object: message } : {}) };
      for (const [way, given] of Object.entries(ways)) {
        const title = `${vtt}/${file}: ${name}, as ${way}`;
        const parse = () => tumulte.parseMessage(vtt, given, system, actor);
        if (expect.error) {
          assert.equal(codeOf(parse), expect.error, title);
        } else {
          const found = parse();
          assert.ok(holds(expect.rolls, found), `${title}\nexpected ${JSON.stringify(expect.rolls)}\nfound    ${JSON.stringify(found)}`);
        }
        run += 1;
      }
    }
  }
  return run;
}

/** Runs everything against `tumulte`; `declarations` is the text of its `.d.ts`. */
export function conformance(tumulte, declarations) {
  test("open offers are exact", () => {
    const { cases } = vectors("pairing/open.json");
    assert.ok(cases.length > 0);
    for (const { name, request, random, open } of cases) {
      assert.deepEqual(tumulte.createPairingOffer(request, Buffer.from(random, "base64url")), open, name);
    }
  });

  test("offers are accepted or refused by code", () => {
    const { cases, sharedSecret } = vectors("pairing/offers.json");
    assert.ok(cases.length > 0);
    for (const entry of cases) {
      const shared = entry.shared ? sharedSecret : undefined;
      check(entry, entry.offer, () => tumulte.verifyPairingOffer(entry.token, entry.nowMs, shared));
    }
  });

  test("claims are exact and accepted or refused by code", () => {
    const { cases, sharedSecret } = vectors("pairing/claims.json");
    assert.ok(cases.length > 0);
    for (const entry of cases) {
      if (entry.sign) {
        const { secretKey, jti, nowMs, random } = entry.sign;
        assert.equal(tumulte.signPairingClaim(secretKey, jti, nowMs, Buffer.from(random, "base64url")), entry.token);
      }
      const shared = entry.shared ? sharedSecret : undefined;
      check(entry, entry.claim, () => tumulte.verifyPairingClaim(entry.token, entry.jti, entry.key, entry.nowMs, shared));
    }
  });

  test("typed codes and pasted addresses are read", () => {
    const { codes, urls } = vectors("pairing/texts.json");
    assert.ok(codes.length > 0 && urls.length > 0);
    for (const entry of codes) check(entry, entry.code, () => tumulte.readPairingCode(entry.text));
    for (const entry of urls) check(entry, entry.url, () => tumulte.readConnectUrl(entry.text));
  });

  test("an offer made here is genuine, its own claim too, a stranger's is not", () => {
    const made = tumulte.createPairingOffer({ ...WORLD, serverUrl: "http://localhost:8080", nowMs: NOW });
    const seen = tumulte.verifyPairingOffer(made.token, NOW);
    assert.equal(seen.worldName, WORLD.worldName);
    assert.equal(seen.code, made.code);
    assert.match(made.code, /^[A-Z]{3}-[2-9]{3}$/);
    assert.equal(made.pairUrl, `http://localhost:8080/pair?code=${made.code}`);
    assert.deepEqual(tumulte.readConnectUrl(made.url), { token: made.token, state: made.jti });
    assert.equal(made.expiresAt, new Date(NOW + 300_000).toISOString());

    const claim = tumulte.signPairingClaim(made.secretKey, made.jti, NOW);
    assert.deepEqual(tumulte.verifyPairingClaim(claim, made.jti, seen.key, NOW), { jti: made.jti });
    const stranger = tumulte.createPairingOffer({ ...WORLD, nowMs: NOW });
    const forged = tumulte.signPairingClaim(stranger.secretKey, made.jti, NOW);
    assert.equal(codeOf(() => tumulte.verifyPairingClaim(forged, made.jti, seen.key, NOW)), "pairing.foreign_key");
  });

  test("two offers share no secret", () => {
    const offers = Array.from({ length: 20 }, () => tumulte.createPairingOffer({ ...WORLD, nowMs: NOW }));
    for (const field of ["secretKey", "jti", "token"]) {
      assert.equal(new Set(offers.map((offer) => offer[field])).size, offers.length, field);
    }
  });

  test("a request that is none is refused with its code", () => {
    const none = [undefined, null, 7, "x", {}, { ...WORLD }, { ...WORLD, nowMs: "soon" }, { ...WORLD, worldId: 1, nowMs: NOW }];
    const circular = { ...WORLD, nowMs: NOW };
    circular.self = circular;
    for (const request of [...none, circular, { ...WORLD, nowMs: 1n }]) {
      assert.equal(codeOf(() => tumulte.createPairingOffer(request)), "pairing.malformed");
    }
    assert.equal(codeOf(() => tumulte.signPairingClaim("short", "short", NOW)), "pairing.malformed");
    assert.equal(codeOf(() => tumulte.createPairingOffer({ ...WORLD, nowMs: NOW }, new Uint8Array(3))), "pairing.malformed");
  });

  test("messages of Foundry are read alike however they come", () => {
    assert.ok(readAlike(tumulte, "foundry") > 100, "vectors are missing");
  });

  test("messages of the other tables are read alike however they come", () => {
    for (const vtt of TABLES) assert.ok(readAlike(tumulte, vtt) > 0, `${vtt} has no vectors`);
  });

  test("rolls are judged as the vectors of each game system say", () => {
    let run = 0;
    for (const [, { system, vectors: cases }] of folder("criticals")) {
      for (const { name, input, expect } of cases) {
        for (const given of [input, JSON.stringify(input), Buffer.from(JSON.stringify(input))]) {
          const verdict = tumulte.judge(system, given);
          const { isCritical, disagrees, ...rest } = expect;
          const title = `${system}: ${name}\nexpected ${JSON.stringify(expect)}\nfound    ${JSON.stringify(verdict)}`;
          for (const [key, value] of Object.entries(rest)) assert.deepEqual(verdict[key] ?? (key === "also" ? [] : null), value, title);
          if (isCritical !== undefined) assert.equal(verdict.type !== null, isCritical, title);
          if (disagrees !== undefined) assert.equal(verdict.reason?.disagreement !== undefined, disagrees, title);
          run += 1;
        }
      }
    }
    assert.ok(run > 100, "vectors are missing");
  });

  test("a message is read and judged in one call", () => {
    const message = {
      _id: "tXk3", author: "gm", whisper: [], blind: false, speaker: { alias: "Mira" }, timestamp: NOW,
      rolls: [{ class: "Roll", formula: "1d20 + 5", total: 25, terms: [
        { class: "Die", number: 1, faces: 20, modifiers: [], results: [{ result: 20, active: true }] },
        { class: "OperatorTerm", operator: "+" }, { class: "NumericTerm", number: 5 },
      ] }],
    };
    const [roll, ...more] = tumulte.parseMessage("foundry", message);
    assert.deepEqual(more, []);
    assert.equal(roll.vttRollId, "tXk3#0");
    assert.equal(roll.rolledAt, new Date(NOW).toISOString());
    assert.equal(roll.verdict.type, "success", "the fallback rules judge when no system is named");
    assert.equal(roll.verdict.label, "Natural 20");
    assert.deepEqual(tumulte.parseMessage("foundry", { _id: "m" }, "dnd5e"), []);
  });

  test("what can't be read or judged is refused with its code", () => {
    const circular = { _id: "m" };
    circular.self = circular;
    for (const raw of [undefined, null, 7, "", "{", [], circular, new Uint8Array([0xff])]) {
      assert.equal(codeOf(() => tumulte.parseMessage("foundry", raw, "dnd5e")), "vtt.malformed");
    }
    assert.equal(codeOf(() => tumulte.parseMessage("abacus", { _id: "m" })), "vtt.unknown_provider");
    assert.equal(codeOf(() => tumulte.parseMessage("foundry", { _id: "m" }, "dnd5e", [])), "vtt.malformed");
    for (const input of [undefined, {}, { dice: 7 }, "[", circular]) {
      assert.equal(codeOf(() => tumulte.judge("dnd5e", input)), "systems.malformed_input");
    }
    const dice = Array.from({ length: 10_001 }, () => ({ faces: 6, result: 1 }));
    assert.equal(codeOf(() => tumulte.judge("dnd5e", { dice })), "systems.too_many_dice");
  });

  test("the game systems are listed with id, name and aliases", () => {
    const systems = tumulte.systems();
    const dnd5e = systems.find(({ id }) => id === "dnd5e");
    assert.equal(typeof dnd5e.name, "string");
    assert.ok(systems.every(({ aliases }) => Array.isArray(aliases)));
    assert.equal(new Set(systems.map(({ id }) => id)).size, systems.length);
  });

  test("the declared codes are the core's, and every export is declared", () => {
    const union = (name) => declarations.match(new RegExp(`type ${name} =([^;]+);`))[1];
    const declared = [...(union("CoreErrorCode") + union("ErrorCode")).matchAll(/"([^"]+)"/g)].map(([, code]) => code);
    assert.deepEqual(declared.sort(), [...tumulte.errorCodes()].sort());
    for (const name of Object.keys(tumulte)) {
      if (name === "default" || name === "module.exports") continue;
      assert.match(declarations, new RegExp(`export function ${name}\\(`), name);
    }
  });
}
