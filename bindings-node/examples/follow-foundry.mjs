// Follows a stream of Foundry's chat messages, one JSON object a line, and prints what is critical.
// tail -f messages.jsonl | node follow-foundry.mjs dnd5e
import { createInterface } from "node:readline";
import { parseMessage, streamView, VttError } from "tumulte";

const [system] = process.argv.slice(2);

for await (const line of createInterface({ input: process.stdin })) {
  try {
    for (const roll of parseMessage("foundry", line, system)) {
      if (!roll.verdict.isCritical) continue;
      const seen = streamView(roll);
      const name = seen.character?.name ?? "Somebody";
      console.log(seen.isHidden ? `${name} rolled in secret` : `${name}: ${roll.verdict.label} (${seen.formula} = ${seen.result})`);
    }
  } catch (error) {
    if (!(error instanceof VttError)) throw error;
    console.error(`left out: ${error.message}`);
  }
}
