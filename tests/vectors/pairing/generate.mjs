// Writes the vectors of the pairing handshake with Node's own cryptography; shares no code with the library.
import { createHmac, createPrivateKey, createPublicKey, sign } from "node:crypto";
import { writeFileSync } from "node:fs";

const NOW_MS = 1_790_000_000_123;
const NOW = Math.floor(NOW_MS / 1000);
const SHARED_SECRET = "an operator's secret of 33 bytes!";
const LETTERS = "ACDEFGHJKMNPQRTUVWXY";
const DIGITS = "23456789";

const b64 = (value) => Buffer.from(value).toString("base64url");
const bytes = (start, count) => Buffer.from(Array.from({ length: count }, (_, i) => (start + 37 * i) & 255));

function keyPair(seed) {
  const der = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]);
  const secret = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  return { secret, seed, x: createPublicKey(secret).export({ format: "jwk" }).x };
}

const MAKER = keyPair(bytes(1, 32));
const THIEF = keyPair(bytes(2, 32));

const text = (part) => (typeof part === "string" ? part : JSON.stringify(part));
const join = (header, claims) => `${b64(text(header))}.${b64(text(claims))}`;
const eddsa = (header, claims, key = MAKER) => {
  const signed = join(header, claims);
  return `${signed}.${sign(null, Buffer.from(signed), key.secret).toString("base64url")}`;
};
const hs256 = (header, claims, secret = SHARED_SECRET) => {
  const signed = join(header, claims);
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
};
const jwk = (x = MAKER.x) => ({ kty: "OKP", crv: "Ed25519", x });
const header = (more = {}) => ({ alg: "EdDSA", typ: "JWT", jwk: jwk(), ...more });

function code(random) {
  let rest = random.readBigUInt64LE();
  const draw = (alphabet) => {
    const drawn = alphabet[Number(rest % BigInt(alphabet.length))];
    rest /= BigInt(alphabet.length);
    return drawn;
  };
  const letters = draw(LETTERS) + draw(LETTERS) + draw(LETTERS);
  return `${letters}-${draw(DIGITS)}${draw(DIGITS)}${draw(DIGITS)}`;
}

function offerClaims(request, random, more = {}) {
  const now = Math.floor(request.nowMs / 1000);
  return {
    sub: "vtt:foundry", aud: "tumulte:api", iss: "foundry-module:tumulte",
    pairing_code: code(random.subarray(0, 8)),
    world_id: request.worldId, world_name: request.worldName,
    gm_user_id: request.gmUserId, module_version: request.moduleVersion,
    iat: now, exp: now + 300,
    nonce: b64(random.subarray(8, 24)), jti: b64(random.subarray(24, 40)),
    ...more,
  };
}

const WORLDS = [
  { worldId: "kraken", worldName: "The Kraken's Wake", gmUserId: "gm0000000000000a", moduleVersion: "1.0.0", nowMs: NOW_MS, serverUrl: "https://tumulte.example/" },
  { worldId: "été-2026", worldName: "L’île aux \"mille\" vents — 千の風 🎲\n\u0001", gmUserId: "gm0000000000000b", moduleVersion: "2.3.4-beta.1", nowMs: 1_700_000_000_999 },
  { worldId: "w", worldName: "", gmUserId: "", moduleVersion: "", nowMs: 0, serverUrl: "" },
];

function open(request, random) {
  const key = keyPair(random.subarray(0, 32));
  const claims = offerClaims(request, random.subarray(32));
  const token = eddsa({ alg: "EdDSA", typ: "JWT", jwk: jwk(key.x) }, claims, key);
  const made = {
    token, code: claims.pairing_code, jti: claims.jti, secretKey: b64(key.seed),
    url: `foundry://connect?token=${token}&state=${claims.jti}`,
    expiresAt: new Date(claims.exp * 1000).toISOString(),
  };
  if (request.serverUrl) made.pairUrl = `${request.serverUrl.replace(/\/+$/, "")}/pair?code=${claims.pairing_code}`;
  return made;
}

const openCases = WORLDS.map((request, index) => {
  const random = bytes(11 + index, 72);
  return { name: request.worldId, request, random: b64(random), open: open(request, random) };
});

const RANDOM = bytes(3, 40);
const claims = (more = {}) => offerClaims(WORLDS[0], RANDOM, more);
const without = (object, name) => Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
const seen = (key) => {
  const c = claims();
  return {
    code: c.pairing_code, jti: c.jti, nonce: c.nonce, worldId: c.world_id, worldName: c.world_name,
    gmUserId: c.gm_user_id, moduleVersion: c.module_version,
    issuedAt: new Date(c.iat * 1000).toISOString(), expiresAt: new Date(c.exp * 1000).toISOString(), key,
  };
};
const honest = eddsa(header(), claims());
const [head, body, signature] = honest.split(".");
const ed25519 = `ed25519:${MAKER.x}`;
const good = (name, token, more = {}) => ({ name, token, nowMs: NOW_MS, offer: seen(ed25519), ...more });
const bad = (name, token, error, more = {}) => ({ name, token, nowMs: NOW_MS, error, ...more });

const offerCases = [
  good("an honest offer", honest),
  good("unknown header parameters and claims are ignored", eddsa(header({ kid: "k1" }), claims({ extra: { a: [1] } }))),
  good("a clock 60 s behind the maker's", honest, { nowMs: NOW * 1000 - 60_000 }),
  good("a clock 359 s past the beginning", honest, { nowMs: NOW * 1000 + 359_999 }),
  good("the shared secret", hs256({ alg: "HS256", typ: "JWT" }, claims()), { shared: true, offer: seen("hs256") }),
  good("EdDSA while a shared secret is set", honest, { shared: true }),
  bad("the shared secret, when none is set", hs256({ alg: "HS256", typ: "JWT" }, claims()), "pairing.algorithm"),
  bad("another shared secret", hs256({ alg: "HS256" }, claims(), "x".repeat(40)), "pairing.signature", { shared: true }),
  bad("alg none, unsigned", `${join({ alg: "none" }, claims())}.`, "pairing.algorithm"),
  bad("alg none, unsigned, with a shared secret set", `${join({ alg: "none" }, claims())}.`, "pairing.algorithm", { shared: true }),
  bad("alg NoNe with a genuine signature", eddsa(header({ alg: "NoNe" }), claims()), "pairing.algorithm"),
  bad("the public key used as HS256 secret, as text", hs256(header({ alg: "HS256" }), claims(), MAKER.x), "pairing.algorithm", { shared: true }),
  bad("the public key used as HS256 secret, as bytes, key left out", hs256({ alg: "HS256" }, claims(), Buffer.from(MAKER.x, "base64url")), "pairing.signature", { shared: true }),
  bad("RS256", eddsa(header({ alg: "RS256" }), claims()), "pairing.algorithm"),
  bad("signed by another key than the header's", eddsa(header(), claims(), THIEF), "pairing.signature"),
  bad("claims exchanged after signing", `${head}.${b64(JSON.stringify(claims({ world_id: "other" })))}.${signature}`, "pairing.signature"),
  bad("signature cut", `${head}.${body}.${signature.slice(0, 84)}`, "pairing.signature"),
  bad("no signature", `${head}.${body}.`, "pairing.signature"),
  bad("another subject", eddsa(header(), claims({ sub: "vtt:session" })), "pairing.subject"),
  bad("another issuer", eddsa(header(), claims({ iss: "somebody" })), "pairing.issuer"),
  bad("another audience", eddsa(header(), claims({ aud: "other:api" })), "pairing.audience"),
  bad("several audiences", eddsa(header(), claims({ aud: ["tumulte:api"] })), "pairing.malformed"),
  bad("expired beyond the leeway", honest, "pairing.expired", { nowMs: NOW * 1000 + 360_000 }),
  bad("dated ahead beyond the leeway", honest, "pairing.not_yet_valid", { nowMs: NOW * 1000 - 61_000 }),
  bad("valid for 301 s", eddsa(header(), claims({ exp: NOW + 301 })), "pairing.lifetime"),
  bad("over before it begins", eddsa(header(), claims({ exp: NOW - 1 })), "pairing.lifetime"),
  bad("from the beginning to the end of time", eddsa(header(), JSON.stringify(claims()).replace(/"iat":\d+,"exp":\d+/, '"iat":-9223372036854775808,"exp":9223372036854775807')), "pairing.lifetime"),
  bad("a time as text", eddsa(header(), claims({ iat: `${NOW}` })), "pairing.malformed"),
  bad("a time too large to be one", eddsa(header(), JSON.stringify(claims()).replace(/"exp":\d+/, '"exp":1e300')), "pairing.malformed"),
  ...Object.keys(claims()).map((name) => bad(`no ${name}`, eddsa(header(), without(claims(), name)), "pairing.malformed")),
  bad("a code that is none", eddsa(header(), claims({ pairing_code: "12-ABCD" })), "pairing.malformed"),
  bad("a jti of 64 bits", eddsa(header(), claims({ jti: b64(bytes(5, 8)) })), "pairing.malformed"),
  bad("a world without id", eddsa(header(), claims({ world_id: " " })), "pairing.malformed"),
  bad("a claim given twice", eddsa(header(), JSON.stringify(claims()).replace("{", '{"world_id":"other",')), "pairing.malformed"),
  bad("a header parameter given twice", eddsa(JSON.stringify(header()).replace("{", '{"alg":"none",'), claims()), "pairing.malformed"),
  bad("a critical extension", eddsa(header({ crit: ["b64"], b64: false }), claims()), "pairing.critical_header"),
  bad("an empty list of critical extensions", eddsa(header({ crit: [] }), claims()), "pairing.critical_header"),
  bad("no public key", eddsa({ alg: "EdDSA", typ: "JWT" }, claims()), "pairing.malformed"),
  bad("a key of another curve", eddsa(header({ jwk: { ...jwk(), crv: "X25519" } }), claims()), "pairing.malformed"),
  bad("a key that is no point", eddsa(header({ jwk: jwk(b64(Buffer.alloc(32, 2))) }), claims()), "pairing.malformed"),
  bad("a key of small order", eddsa(header({ jwk: jwk(b64(Buffer.concat([Buffer.from([1]), Buffer.alloc(31)]))) }), claims()), "pairing.malformed"),
  bad("a token of another type", eddsa(header({ typ: "JWE" }), claims()), "pairing.malformed"),
  bad("nothing", "", "pairing.malformed"),
  bad("two parts", `${head}.${body}`, "pairing.malformed"),
  bad("four parts", `${honest}.${signature}`, "pairing.malformed"),
  bad("padding", `${honest}==`, "pairing.malformed"),
  bad("base64 instead of base64url", `${head}.${body}.${"+/".repeat(43)}`, "pairing.malformed"),
  bad("a header that is no JSON", `${b64("{")}.${body}.${signature}`, "pairing.malformed"),
  bad("claims that are no object", eddsa(header(), "[]"), "pairing.malformed"),
  bad("claims as a list of their values", eddsa(header(), JSON.stringify(Object.values(claims()))), "pairing.malformed"),
  bad("a header as a list of its values", eddsa(JSON.stringify(Object.values(header())), claims()), "pairing.malformed"),
  bad("more than 8 KiB", eddsa(header(), claims({ world_name: "x".repeat(7000) })), "pairing.oversized"),
];

const JTI = claims().jti;
const claimClaims = (more = {}) => ({
  sub: "pairing:claim", aud: "tumulte:api", jti: JTI, iat: NOW, exp: NOW + 60, nonce: b64(bytes(6, 16)), ...more,
});
const plain = { alg: "EdDSA", typ: "JWT" };
const claim = (name, token, more) => ({ name, token, jti: JTI, key: ed25519, nowMs: NOW_MS, ...more });
const yes = { claim: { jti: JTI } };
const claimCases = [
  claim("an honest claim", eddsa(plain, claimClaims()), {
    sign: { secretKey: b64(MAKER.seed), jti: JTI, nowMs: NOW_MS, random: b64(bytes(6, 16)) }, ...yes,
  }),
  claim("a key in the header is ignored", eddsa(header(), claimClaims()), yes),
  claim("the shared secret", hs256({ alg: "HS256" }, claimClaims()), { key: "hs256", shared: true, ...yes }),
  claim("the shared secret, taken away since", hs256({ alg: "HS256" }, claimClaims()), { key: "hs256", error: "pairing.foreign_key" }),
  claim("another key", eddsa(plain, claimClaims(), THIEF), { error: "pairing.foreign_key" }),
  claim("another key that the header vouches for", eddsa(header({ jwk: jwk(THIEF.x) }), claimClaims(), THIEF), { error: "pairing.foreign_key" }),
  claim("the shared secret for an offer with a key", hs256({ alg: "HS256" }, claimClaims()), { shared: true, error: "pairing.algorithm" }),
  claim("the public key used as secret", hs256({ alg: "HS256" }, claimClaims(), Buffer.from(MAKER.x, "base64url")), { error: "pairing.algorithm" }),
  claim("alg none", `${join({ alg: "none" }, claimClaims())}.`, { error: "pairing.algorithm" }),
  claim("another offer's claim", eddsa(plain, claimClaims({ jti: b64(bytes(9, 16)) })), { error: "pairing.unknown" }),
  claim("the offer itself", honest, { error: "pairing.subject" }),
  claim("another subject", eddsa(plain, claimClaims({ sub: "vtt:foundry" })), { error: "pairing.subject" }),
  claim("another audience", eddsa(plain, claimClaims({ aud: "x" })), { error: "pairing.audience" }),
  claim("expired beyond the leeway", eddsa(plain, claimClaims()), { nowMs: NOW * 1000 + 120_000, error: "pairing.expired" }),
  claim("dated ahead beyond the leeway", eddsa(plain, claimClaims()), { nowMs: NOW * 1000 - 61_000, error: "pairing.not_yet_valid" }),
  claim("valid for 61 s", eddsa(plain, claimClaims({ exp: NOW + 61 })), { error: "pairing.lifetime" }),
  claim("no nonce", eddsa(plain, without(claimClaims(), "nonce")), { error: "pairing.malformed" }),
  claim("no token", "", { error: "pairing.malformed" }),
];

const state = JTI;
const malformed = { error: "pairing.malformed" };
const textCases = {
  codes: [
    ...["KMX-472", "kmx-472", "KMX472", " k m x 4 7 2 ", "kmx – 472", "kmx_472"].map((typed) => ({ text: typed, code: "KMX-472" })),
    { text: "abc-123", code: "ABC-123" },
    ...["", "KMX", "KMX-47", "KMX-4722", "472-KMX", "KM1-472", "ÄMX-472", "KMX-47٢"].map((typed) => ({ text: typed, ...malformed })),
  ],
  urls: [
    ...[
      `foundry://connect?token=${honest}&state=${state}`,
      ` foundry://connect/?state=${state}&token=${honest}#x `,
      `FOUNDRY://connect?utm=1&token=${honest.slice(0, 70)}\n${honest.slice(70)}&state=${state}`,
    ].map((pasted) => ({ text: pasted, url: { token: honest, state } })),
    ...[
      "", "foundry://connect", `foundry://connect?token=${honest}`, `foundry://connect?state=${state}`,
      `https://connect?token=${honest}&state=${state}`, `foundry://connect?token=a&token=b&state=${state}`,
      `foundry://connect?token=${honest}&state=short`,
    ].map((pasted) => ({ text: pasted, ...malformed })),
    { text: "x".repeat(9300), error: "pairing.oversized" },
  ],
};

const write = (name, value) => writeFileSync(new URL(name, import.meta.url), `${JSON.stringify(value, null, 1)}\n`);
write("open.json", { cases: openCases });
write("offers.json", { sharedSecret: SHARED_SECRET, cases: offerCases });
write("claims.json", { sharedSecret: SHARED_SECRET, cases: claimCases });
write("texts.json", textCases);
