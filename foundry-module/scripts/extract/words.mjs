// @ts-check
// Words that came over the wire, made fit for a notice. Pure.

const LONGEST = 140;

/**
 * Plain words: no line breaks, nothing that older notices would take for HTML, not too many.
 * @param {unknown} text
 */
export function plainWords(text) {
  if (typeof text !== "string") return "";
  const words = text.replace(/[\p{Cc}\p{Cf}<>&]+/gu, " ").replace(/\s+/g, " ").trim();
  return words.length > LONGEST ? `${words.slice(0, LONGEST - 1)}…` : words;
}
