// @ts-check
// The panel's words, in the browser's language.

import en from "../lang/en.json";
import fr from "../lang/fr.json";

/**
 * @param {string} language such as `fr-CA`
 * @returns {(key: string, values?: Record<string, string | number>) => string}
 */
export function wordsIn(language) {
  /** @type {Record<string, string>} */
  const words = language.toLowerCase().startsWith("fr") ? fr : en;
  return (key, values = {}) => (words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/**
 * A code of the wire contract in words.
 * @param {ReturnType<typeof wordsIn>} say
 * @param {string} code
 */
export function explain(say, code) {
  const words = say(`error.${code}`);
  return words === `error.${code}` ? say("error.unknown", { code }) : words;
}
