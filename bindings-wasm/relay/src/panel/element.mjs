// @ts-check
// Elements without any HTML of anybody.

/**
 * @param {Document} document
 * @param {string} tag
 * @param {Record<string, string>} [attributes]
 * @param {(Node | string)[]} [children]
 * @returns {any}
 */
export function element(document, tag, attributes = {}, children = []) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

const SVG = "http://www.w3.org/2000/svg";
const PATHS = [
  { d: "M32 3 57 17.5v29L32 61 7 46.5v-29z", fill: "#e2b053" },
  { d: "M32 15 48 43H16z", fill: "#1d1505" },
  { d: "M32 3v12M57 17.5 48 43M7 17.5 16 43M32 15 7 17.5M32 15l25 2.5M16 43 7 46.5M48 43l9 3.5M16 43l16 18 16-18", fill: "none", stroke: "#1d1505", "stroke-width": "2", "stroke-linejoin": "round" },
];

/** Tumulte's die. @param {Document} document */
export function icon(document) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 64 64");
  svg.setAttribute("aria-hidden", "true");
  for (const path of PATHS) {
    const drawn = document.createElementNS(SVG, "path");
    for (const [name, value] of Object.entries(path)) drawn.setAttribute(name, value);
    svg.append(drawn);
  }
  return svg;
}
