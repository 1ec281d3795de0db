// Messages and documents of tabletops.

import { list, optionalText, text } from "./argument.js";
import { call, packed } from "./call.js";
import { errorFrom } from "./error.js";
import { Raw, Reader } from "./pack.js";
import { rollsIn } from "./roll.js";
import { rulesOf } from "./rule-set.js";

export function parseMessage(vtt, raw, system, actor) {
  return rollsIn(packed("parseMessage", [text(vtt, "vtt"), new Raw(raw), rulesOf(system ?? "", "system"), actor ?? null]));
}

export function parseMessages(vtt, raws, system) {
  const given = [text(vtt, "vtt"), rulesOf(system ?? "", "system")];
  const isDump = typeof raws === "string" || raws instanceof Uint8Array;
  const messages = isDump ? [raws] : list(raws, "raws");
  const reader = new Reader(packed(isDump ? "parseDump" : "parseMessages", [...given, ...messages.map((raw) => new Raw(raw))]));
  const read = [];
  while (!reader.isOver) {
    const frame = reader.frame();
    // Rolls begin with a 0, an error is a map.
    read.push(frame[0] === 0 ? rollsIn(frame) : errorFrom(new Reader(frame).value()));
  }
  return read;
}

export function parseCharacter(vtt, raw, system) {
  return call("parseCharacter", text(vtt, "vtt"), new Raw(raw), optionalText(system, "system"));
}

export function parseCombat(vtt, raw, system) {
  optionalText(system, "system");
  return call("parseCombat", text(vtt, "vtt"), new Raw(raw));
}
