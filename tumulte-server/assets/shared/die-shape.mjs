/**
 * The silhouettes of dice as plain numbers, in a box of 100 by 100.
 *
 * @typedef {[number, number]} Point
 * @typedef {{points: Point[], tone: number}} Facet tone 0 (in shadow) to 4 (lit)
 * @typedef {{name: string, outline: Point[], facets: Facet[], front: Point[], face: {x: number, y: number, size: number}}} Shape
 */

const LIGHT = [-0.45, -0.89];

/** @returns {Point} a point on a circle around the middle; 90 degrees is up */
function polar(radius, degrees, y = 50) {
  const angle = (degrees * Math.PI) / 180;
  return [round(50 + radius * Math.cos(angle)), round(y - radius * Math.sin(angle))];
}

function round(number) {
  return Math.round(number * 100) / 100;
}

function ring(count, radius, start = 90) {
  return Array.from({ length: count }, (_, index) => polar(radius, start - (index * 360) / count));
}

/** Lights a facet by where it looks: the lamp hangs up and to the left. */
function lit(points) {
  const x = points.reduce((sum, point) => sum + point[0], 0) / points.length - 50;
  const y = points.reduce((sum, point) => sum + point[1], 0) / points.length - 50;
  const length = Math.hypot(x, y) || 1;
  const towardsLight = (x * LIGHT[0] + y * LIGHT[1]) / length;
  return { points, tone: Math.max(0, Math.min(4, Math.round((towardsLight + 1) * 2))) };
}

function shape(name, outline, front, sides, face) {
  return { name, outline, front, facets: sides.map(lit), face };
}

function d4() {
  const [top, left, right, back] = [[46, 4], [3, 86], [74, 96], [97, 72]];
  return shape('d4', [top, left, right, back], [top, left, right], [[top, right, back]], { x: 42, y: 69, size: 32 });
}

function d6() {
  const front = [[4, 21], [79, 21], [79, 96], [4, 96]];
  const lid = [[4, 21], [21, 4], [96, 4], [79, 21]];
  const side = [[79, 21], [96, 4], [96, 79], [79, 96]];
  const outline = [[4, 21], [21, 4], [96, 4], [96, 79], [79, 96], [4, 96]];
  return shape('d6', outline, front, [lid, side], { x: 41.5, y: 58.5, size: 46 });
}

function d8() {
  const [top, right, bottom, left] = [[50, 2], [91, 63], [50, 98], [9, 63]];
  return shape('d8', [top, right, bottom, left], [top, right, left], [[left, right, bottom]], { x: 50, y: 46, size: 34 });
}

function d10() {
  const [top, right, rightLow, bottom, leftLow, left] = [[50, 3], [96, 45], [96, 56], [50, 97], [4, 56], [4, 45]];
  const [kiteRight, kiteLow, kiteLeft] = [[79, 58], [50, 75], [21, 58]];
  return shape(
    'd10',
    [top, right, rightLow, bottom, leftLow, left],
    [top, kiteRight, kiteLow, kiteLeft],
    [
      [top, right, rightLow, kiteRight],
      [top, left, leftLow, kiteLeft],
      [rightLow, bottom, kiteLow, kiteRight],
      [leftLow, bottom, kiteLow, kiteLeft],
    ],
    { x: 50, y: 50, size: 34 },
  );
}

function d12() {
  const outer = ring(10, 48);
  const inner = ring(5, 33);
  const sides = inner.map((point, index) => {
    const next = (index + 1) % 5;
    return [point, outer[index * 2], outer[index * 2 + 1], outer[(next * 2) % 10], inner[next]];
  });
  return shape('d12', outer, inner, sides, { x: 50, y: 51, size: 34 });
}

function d20() {
  const outer = ring(6, 48.5);
  const inner = ring(3, 38);
  const sides = [];
  for (let index = 0; index < 3; index += 1) {
    const at = index * 2;
    const [before, here, after] = [outer[(at + 5) % 6], outer[at], outer[at + 1]];
    sides.push([before, here, inner[index]], [here, after, inner[index]]);
    sides.push([inner[index], after, inner[(index + 1) % 3]]);
  }
  return shape('d20', outer, inner, sides, { x: 50, y: 54, size: 33 });
}

/** Coins and dice nobody has a mould for: a bevelled disc of so many sides. */
function disc(name, count) {
  const outer = ring(count, 48, 90 - 180 / count);
  const inner = ring(count, 37, 90 - 180 / count);
  const sides = outer.map((point, index) => {
    const next = (index + 1) % count;
    return [point, outer[next], inner[next], inner[index]];
  });
  return shape(name, outer, inner, sides, { x: 50, y: 50, size: 36 });
}

const SHAPES = new Map([
  [2, disc('coin', 36)],
  [3, { ...d6(), name: 'd6' }],
  [4, d4()],
  [6, d6()],
  [8, d8()],
  [10, d10()],
  [12, d12()],
  [20, d20()],
]);
const OTHER = disc('other', 12);

/**
 * One die as the bodies to draw: a hundred-sided one is a pair of tens and units.
 *
 * @param {{faces: number, result: number|string, kind?: string}} die
 * @returns {{name: string, bodies: {shape: Shape, text: string, x: number, y: number, scale: number}[]}}
 */
export function dieBodies(die) {
  const whole = Number(die.result);
  if (die.faces === 100 && Number.isInteger(whole) && whole >= 1 && whole <= 100) {
    const tens = Math.floor((whole % 100) / 10) * 10;
    const body = SHAPES.get(10);
    return {
      name: 'd100',
      bodies: [
        { shape: body, text: String(tens).padStart(2, '0'), x: -4, y: -2, scale: 0.7 },
        { shape: body, text: String(whole % 10), x: 34, y: 31, scale: 0.7 },
      ],
    };
  }
  const mould = SHAPES.get(die.faces) ?? OTHER;
  return { name: mould.name, bodies: [{ shape: mould, text: faceText(die), x: 0, y: 0, scale: 1 }] };
}

/**
 * What is painted on the face that lies up.
 *
 * @param {{faces: number, result: number|string, kind?: string}} die
 * @returns {string}
 */
export function faceText(die) {
  const result = Number(die.result);
  if (die.kind === 'fate') return result > 0 ? '+' : result < 0 ? '\u2212' : '';
  if (die.kind === 'tens' && die.faces === 10 && result >= 0 && result <= 10) return String((result % 10) * 10).padStart(2, '0');
  return String(die.result).replace('-', '\u2212');
}
