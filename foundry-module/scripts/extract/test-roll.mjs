// @ts-check
// A roll that never fell: a critical success that goes the whole road to the stream, and is in nobody's chat. Pure.

import { TEST_ROLLS } from "../data/test-rolls.mjs";

/** A natural 20, for game systems nobody described. */
const USUAL = {
  roll: {
    class: "Roll", options: {}, dice: [], formula: "1d20", total: 20, evaluated: true,
    terms: [{ class: "Die", options: {}, evaluated: true, number: 1, faces: 20, modifiers: [], results: [{ result: 20, active: true }] }],
  },
};

/**
 * A chat message as Foundry would store it, in the shape of the game system's own.
 * @param {{id: string, author: string, flavor: string, timestamp: number, system: string}} parts
 */
export function testMessage({ id, author, flavor, timestamp, system }) {
  const { roll, ...said } = Object.hasOwn(TEST_ROLLS, system) ? /** @type {any} */ (TEST_ROLLS)[system] : USUAL;
  return {
    _id: id, type: "base", system: {}, flags: {}, style: 0, author, timestamp, flavor, content: String(roll.total), whisper: [], blind: false,
    speaker: { scene: null, actor: null, token: null, alias: "Tumulte" }, ...structuredClone(said), rolls: [JSON.stringify(roll)],
  };
}
