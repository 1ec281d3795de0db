// What each audience may see.
"use strict";

const { json, optionalText } = require("./argument.js");
const { refused } = require("./error.js");
const native = require("./native.js");

function gmView(roll, place) {
  return view(native.gmView, gmView, roll, place);
}

function streamView(roll, place) {
  return view(native.streamView, streamView, roll, place);
}

function view(make, entry, roll, place) {
  const where = place === undefined || place === null ? undefined : json(present(place));
  try {
    return JSON.parse(make(json(roll), where));
  } catch (thrown) {
    throw refused(thrown, entry);
  }
}

/** The same object without what is not there. */
function present(place) {
  if (typeof place !== "object") return place;
  return Object.fromEntries(Object.entries(place).filter(([, value]) => value !== null));
}

function streamCharacter(character, id) {
  const ours = optionalText(id, "id");
  try {
    return JSON.parse(native.streamCharacter(json(character), ours));
  } catch (thrown) {
    throw refused(thrown, streamCharacter);
  }
}

function streamCombat(combat) {
  try {
    return JSON.parse(native.streamCombat(json(combat)));
  } catch (thrown) {
    throw refused(thrown, streamCombat);
  }
}

module.exports = { gmView, streamCharacter, streamCombat, streamView };
