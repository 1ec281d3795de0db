// Draws Tumulte's die as a PNG: shops of extensions take no SVG.

import { crc32, deflateSync } from "node:zlib";

const BRASS = [0xe2, 0xb0, 0x53];
const INK = [0x1d, 0x15, 0x05];
const OUTLINE = [[32, 3], [57, 17.5], [57, 46.5], [32, 61], [7, 46.5], [7, 17.5]];
const FACE = [[32, 15], [48, 43], [16, 43]];
const EDGES = [
  [[32, 3], [32, 15]], [[57, 17.5], [48, 43]], [[7, 17.5], [16, 43]], [[32, 15], [7, 17.5]], [[32, 15], [57, 17.5]],
  [[16, 43], [7, 46.5]], [[48, 43], [57, 46.5]], [[16, 43], [32, 61]], [[32, 61], [48, 43]],
];

const inside = (polygon, x, y) => {
  let is = false;
  for (let one = 0, other = polygon.length - 1; one < polygon.length; other = one, one += 1) {
    const [[x1, y1], [x2, y2]] = [polygon[one], polygon[other]];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) is = !is;
  }
  return is;
};

const near = ([[x1, y1], [x2, y2]], x, y) => {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const along = Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - x1 - along * dx, y - y1 - along * dy);
};

/** The colour and cover of a point of the drawing, which is 64 wide. */
function colour(x, y) {
  if (!inside(OUTLINE, x, y)) return null;
  return inside(FACE, x, y) || EDGES.some((edge) => near(edge, x, y) <= 1) ? INK : BRASS;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** Node has it from version 20.15 on. */
function crc(bytes) {
  if (typeof crc32 === "function") return crc32(bytes);
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}

/**
 * @param {number} size pixels
 * @returns {Buffer} a PNG
 */
export function drawIcon(size) {
  const FINE = 4;
  const rows = [];
  for (let y = 0; y < size; y += 1) {
    const row = Buffer.alloc(1 + size * 4);
    for (let x = 0; x < size; x += 1) {
      const sum = [0, 0, 0, 0];
      for (let part = 0; part < FINE * FINE; part += 1) {
        const [fx, fy] = [x + ((part % FINE) + 0.5) / FINE, y + (Math.floor(part / FINE) + 0.5) / FINE];
        const seen = colour((fx * 64) / size, (fy * 64) / size);
        if (seen) seen.forEach((value, place) => (sum[place] += value));
        if (seen) sum[3] += 1;
      }
      const covered = Math.max(1, sum[3]);
      [sum[0] / covered, sum[1] / covered, sum[2] / covered, (sum[3] * 255) / (FINE * FINE)].forEach((value, place) => row.writeUInt8(Math.round(value), 1 + x * 4 + place));
    }
    rows.push(row);
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", head), chunk("IDAT", deflateSync(Buffer.concat(rows))), chunk("IEND", Buffer.alloc(0))]);
}
