// @ts-check
// Actors become facts and characters. Pure: takes plain parts, asks no globals.
//
// Numbers come from prepared data (`actor.system`), since many maxima exist only there.

/**
 * @typedef {object} ActorLike
 * @property {string} id
 * @property {string} name
 * @property {string | null} [img]
 * @property {string} type
 * @property {boolean} hasPlayerOwner
 * @property {Record<string, any>} [system]
 */

/** Alternatives, first hit wins. More systems add a line, not a branch. */
const PATHS = Object.freeze({
  hp: ["attributes.hp", "attribs.hp", "derivedStats.hp", "status.wounds", "hp", "wounds", "health"],
  ac: ["attributes.ac.value", "attributes.ac.normal.total", "ac.value", "stats.parry.value"],
  level: ["details.level.value", "details.level", "level.value", "levelData.level.current"],
});

/** Actor types nobody plays, though players often own them. Lower case. */
const NO_CHARACTER = new Set([
  "npc", "vehicle", "loot", "party", "group", "hazard", "army", "container", "familiar", "starship",
  "drone", "light", "encounter", "environment", "adversary", "monster", "creature", "trap", "base",
]);

/**
 * The value at a dotted path, `undefined` when anything on the way is missing.
 * @param {unknown} root
 * @param {string} path
 */
const at = (root, path) => path.split(".").reduce((/** @type {any} */ here, key) => here?.[key], root);

/** @param {unknown} value @returns {value is number} */
const isNumber = (value) => typeof value === "number" && Number.isFinite(value);

/**
 * Hit points and what is like them, where the system keeps them at a known place.
 * @param {unknown} system
 * @param {string} [fallback] the system's own primary token attribute
 */
function hitPoints(system, fallback) {
  for (const path of fallback ? [...PATHS.hp, fallback] : PATHS.hp) {
    const found = at(system, path);
    if (!isNumber(found?.value)) continue;
    return {
      value: found.value,
      ...(isNumber(found.max) ? { max: found.max } : {}),
      ...(isNumber(found.temp) && found.temp > 0 ? { temp: found.temp } : {}),
    };
  }
  return null;
}

/**
 * @param {unknown} system
 * @param {readonly string[]} paths
 */
function firstNumber(system, paths) {
  for (const path of paths) {
    const found = at(system, path);
    if (isNumber(found)) return found;
  }
  return null;
}

/**
 * Whether an actor is somebody's character: assigned to a player, or owned by one and of a type
 * that people play.
 * @param {ActorLike} actor
 * @param {ReadonlySet<string>} assigned ids of actors that players chose as their character
 */
export function isPlayerCharacter(actor, assigned) {
  return assigned.has(actor.id) || (actor.hasPlayerOwner && !NO_CHARACTER.has(actor.type.toLowerCase()));
}

/**
 * A character for the server's list. Descriptions and biographies stay at home.
 * @param {ActorLike} actor
 * @param {object} around
 * @param {(path: string) => string | null} around.absolute a path inside Foundry as a web address
 * @param {string} [around.primaryAttribute]
 * @returns {import("../_types.mjs").Character}
 */
export function characterOf(actor, { absolute, primaryAttribute }) {
  const hp = hitPoints(actor.system, primaryAttribute);
  const ac = firstNumber(actor.system, PATHS.ac);
  const level = firstNumber(actor.system, PATHS.level);
  return {
    vttCharacterId: actor.id,
    name: actor.name,
    avatarUrl: actor.img ? absolute(actor.img) : null,
    characterType: "pc",
    stats: { ...(hp ? { hp } : {}), ...(ac === null ? {} : { ac }), ...(level === null ? {} : { level }) },
    inventory: [],
    metadata: { actorType: actor.type },
  };
}

/**
 * What goes along with a roll about who made it.
 *
 * For actors without a player the table knows only the name in the chat and the picture on the
 * map, so only these leave: the sheet may hold "Lich in disguise".
 * @param {ActorLike} actor
 * @param {object} seen
 * @param {string} [seen.alias] the name the message shows
 * @param {string | null} [seen.tokenImg]
 * @param {(path: string) => string | null} seen.absolute
 * @returns {import("../_types.mjs").ActorFacts}
 */
export function actorFacts(actor, { alias, tokenImg, absolute }) {
  const img = actor.hasPlayerOwner ? actor.img : tokenImg;
  const address = img ? absolute(img) : null;
  return {
    id: actor.id,
    name: actor.hasPlayerOwner ? actor.name : (alias || actor.name),
    ...(address ? { img: address } : {}),
    type: actor.type,
    hasPlayerOwner: actor.hasPlayerOwner,
  };
}
