const SVG = 'http://www.w3.org/2000/svg';

/** The crack's road across a plate of 840 by 250, from the rim above the die to the far side. */
const CRACK = [[150, -8], [186, 44], [168, 82], [246, 112], [270, 84], [338, 142], [404, 118], [448, 168], [530, 132], [590, 180], [652, 142], [716, 196], [772, 160], [812, 204], [850, 190]];
const BRANCHES = [
  [[338, 142], [362, 196], [346, 262]],
  [[530, 132], [556, 78], [536, 34], [562, -10]],
  [[716, 196], [736, 226], [728, 262]],
  [[246, 112], [222, 166], [244, 206], [228, 262]],
  [[652, 142], [684, 96], [742, 74], [776, 26], [812, -8]],
];
const BRANCH_COUNT = { minor: 1, major: 3, extreme: 5 };
const SPARK_COUNT = { minor: 0, major: 9, extreme: 20 };

/**
 * What happens behind the words.
 *
 * @param {import('./cards.mjs').Card} card
 * @returns {Element[]}
 */
export function drawEffects(card) {
  switch (card.kind) {
    case 'success':
      return [box('glow'), box('rays'), box('shine'), ...sparks(SPARK_COUNT[card.severity])];
    case 'failure':
      return [box('bruise'), crack(BRANCH_COUNT[card.severity])];
    case 'masked':
      return [box('smoke smoke-far'), box('smoke smoke-near')];
    default:
      return [];
  }
}

/** Spread by the golden angle: even to the eye, and the same on every run. */
function sparks(count) {
  return Array.from({ length: count }, (_, index) => {
    const spark = box('spark');
    const turn = index * 2.399963;
    spark.style.setProperty('--x', `${(Math.cos(turn) * (16 + (index % 5) * 9)).toFixed(1)}rem`);
    spark.style.setProperty('--y', `${(-6 - Math.abs(Math.sin(turn)) * 12).toFixed(1)}rem`);
    spark.style.setProperty('--late', `${420 + (index % 7) * 55}ms`);
    spark.style.setProperty('--grain', `${(0.35 + (index % 3) * 0.16).toFixed(2)}rem`);
    return spark;
  });
}

function crack(branches) {
  const svg = element('svg', { class: 'crack', viewBox: '0 0 840 250', preserveAspectRatio: 'none', 'aria-hidden': 'true' });
  svg.append(element('polygon', { class: 'crack-shelf', points: `${road(CRACK)} 850,262 -10,262 -10,-8` }));
  for (const points of BRANCHES.slice(0, branches)) svg.append(fissure(points, 5, 'crack-branch'));
  svg.append(fissure(CRACK, 15, 'crack-main'));
  return svg;
}

/** A gap that narrows along its road: out on one side, back on the other. */
function fissure(points, width, name) {
  const last = points.length - 1;
  const there = points.map(([x, y], index) => [x, y - half(width, index, last)]);
  const back = points.map(([x, y], index) => [x + (index % 2) * 3, y + half(width, index, last)]).reverse();
  return element('polygon', { class: `fissure ${name}`, points: road([...there, ...back]) });
}

function half(width, index, last) {
  const uneven = index % 2 === 0 ? 0.75 : 1.1;
  return (width / 2) * (1 - (0.8 * index) / last) * uneven;
}

function road(points) {
  return points.map((point) => point.map((value) => Math.round(value * 10) / 10).join(',')).join(' ');
}

function box(name) {
  const node = document.createElement('div');
  node.className = name;
  return node;
}

function element(name, attributes) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  return node;
}
