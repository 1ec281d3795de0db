// What a relay in somebody's tab passes on: made-up messages in the shape in which the pages have them.

import { randomBytes } from "node:crypto";

const PUSH = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

/** An id as Roll20's database draws them: its first eight letters are the moment. */
export function pushKey(now = Date.now()) {
  let moment = now;
  let letters = "";
  for (let place = 0; place < 8; place += 1) {
    letters = PUSH[moment % 64] + letters;
    moment = Math.floor(moment / 64);
  }
  return letters + [...randomBytes(12)].map((byte) => PUSH[byte % 64]).join("");
}

/** The claims of an offer that a relay makes for a table of this tabletop. */
export const relayClaims = (vtt, worldId, worldName) => ({
  sub: `vtt:${vtt}`, iss: "relay:tumulte", world_id: worldId, world_name: worldName,
});

/** An attack on the 2014 sheet of Roll20, as its database keeps it: lists have become objects. */
export const roll20Attack = (face, { name = "Tamsin", bonus = 6, critAt = 20, type = "general" } = {}) => ({
  type, who: "Ada", playerid: "-Mplayer", rolltemplate: "atk",
  content: `{{mod=+${bonus}}} {{rname=Halberd}} {{r1=$[[0]]}} {{normal=1}} {{r2=$[[1]]}} {{attack=1}} charname=${name}`,
  inlinerolls: {
    0: {
      expression: `1d20cs>${critAt} + ${bonus}[STR]`,
      results: {
        type: "V", resultType: "sum", total: face + bonus,
        rolls: {
          0: { type: "R", dice: 1, sides: 20, mods: { customCrit: { 0: { comp: ">=", point: critAt } } }, results: { 0: { v: face } } },
          1: { type: "M", expr: `+${bonus}` },
        },
      },
    },
    1: { expression: `0d20cs>${critAt} + ${bonus}[STR]`, results: { type: "V", resultType: "sum", total: bonus, rolls: { 0: { type: "M", expr: `+${bonus}` } } } },
  },
});

/** What Beyond20 tells any page of a roll. */
export const beyond20Attack = (face, { name = "Tamsin", bonus = 6, whisper = 0, rendered } = {}) => ({
  action: "rendered-roll", ...(rendered ? { rendered } : {}), title: "Halberd", html: "", character: name, whisper,
  request: { action: "roll", type: "attack", name: "Halberd", advantage: 0, whisper, character: { name, type: "Character" } },
  attack_rolls: [{
    formula: `1d20 + ${bonus}`, total: face + bonus, type: "to-hit", discarded: false, "critical-limit": 20, "fail-limit": 1,
    "critical-success": face === 20, "critical-failure": face === 1,
    parts: [{ formula: "1d20", amount: 1, faces: 20, modifiers: "", total: face, rolls: [{ roll: face }] }, "+", bonus],
  }],
  damage_rolls: [], total_damages: {}, roll_info: [], attributes: {}, description: "", source: "", play_sound: false, open: false,
});

/** A fulfilled roll of D&D Beyond's game log. */
export const ddbAttack = (face, { name = "Tamsin", bonus = 6, scope = "gameId", id = randomBytes(8).toString("hex") } = {}) => ({
  id, dateTime: String(Date.now()), gameId: "4415", userId: "77", source: "web", eventType: "dice/roll/fulfilled",
  entityId: "9001", entityType: "character", messageScope: scope, messageTarget: scope === "gameId" ? "4415" : "77", persist: true,
  data: {
    action: "Halberd", setId: "8201", rollId: `roll-${id}`,
    context: { entityId: "9001", entityType: "character", name, messageScope: scope, messageTarget: "4415" },
    rolls: [{
      diceNotation: { set: [{ count: 1, dieType: "d20", dice: [{ dieType: "d20", dieValue: face }], operation: 0 }], constant: bonus },
      rollType: "to hit", rollKind: "", result: { constant: bonus, values: [face], total: face + bonus, text: `${face}+${bonus}` },
    }],
  },
});

/** `relay:message` around a message. */
export const relayEvent = (worldId, source, raw, more = {}) => ({
  worldId, source, id: pushKey(), ts: Date.now(), seq: 1, timestamp: Date.now(), raw, ...more,
});
