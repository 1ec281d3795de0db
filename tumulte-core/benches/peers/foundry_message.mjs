// What a module in plain JavaScript does: JSON.parse, then the same facts by hand. Prints ns per message.
// node foundry_message.mjs LIST ROUNDS PIECE, where each line of LIST is one message. Of every piece of
// so many messages the best round counts.
import { readFileSync } from "node:fs";

const [list, rounds, piece] = process.argv.slice(2);
const messages = readFileSync(list, "utf8").split("\n").filter(Boolean);

function diceOf(node, found) {
  if (!node || typeof node !== "object") return;
  if (Array.isArray(node.results) && !Array.isArray(node.rolls)) {
    for (const face of node.results) {
      const { result, active = true, discarded = false, rerolled = false, exploded = false } = face;
      const success = face.success ?? (face.failure ? false : undefined);
      found.push({ faces: node.faces, result, active, discarded, rerolled, exploded, success, count: face.count });
    }
    return;
  }
  for (const inner of [node.roll, node.term]) diceOf(inner, found);
  for (const list of [node.terms, node.rolls, node.operands, node.dice]) {
    if (Array.isArray(list)) for (const inner of list) diceOf(inner, found);
  }
}

/** Rolls in the text: anchors with the roll's JSON in an attribute. */
function inlineRolls(content) {
  if (!content?.includes("data-roll")) return [];
  const found = [];
  for (const [tag] of content.matchAll(/<a\s[^>]*\binline-r[^>]*>/g)) {
    const data = /\bdata-roll="([^"]*)"/.exec(tag)?.[1];
    if (data) found.push(JSON.parse(decodeURIComponent(data)));
  }
  return found;
}

function extract(text) {
  const message = JSON.parse(text);
  const stored = message.rolls ?? (message.roll ? [message.roll] : []);
  const whisper = message.whisper ?? [];
  const { dnd5e, pf2e, sw5e, CoC7, lancer, pf1 } = message.flags ?? {};
  const facts = {
    rollType: (dnd5e ?? sw5e)?.roll?.type ?? pf2e?.context?.type,
    outcome: pf2e?.context?.outcome,
    target: pf2e?.context?.dc?.value,
    attack: lancer?.attackData?.targets?.[0]?.crit,
    card: CoC7?.type ?? pf1?.metadata?.item,
    initiative: message.flags?.core?.initiativeRoll,
  };
  const rolls = stored.map((json) => (typeof json === "string" ? JSON.parse(json) : json));
  rolls.push(...inlineRolls(message.content));
  for (const data of [message.system, pf1?.metadata]) {
    for (const { attack, critConfirm, damage, critDamage } of data?.rolls?.attacks ?? []) {
      for (const roll of [attack, critConfirm, ...(damage ?? []), ...(critDamage ?? [])]) {
        if (roll) rolls.push(roll);
      }
    }
  }
  for (const group of message.flags?.betterrolls5e?.entries ?? []) {
    for (const { roll, baseRoll } of group.entries ?? []) {
      if (roll) rolls.push(roll);
      if (baseRoll) rolls.push(baseRoll);
    }
  }
  return rolls.map((roll, index) => {
    const dice = [];
    diceOf(roll, dice);
    const natural = dice.find(({ faces, active }) => faces === 20 && active)?.result;
    return {
      id: `${message._id}#${index}`,
      formula: roll.formula,
      total: roll.total,
      dice,
      threshold: roll.options?.criticalSuccess ?? roll.options?.critical,
      speaker: message.speaker?.alias,
      actor: message.speaker?.actor,
      user: message.author ?? message.user,
      token: message.speaker?.token,
      flavor: message.flavor,
      hidden: message.blind || whisper.length > 0,
      critical: natural === 20 ? "success" : natural === 1 ? "failure" : undefined,
      at: message.timestamp,
      ...facts,
    };
  });
}

const size = Number(piece);
const best = new Array(Math.ceil(messages.length / size)).fill(Infinity);
let rolls = 0;
for (let round = 0; round < Number(rounds); round += 1) {
  rolls = 0;
  for (let index = 0; index < best.length; index += 1) {
    const start = process.hrtime.bigint();
    for (const text of messages.slice(index * size, (index + 1) * size)) rolls += extract(text).length;
    best[index] = Math.min(best[index], Number(process.hrtime.bigint() - start));
  }
}
console.log(`${best.reduce((sum, time) => sum + time, 0) / messages.length} ${rolls}`);
