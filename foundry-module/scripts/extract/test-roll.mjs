// @ts-check
// A roll that never fell: a natural 20 that goes the whole road to the stream, and is in nobody's chat. Pure.

/**
 * A chat message as Foundry would store it.
 * @param {{id: string, author: string, flavor: string, timestamp: number}} parts
 */
export function testMessage({ id, author, flavor, timestamp }) {
  const die = { class: "Die", options: {}, evaluated: true, number: 1, faces: 20, modifiers: [], results: [{ result: 20, active: true }] };
  const roll = { class: "Roll", options: {}, dice: [], formula: "1d20", terms: [die], total: 20, evaluated: true };
  return {
    _id: id, type: "base", system: {}, style: 0, author, timestamp, flavor, content: "20", whisper: [], blind: false,
    speaker: { scene: null, actor: null, token: null, alias: "Tumulte" }, rolls: [JSON.stringify(roll)],
    // The systems most played want to be told what a d20 is for.
    flags: { dnd5e: { roll: { type: "attack" } }, pf2e: { context: { type: "attack-roll", outcome: "criticalSuccess" } } },
  };
}
