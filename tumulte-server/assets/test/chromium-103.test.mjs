// The browser inside OBS is as old as Chromium 103: what it can't read leaves a stream without its overlay.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import * as acorn from 'acorn';
import * as csstree from 'css-tree';

const ASSETS = fileURLToPath(new URL('..', import.meta.url));
const files = (folder, extension) => readdirSync(`${ASSETS}${folder}`).filter((name) => name.endsWith(extension)).map((name) => `${folder}/${name}`);
const read = (path) => readFileSync(`${ASSETS}${path}`, 'utf8');

const SCRIPTS = [...files('overlay', '.mjs'), ...files('shared', '.mjs')];
const STYLES = [...files('overlay', '.css'), 'tokens.css'];

/** Methods and names that came with Chromium 104 or later. */
const YOUNG_NAMES = [
  'toSorted', 'toReversed', 'toSpliced', 'groupBy', 'withResolvers', 'fromAsync', 'isWellFormed', 'toWellFormed', 'canParse', 'intersection', 'symmetricDifference',
  'isSubsetOf', 'startViewTransition', 'showPopover', 'hidePopover', 'setHTMLUnsafe', 'checkVisibility', 'waitAsync', 'scheduler', 'moveBefore', 'navigation',
];
/** Properties, functions, at-rules and pseudo-classes that came with Chromium 104 or later. */
const YOUNG_PROPERTIES = [
  'translate', 'scale', 'rotate', 'container', 'container-type', 'container-name', 'text-wrap', 'animation-composition', 'animation-timeline', 'animation-range',
  'view-transition-name', 'anchor-name', 'position-anchor', 'field-sizing', 'interpolate-size', 'zoom', 'mask', 'mask-size', 'mask-position', 'mask-composite', 'font-palette',
  'scrollbar-color', 'offset-anchor', 'transition-behavior', 'object-view-box', 'initial-letter', 'hyphenate-character', 'white-space-collapse', 'text-box',
];
const YOUNG_FUNCTIONS = ['color-mix', 'oklch', 'oklab', 'lch', 'lab', 'color', 'light-dark', 'linear', 'sin', 'cos', 'tan', 'round', 'mod', 'rem', 'abs', 'sign', 'pow', 'sqrt', 'hypot', 'anchor', 'calc-size', 'xywh', 'rect'];
const YOUNG_AT_RULES = ['container', 'scope', 'starting-style', 'view-transition', 'position-try', 'font-palette-values', 'function'];
const YOUNG_PSEUDOS = ['has', 'dir', 'popover-open', 'user-valid', 'user-invalid', 'nth-child-of', 'state', 'open', 'modal'];
const YOUNG_UNITS = ['dvh', 'dvw', 'svh', 'svw', 'lvh', 'lvw', 'cqw', 'cqh', 'cqi', 'cqb', 'lh', 'rlh', 'cap', 'rcap'];
/** Prefixed twins that the old browser reads. */
const PREFIXED = ['mask-image'];

function youngInScript(source) {
  const found = [];
  acorn.parse(source, { ecmaVersion: 2022, sourceType: 'module', onToken: (token) => token.type.label === 'name' && YOUNG_NAMES.includes(token.value) && found.push(token.value) });
  return found;
}

function youngInStyle(source) {
  const found = [];
  const problem = (error) => found.push(error.message);
  const tree = csstree.parse(source, { positions: true, onParseError: problem, parseCustomProperty: true });
  let depth = 0;
  csstree.walk(tree, {
    enter(node) {
      if (node.type === 'Rule') {
        depth += 1;
        if (depth > 1) found.push('nesting');
      }
      if (node.type === 'NestingSelector') found.push('&');
      if (node.type === 'Atrule' && YOUNG_AT_RULES.includes(node.name)) found.push(`@${node.name}`);
      if (node.type === 'FeatureRange') found.push('a range in @media');
      if (node.type === 'Declaration' && YOUNG_PROPERTIES.includes(node.property)) found.push(node.property);
      if (node.type === 'Function' && YOUNG_FUNCTIONS.includes(node.name)) found.push(`${node.name}()`);
      if (node.type === 'PseudoClassSelector' && YOUNG_PSEUDOS.includes(node.name)) found.push(`:${node.name}`);
      if (node.type === 'Dimension' && YOUNG_UNITS.includes(node.unit)) found.push(node.unit);
    },
    leave(node) {
      if (node.type === 'Rule') depth -= 1;
    },
  });
  for (const property of PREFIXED) {
    const plain = source.match(new RegExp(`(?<![\\w-])${property}:`, 'g')) ?? [];
    const prefixed = source.match(new RegExp(`-webkit-${property}:`, 'g')) ?? [];
    if (plain.length !== prefixed.length) found.push(`${property} without its prefixed twin`);
  }
  return found;
}

test('every script of the overlay is of 2022 and calls nothing younger than Chromium 103', () => {
  assert.ok(SCRIPTS.length > 20);
  for (const path of SCRIPTS) assert.deepEqual(youngInScript(read(path)), [], path);
});

test('every style sheet of the overlay is read by Chromium 103', () => {
  assert.ok(STYLES.length >= 4);
  for (const path of STYLES) assert.deepEqual(youngInStyle(read(path)), [], path);
});

test('what is younger is found', () => {
  assert.throws(() => youngInScript('import x from "./x.json" with { type: "json" };'), SyntaxError);
  assert.deepEqual(youngInScript('list.toSorted()'), ['toSorted']);
  for (const [style, problem] of [
    ['.a { .b { color: red } }', 'Identifier is expected'],
    ['.a { & > .b { color: red } }', '&'],
    ['.a:has(.b) { color: red }', ':has'],
    ['.a { color: color-mix(in srgb, red, blue) }', 'color-mix()'],
    ['@container (min-width: 3px) { .a { color: red } }', '@container'],
    ['@media (width > 30px) { .a { color: red } }', 'a range in @media'],
    ['.a { rotate: 3deg }', 'rotate'],
    ['.a { height: 100dvh }', 'dvh'],
    ['.a { --x: oklch(50% 0 0) }', 'oklch()'],
    ['.a { mask-image: none }', 'mask-image without its prefixed twin'],
  ]) {
    assert.ok(youngInStyle(style).includes(problem), `${style}: ${youngInStyle(style)}`);
  }
});
