// Functions beside those that they are most alike: what repeats within 32 kB packs into nothing.

const CELLS = 512;
/** How much of what came before still counts. */
const FADES = 0.6;

/** The places of functions in an order in which each follows what is most like it. */
export function alike(bodies) {
  const marks = bodies.map(mark);
  const left = new Set(bodies.keys());
  const order = [];
  const context = new Float32Array(CELLS);
  let next = bodies.reduce((most, body, place) => (body.length > bodies[most].length ? place : most), 0);
  while (left.size > 0) {
    order.push(next);
    left.delete(next);
    const last = marks[next];
    for (let cell = 0; cell < CELLS; cell++) context[cell] = context[cell] * FADES + last[cell];
    let best = -1;
    for (const place of left) {
      const likeness = product(marks[place], context);
      if (likeness > best) [best, next] = [likeness, place];
    }
  }
  return order;
}

function product(one, other) {
  let sum = 0;
  for (let cell = 0; cell < CELLS; cell++) sum += one[cell] * other[cell];
  return sum;
}

/** Which runs of four bytes a function has, as a direction. */
function mark(body) {
  const cells = new Float32Array(CELLS);
  for (let at = 0; at + 4 <= body.length; at++) {
    const four = body[at] | (body[at + 1] << 8) | (body[at + 2] << 16) | (body[at + 3] << 24);
    cells[Math.imul(four, 0x9e3779b1) >>> 23]++;
  }
  let length = 0;
  for (let cell = 0; cell < CELLS; cell++) {
    length += cells[cell];
    cells[cell] = Math.sqrt(cells[cell]);
  }
  const size = Math.sqrt(length) || 1;
  return cells.map((count) => count / size);
}
