// Values as bytes: what JSON can say, without being text; see src/pack.rs.

const [NULL, FALSE, TRUE, INTEGER, FLOAT, TEXT, LIST, MAP, END, BYTES] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
/** Deeper than anything a reader takes; what lies below is left out. */
const MAX_DEPTH = 200;
/** More than any reader takes. */
const MAX_BYTES = 1 << 28;
const SHORT = 24;
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const EMPTY = new Uint8Array(0);

/** Reads values one after the other. */
export class Reader {
  constructor(bytes, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset);
    this.at = at;
    this.end = end;
  }

  get isOver() {
    return this.at >= this.end;
  }

  value() {
    switch (this.bytes[this.at++]) {
      case FALSE: return false;
      case TRUE: return true;
      case INTEGER: return this.view.getInt32((this.at += 4) - 4, true);
      case FLOAT: return this.view.getFloat64((this.at += 8) - 8, true);
      case TEXT: return this.#text();
      case LIST: return this.#list();
      case MAP: return this.#map();
      default: return null;
    }
  }

  /** The bytes of a frame, still where they are. */
  frame() {
    const length = this.view.getUint32(this.at, true);
    this.at += 4;
    return this.bytes.subarray(this.at, (this.at += length));
  }

  #text() {
    const { bytes } = this;
    const length = this.view.getUint32(this.at, true);
    const start = this.at + 4;
    const end = (this.at = start + length);
    if (length < SHORT) {
      let text = "";
      let at = start;
      for (; at < end && bytes[at] < 128; at++) text += String.fromCharCode(bytes[at]);
      if (at === end) return text;
    }
    return decoder.decode(bytes.subarray(start, end));
  }

  #list() {
    const list = [];
    while (this.bytes[this.at] !== END) list.push(this.value());
    this.at++;
    return list;
  }

  #map() {
    const map = {};
    while (this.bytes[this.at++] !== END) {
      const key = this.#text();
      const value = this.value();
      // Such a name comes from outside: it is a key like any other.
      if (key === "__proto__") Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
      else map[key] = value;
    }
    return map;
  }
}

/** Writes arguments one after the other. */
class Writer {
  bytes = new Uint8Array(1024);
  view = new DataView(this.bytes.buffer);
  at = 0;
  above = [];

  room(length) {
    const needed = this.at + length;
    if (needed <= this.bytes.length) return;
    if (needed > MAX_BYTES) throw new RangeError("too large");
    const larger = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    larger.set(this.bytes.subarray(0, this.at));
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }

  sign(sign) {
    this.room(1);
    this.bytes[this.at++] = sign;
  }

  run(sign, bytes) {
    this.room(bytes.length + 5);
    this.bytes[this.at] = sign;
    this.view.setUint32(this.at + 1, bytes.length, true);
    this.bytes.set(bytes, this.at + 5);
    this.at += bytes.length + 5;
  }

  text(text, sign = TEXT) {
    const { length } = text;
    this.room(length * 3 + 5);
    const start = this.at + 5;
    let end = start;
    if (length < SHORT) {
      let code;
      while (end - start < length && (code = text.charCodeAt(end - start)) < 128) this.bytes[end++] = code;
    }
    if (end - start < length) end = start + encoder.encodeInto(text, this.bytes.subarray(start, start + length * 3)).written;
    this.bytes[this.at] = sign;
    this.view.setUint32(this.at + 1, end - start, true);
    this.at = end;
  }

  number(number) {
    this.room(9);
    if ((number | 0) === number) {
      this.bytes[this.at] = INTEGER;
      this.view.setInt32(this.at + 1, number, true);
      this.at += 5;
    } else if (Number.isFinite(number)) {
      this.bytes[this.at] = FLOAT;
      this.view.setFloat64(this.at + 1, number, true);
      this.at += 9;
    } else {
      this.sign(NULL);
    }
  }

  /** What `JSON.stringify` would write; whether there was anything. */
  value(given, key) {
    const value = typeof given?.toJSON === "function" ? given.toJSON(key) : given;
    switch (typeof value) {
      case "string": this.text(value); return;
      case "number": this.number(value); return;
      case "boolean": this.sign(value ? TRUE : FALSE); return;
      case "bigint": throw new TypeError("a bigint is no JSON");
      case "object": if (value !== null) return this.nested(value);
      // Falls through: nothing, functions and symbols are null inside a list.
      default: this.sign(NULL);
    }
  }

  nested(value) {
    if (this.above.includes(value)) throw new TypeError("it holds itself");
    if (this.above.length >= MAX_DEPTH) return this.sign(NULL);
    this.above.push(value);
    if (Array.isArray(value)) {
      this.sign(LIST);
      for (let index = 0; index < value.length; index++) this.value(value[index], index);
    } else {
      this.sign(MAP);
      for (const key of Object.keys(value)) {
        const field = value[key];
        if (field === undefined || typeof field === "function" || typeof field === "symbol") continue;
        this.text(key);
        this.value(field, key);
      }
    }
    this.sign(END);
    this.above.pop();
  }

  argument(given) {
    if (given instanceof Raw) return this.raw(given.content);
    const start = this.at;
    try {
      this.value(given, "");
    } catch {
      // As malformed for every reader as text that is no JSON.
      this.at = start;
      this.above.length = 0;
      this.run(BYTES, EMPTY);
    }
  }

  raw(content) {
    if (typeof content === "string") return this.text(content, BYTES);
    if (content instanceof Uint8Array) return this.run(BYTES, content);
    return this.argument(content);
  }
}

/** A message or document: text and bytes go over as they are. */
export class Raw {
  constructor(content) {
    this.content = content;
  }
}

const writer = new Writer();

/** Arguments as bytes, good until the next are packed. */
export function pack(list) {
  writer.at = 0;
  for (const given of list) writer.argument(given);
  const packed = writer.bytes.subarray(0, writer.at);
  if (writer.bytes.length > 1 << 22) {
    writer.bytes = new Uint8Array(1024);
    writer.view = new DataView(writer.bytes.buffer);
  }
  return packed;
}
