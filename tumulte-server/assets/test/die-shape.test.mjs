import assert from 'node:assert/strict';
import test from 'node:test';
import { dieBodies, faceText } from '../shared/die-shape.mjs';

const only = (die) => dieBodies(die).bodies[0];

test('every die of the table has its own silhouette', () => {
  const corners = Object.fromEntries([4, 6, 8, 10, 12, 20].map((faces) => [faces, only({ faces, result: 1 }).shape]));
  assert.equal(corners[4].front.length, 3);
  assert.equal(corners[6].front.length, 4);
  assert.equal(corners[8].front.length, 3);
  assert.equal(corners[10].front.length, 4);
  assert.equal(corners[12].front.length, 5);
  assert.equal(corners[20].front.length, 3);
  const outlines = Object.values(corners).map((shape) => JSON.stringify(shape.outline));
  assert.equal(new Set(outlines).size, outlines.length);
});

test('every die stays inside its box', () => {
  for (const faces of [0, 2, 3, 4, 6, 8, 10, 12, 20, 100, 1000]) {
    for (const { shape, x, y, scale } of dieBodies({ faces, result: 1 }).bodies) {
      for (const [px, py] of [...shape.outline, ...shape.facets.flatMap((facet) => facet.points)]) {
        assert.ok(x + px * scale >= -5 && x + px * scale <= 105, `d${faces} x`);
        assert.ok(y + py * scale >= -5 && y + py * scale <= 105, `d${faces} y`);
      }
    }
  }
});

test('facets and front cover the whole die', () => {
  const area = (points) =>
    Math.abs(points.reduce((sum, [x, y], index) => {
      const [nextX, nextY] = points[(index + 1) % points.length];
      return sum + x * nextY - nextX * y;
    }, 0)) / 2;
  for (const faces of [2, 4, 6, 8, 10, 12, 20, 30]) {
    const { shape } = only({ faces, result: 1 });
    const painted = area(shape.front) + shape.facets.reduce((sum, facet) => sum + area(facet.points), 0);
    assert.ok(Math.abs(painted - area(shape.outline)) < 2, `d${faces}: ${painted} of ${area(shape.outline)}`);
  }
});

test('a hundred-sided die is a pair of tens and units', () => {
  const read = (result) => dieBodies({ faces: 100, result }).bodies.map((body) => body.text).join(' ');
  assert.equal(read(97), '90 7');
  assert.equal(read(3), '00 3');
  assert.equal(read(10), '10 0');
  assert.equal(read(100), '00 0');
});

test('a fate die shows signs and a tens die shows tens', () => {
  assert.deepEqual([-1, 0, 1].map((result) => faceText({ faces: 3, result, kind: 'fate' })), ['\u2212', '', '+']);
  assert.equal(faceText({ faces: 10, result: 4, kind: 'tens' }), '40');
  assert.equal(faceText({ faces: 10, result: 10, kind: 'tens' }), '00');
});

test('a die nobody has a mould for still gets a body', () => {
  assert.equal(dieBodies({ faces: 30, result: 27 }).name, 'other');
  assert.equal(dieBodies({ faces: 0, result: '?' }).bodies[0].text, '?');
});
