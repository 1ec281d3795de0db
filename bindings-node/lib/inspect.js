// How objects of this package look in the console.
"use strict";

const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/** Shows a class as a name and one text: `Formula(2d6 + 3)`. */
function shownAs(type, text) {
  define(type, function () {
    return `${type.name}(${text(this)})`;
  });
}

/** Shows a class as a name and its fields. */
function shownWith(type, fields) {
  define(type, function (depth, options, inspect) {
    if (depth < 0) return `[${type.name}]`;
    return `${type.name} ${inspect(fields(this), { ...options, depth: options.depth === null ? null : options.depth - 1 })}`;
  });
}

function define(type, value) {
  Object.defineProperty(type.prototype, INSPECT, { value, configurable: true, writable: true });
}

module.exports = { shownAs, shownWith };
