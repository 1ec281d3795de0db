// Arguments: checked, and made what the add-on takes.
"use strict";

const DIALECTS = ["foundry", "roll20", "avrae"];
const TWO_TO_32 = 2 ** 32;

function kindOf(value) {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : typeof value;
}

function wrongType(name, expected, value) {
  return new TypeError(`expected ${expected} as ${name}, found ${kindOf(value)}`);
}

/** A text that must be there. */
function text(value, name) {
  if (typeof value !== "string") throw wrongType(name, "a string", value);
  return value;
}

/** A text that may be missing. */
function optionalText(value, name) {
  return value === undefined || value === null ? undefined : text(value, name);
}

/** A finite number that must be there. */
function number(value, name) {
  if (typeof value !== "number") throw wrongType(name, "a number", value);
  if (Number.isNaN(value)) throw new RangeError(`expected a number as ${name}, found NaN`);
  return value;
}

/** The place of a dialect among those of core. */
function dialect(value) {
  if (value === undefined || value === null) return 0;
  const place = DIALECTS.indexOf(text(value, "dialect"));
  if (place < 0) throw new RangeError(`expected a dialect: ${DIALECTS.join(", ")}; found ${JSON.stringify(value.slice(0, 40))}`);
  return place;
}

/** Lower and upper half of a seed; nothing without one. */
function seed(value) {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "bigint") {
    if (value < 0n || value >> 64n) throw new RangeError("expected a seed from 0 on, below 2^64");
    return { low: Number(value & 0xffffffffn), high: Number(value >> 32n) };
  }
  if (typeof value !== "number") throw wrongType("seed", "a number or bigint", value);
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError("expected a seed that is a whole number from 0 on; above 2^53 as bigint");
  }
  return { low: value % TWO_TO_32, high: Math.floor(value / TWO_TO_32) };
}

/** What dice showed. */
function faces(values) {
  if (values === null || values === undefined || typeof values[Symbol.iterator] !== "function" || typeof values === "string") {
    throw wrongType("faces", "a list of whole numbers", values);
  }
  return Array.from(values, (face) => {
    if (typeof face !== "number") throw wrongType("face", "a number", face);
    if (!Number.isInteger(face) || Math.abs(face) > 0x7fffffff) throw new RangeError("expected faces that are whole numbers below 2^31");
    return face;
  });
}

/** A list that must be one. */
function list(value, name) {
  if (!Array.isArray(value)) throw wrongType(name, "an array", value);
  return value;
}

/** Bytes that may be missing. */
function optionalBytes(value, name) {
  if (value === undefined || value === null) return undefined;
  if (!(value instanceof Uint8Array)) throw wrongType(name, "a Uint8Array", value);
  return value;
}

/** The JSON of a value; empty, and so malformed for every reader, when it has none. */
function json(value) {
  try {
    return JSON.stringify(value) ?? "";
  } catch {
    return "";
  }
}

/** A message or document: text and bytes as they are, anything else as its JSON. */
function raw(value) {
  return typeof value === "string" || value instanceof Uint8Array ? value : json(value);
}

module.exports = {
  DIALECTS, dialect, faces, json, list, number, optionalBytes, optionalText, raw, seed, text, wrongType,
};
