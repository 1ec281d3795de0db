import { dieBodies } from './die-shape.mjs';

const SVG = 'http://www.w3.org/2000/svg';

/**
 * Draws a die as SVG; colours come from the style sheet (`.die-front`, `.die-tone-0` … `.die-tone-4`).
 *
 * @param {{faces: number, result: number|string, kind?: string}} die
 * @param {number} [faceScale] above 1 for dice so small that the figure needs all the room
 * @returns {SVGSVGElement}
 */
export function drawDie(die, faceScale = 1) {
  const { name, bodies } = dieBodies(die);
  const svg = element('svg', { viewBox: '0 0 100 100', class: 'die-svg', 'data-shape': name, 'aria-hidden': 'true' });
  for (const body of bodies) svg.append(drawBody(body, faceScale));
  return svg;
}

function drawBody({ shape, text, x, y, scale }, faceScale) {
  const group = element('g', { transform: `translate(${x} ${y}) scale(${scale})` });
  group.append(polygon(shape.outline, 'die-outline'));
  for (const facet of shape.facets) group.append(polygon(facet.points, `die-facet die-tone-${facet.tone}`));
  group.append(polygon(shape.front, 'die-facet die-front'));
  const size = (text.length > 2 ? (shape.face.size * 2.2) / text.length : shape.face.size) * faceScale;
  const face = element('text', {
    class: 'die-face',
    x: shape.face.x,
    // Capitals and figures are about 0.7 em tall: this sets them on the middle, in any font.
    y: shape.face.y + size * 0.35,
    'font-size': size,
    'text-anchor': 'middle',
  });
  face.textContent = text;
  group.append(face);
  if (/^[69]+$/.test(text) && shape.name !== 'd6') {
    const width = size * 0.5 * text.length;
    group.append(
      element('rect', {
        class: 'die-underline',
        x: shape.face.x - width / 2,
        y: shape.face.y + size * 0.46,
        width,
        height: size * 0.08,
      }),
    );
  }
  return group;
}

function polygon(points, name) {
  return element('polygon', { class: name, points: points.map((point) => point.join(',')).join(' ') });
}

function element(name, attributes) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  return node;
}
