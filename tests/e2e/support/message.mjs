// Chat messages as Foundry 12 and later store them, with a world's part of the envelope around.

import { randomBytes } from "node:crypto";

/** Foundry's kind of id: sixteen letters and digits. */
export const documentId = () => randomBytes(8).toString("hex");

/** Who speaks in these tests. */
export const HERO = { id: "heroAAAAAAAAAAAA", name: "Ilse the Quiet", img: null, type: "character", hasPlayerOwner: true };

const GM = "gmAAAAAAAAAAAAAA";
const PLAYER = "playerAAAAAAAAAA";

const AUDIENCE = {
  public: { whisper: [], blind: false },
  gm: { whisper: [GM], blind: false },
  blind: { whisper: [GM], blind: true },
  self: { whisper: [PLAYER], blind: false },
};

/** A roll of one d20 as Foundry serialises it. */
export function d20(face, modifier = 0) {
  const terms = [{
    class: "Die", options: {}, evaluated: true, number: 1, faces: 20, modifiers: [], results: [{ result: face, active: true }],
  }];
  if (modifier !== 0) {
    terms.push({ class: "OperatorTerm", options: {}, evaluated: false, operator: "+" });
    terms.push({ class: "NumericTerm", options: {}, evaluated: true, number: modifier });
  }
  const formula = modifier === 0 ? "1d20" : `1d20 + ${modifier}`;
  return { class: "D20Roll", options: {}, dice: [], formula, terms, total: face + modifier, evaluated: true };
}

/**
 * A chat message.
 * @param {{id?: string, rolls?: object[], audience?: keyof AUDIENCE, type?: string, flavor?: string}} what
 */
export function message({ id = documentId(), rolls = [d20(11)], audience = "public", type = "attack", flavor = "" } = {}) {
  return {
    _id: id, type: "base", style: 0, author: PLAYER, timestamp: Date.now(), flavor, content: "", system: {},
    speaker: { scene: null, token: null, actor: HERO.id, alias: HERO.name },
    rolls: rolls.map((roll) => JSON.stringify(roll)),
    flags: { dnd5e: { roll: { type } } },
    ...AUDIENCE[audience],
  };
}

/** `dice:roll` or `dice:update` around a message. */
export const rollEvent = (chatMessage, more = {}) => ({
  worldId: "greyhaven", seq: 1, timestamp: Date.now(), system: { id: "dnd5e", version: "5.1.0" }, coreVersion: "13.345",
  message: chatMessage, actor: HERO, ...more,
});

/** `dice:delete` of a message. */
export const deleteEvent = (messageId) => ({ worldId: "greyhaven", seq: 1, timestamp: Date.now(), messageId });

/** The hero as a character of the world. */
export const CHARACTER = {
  vttCharacterId: HERO.id, name: HERO.name, avatarUrl: null, characterType: "pc", stats: {}, inventory: [], metadata: {},
};
