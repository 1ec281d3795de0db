// What each audience may see.

import { optionalText } from "./argument.js";
import { call } from "./call.js";
import { record } from "./roll.js";

export function gmView(roll, place) {
  return call("gmView", record(roll), place ?? null);
}

export function streamView(roll, place) {
  return call("streamView", record(roll), place ?? null);
}

export function streamCharacter(character, id) {
  return call("streamCharacter", character, optionalText(id, "id"));
}

export function streamCombat(combat) {
  return call("streamCombat", combat);
}
