// What a module in plain JavaScript does with a Foundry message: JSON.parse, then the facts by hand.

function walk(node, dice) {
  if (!node || typeof node !== "object") return;
  if (Array.isArray(node.results) && !Array.isArray(node.rolls)) {
    for (const { result, active = true } of node.results) dice.push({ faces: node.faces, result, active });
    return;
  }
  walk(node.roll, dice);
  walk(node.term, dice);
  for (const list of [node.terms, node.rolls, node.operands, node.dice]) {
    if (Array.isArray(list)) for (const inner of list) walk(inner, dice);
  }
}

/** Every roll of a message, inline ones too: formula, total, dice, natural 20 or 1. */
export function byHand(text) {
  const message = JSON.parse(text);
  const stored = message.rolls ?? (message.roll ? [message.roll] : []);
  const rolls = stored.map((roll) => (typeof roll === "string" ? JSON.parse(roll) : roll));
  if (message.content?.includes("data-roll=")) {
    for (const [, encoded] of message.content.matchAll(/data-roll="([^"]*)"/g)) {
      try {
        rolls.push(JSON.parse(decodeURIComponent(encoded)));
      } catch {
        // An attribute of somebody else's.
      }
    }
  }
  return rolls.filter(Boolean).map((roll) => {
    const dice = [];
    walk(roll, dice);
    const natural = dice.find(({ faces, active }) => faces === 20 && active)?.result;
    const critical = natural === 20 ? "success" : natural === 1 ? "failure" : null;
    return { formula: roll.formula, total: roll.total, dice, critical };
  });
}
