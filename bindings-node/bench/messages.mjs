// The recorded messages of Foundry, from text and from bytes, against JSON.parse and hand extraction.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseMessage, parseMessages } from "tumulte";
import { byHand } from "./by-hand.mjs";
import { line, race, ratio, sink } from "./rounds.mjs";

const DATA = process.env.TUMULTE_DATA ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));

/** Messages inside a relay's answer. */
function inside(value, found) {
  if (!value || typeof value !== "object") return found;
  if (!Array.isArray(value) && "rolls" in value && "whisper" in value) found.push(value);
  else for (const field of Object.values(value)) inside(field, found);
  return found;
}

/** Every recorded message with its game system. */
function recorded() {
  const folder = `${DATA}/foundry`;
  const systems = readdirSync(folder).filter((name) => statSync(`${folder}/${name}`).isDirectory());
  return systems.flatMap((system) =>
    readdirSync(`${folder}/${system}`).flatMap((file) =>
      readFileSync(`${folder}/${system}/${file}`, "utf8").split("\n").filter(Boolean).flatMap((text) => {
        const document = JSON.parse(text);
        const messages = "endpoint" in document ? inside(document.response, []) : [document];
        return messages.map((message) => ({ system, text: JSON.stringify(message) }));
      })),
  );
}

/** Reads what a bot wants of each roll. */
function consume(rolls) {
  for (const { formula, total, dice, verdict } of rolls) {
    sink.value += formula.length + (total ?? 0) + dice.length + (verdict.type === null ? 0 : 1);
  }
}

export function messages() {
  if (!existsSync(`${DATA}/foundry`)) {
    console.log("\nskipped: no recordings of Foundry; TUMULTE_DATA names their folder");
    return [];
  }
  const all = recorded().map(({ system, text }) => ({ system, text, bytes: Buffer.from(text) }));
  const size = all.reduce((sum, { bytes }) => sum + bytes.length, 0) / all.length;
  const bySystem = grouped(all);
  const byHands = (rolls) => {
    for (const { formula, total, dice, critical } of rolls) {
      sink.value += (formula?.length ?? 0) + (total ?? 0) + dice.length + (critical === null ? 0 : 1);
    }
  };
  const found = race({
    text: () => { for (const { system, text } of all) consume(parseMessage("foundry", text, system)); },
    bytes: () => { for (const { system, bytes } of all) consume(parseMessage("foundry", bytes, system)); },
    batch: () => {
      for (const [system, list] of bySystem) {
        for (const read of parseMessages("foundry", list.map(({ text }) => text), system)) if (Array.isArray(read)) consume(read);
      }
    },
    handText: () => { for (const { text } of all) byHands(byHand(text)); },
    handBytes: () => { for (const { bytes } of all) byHands(byHand(bytes.toString())); },
  }, 100);
  const each = Object.fromEntries(Object.entries(found).map(([name, time]) => [name, time / all.length]));
  console.log(`\nreading ${all.length} recorded messages of ${(size / 1000).toFixed(2)} kB: formula, total, dice, verdict of every roll`);
  line("parseMessage, from text", each.text);
  line("parseMessage, from bytes", each.bytes);
  line("parseMessages, each", each.batch, "those of a system at once");
  line("JSON.parse by hand, from text", each.handText);
  line("JSON.parse by hand, from bytes", each.handBytes);
  return [
    ratio("parseMessage from text against JSON.parse by hand", each.handText / each.text, 1.8),
    ratio("parseMessage from bytes against JSON.parse by hand", each.handBytes / each.bytes, 1.8),
  ];
}

function grouped(all) {
  const groups = new Map();
  for (const entry of all) groups.set(entry.system, [...(groups.get(entry.system) ?? []), entry]);
  return groups;
}
