// @ts-check
// Lines in the browser console. Never tokens, codes, names or message bodies.

const PREFIX = "Tumulte |";

/** @param {...unknown} parts */
export const info = (...parts) => console.info(PREFIX, ...parts);

/** @param {...unknown} parts */
export const warn = (...parts) => console.warn(PREFIX, ...parts);

/** @param {...unknown} parts */
export const error = (...parts) => console.error(PREFIX, ...parts);
