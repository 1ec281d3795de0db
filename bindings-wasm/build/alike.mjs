// Functions beside those that they are most alike: what repeats within 32 kB packs into nothing.

import { deflateRawSync } from "node:zlib";

/** Lengths of the runs of bytes by which likeness is told. */
const [SHORT, LONG] = [4, 8];
/** How many bytes back a function may find what it is made of. */
const REACH = 16_000;
/** Long functions share less of their bytes with others, but gain more by it. */
const LENGTH_COUNTS = 0.9;

/** What so many functions have says nothing about which of them are alike. */
const COMMON = 60;
const NEIGHBOURS = 8;
/** What is packed to see whether a function lies well: so many bytes behind it, knowing so many before it. */
const [BEHIND, BEFORE] = [6_000, 24_000];
const ROUNDS = 3;

/** The places of functions in an order that packs well. */
export function alike(bodies) {
  const functions = bodies.map((body) => Buffer.from(body));
  const runs = new Runs(functions);
  const order = chained(functions, runs);
  for (let round = 0; round < ROUNDS; round += 1) settle(functions, runs, order);
  return order;
}

/** Which runs of bytes each function has, and which functions have each of them. */
class Runs {
  constructor(functions) {
    const known = new Map();
    this.holders = [];
    this.isLong = [];
    this.of = functions.map((body, place) => {
      const runs = [];
      for (const length of [SHORT, LONG]) {
        for (let at = 0; at + length <= body.length; at += 1) {
          const bytes = body.latin1Slice(at, at + length);
          if (!known.has(bytes)) {
            known.set(bytes, this.holders.length);
            this.holders.push([]);
            this.isLong.push(length === LONG);
          }
          const run = known.get(bytes);
          runs.push(run);
          this.holders[run].push(place);
        }
      }
      return runs;
    });
  }
}

/** Each function follows those that already have the most of it. */
function chained(functions, runs) {
  const within = new Uint32Array(runs.holders.length);
  const shared = new Float64Array(functions.length);
  const count = (run, by) => runs.holders[run].forEach((place) => (shared[place] += by));
  const left = new Set(functions.keys());
  const order = [];
  let [size, forgotten] = [0, 0];
  let next = functions.reduce((most, body, place) => (body.length > functions[most].length ? place : most), 0);
  while (left.size > 0) {
    order.push(next);
    left.delete(next);
    for (const run of runs.of[next]) if (within[run]++ === 0) count(run, 1);
    size += functions[next].length;
    for (; size > REACH; forgotten += 1) {
      const old = order[forgotten];
      for (const run of runs.of[old]) if (--within[run] === 0) count(run, -1);
      size -= functions[old].length;
    }
    let best = -1;
    for (const place of left) {
      const likeness = shared[place] / (functions[place].length + SHORT) ** LENGTH_COUNTS;
      if (likeness > best) [best, next] = [likeness, place];
    }
  }
  return order;
}

/** Each function goes behind one that it is like, if all packs better so. */
function settle(functions, runs, order) {
  for (const place of functions.keys()) {
    const from = order.indexOf(place);
    const others = order.toSpliced(from, 1);
    // Less than two bytes are chance.
    let [least, to] = [packedWith(functions, others, from, place) - 1, from];
    for (const neighbour of neighbours(functions, runs, place)) {
      const at = others.indexOf(neighbour) + 1;
      const size = packedWith(functions, others, at, place);
      if (size < least) [least, to] = [size, at];
    }
    if (to !== from) order.splice(0, order.length, ...others.toSpliced(to, 0, place));
  }
}

/** How many packed bytes a function takes at a place in the order of all others. */
function packedWith(functions, others, at, place) {
  const before = Buffer.concat(upTo(BEFORE, functions, others, at - 1, -1).reverse());
  const behind = upTo(BEHIND, functions, others, at, 1);
  return packed(before, [functions[place], ...behind]) - packed(before, behind);
}

/** Functions from a place in the order on, in one direction, until there are so many bytes. */
function upTo(most, functions, order, from, step) {
  const some = [];
  let size = 0;
  for (let at = from; size < most && at >= 0 && at < order.length; at += step) {
    some.push(functions[order[at]]);
    size += functions[order[at]].length;
  }
  return some;
}

function packed(before, bodies) {
  return deflateRawSync(Buffer.concat(bodies), { level: 9, dictionary: before.length > 0 ? before : undefined }).length;
}

/** The functions that have most of a function's rarer runs, for their own length. */
function neighbours(functions, runs, place) {
  const likeness = new Map();
  for (const run of new Set(runs.of[place])) {
    if (!runs.isLong[run] || runs.holders[run].length > COMMON) continue;
    for (const other of new Set(runs.holders[run])) {
      likeness.set(other, (likeness.get(other) ?? 0) + 1 / Math.sqrt(functions[other].length));
    }
  }
  likeness.delete(place);
  return [...likeness].sort((one, other) => other[1] - one[1]).slice(0, NEIGHBOURS).map(([other]) => other);
}
