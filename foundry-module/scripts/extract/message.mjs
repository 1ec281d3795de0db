// @ts-check
// A stored chat message becomes an event. Pure; judges nothing and leaves no roll out.

/**
 * @typedef {Record<string, any>} MessageSource
 * @typedef {{worldId: string, system: import("../_types.mjs").SystemRef, coreVersion: string}} WorldRef
 */

/** How deep systems nest their rolls in `system` and `flags`, with room to spare. */
const DEPTH = 8;

/** Inline rolls live in the text alone, as `data-roll` of a link. */
const INLINE_ROLL = /\bdata-roll\s*=/;

/** Where systems keep the outcome of a test that has no roll object at all. */
const TEST_RESULTS = [
  ["system", "testData", "result"],
  ["flags", "testData", "result"],
  ["system", "result"],
  ["flags", "CoC7", "load", "dicePool"],
];

/**
 * Whether a message holds dice anywhere a system is known to put them: in its rolls, inline in its
 * text, or in the system's own data (attack cards of pf1, tests of wfrp4e).
 * @param {MessageSource} source
 */
export function carriesRolls(source) {
  if (Array.isArray(source.rolls) && source.rolls.length > 0) return true;
  if (typeof source.content === "string" && INLINE_ROLL.test(source.content)) return true;
  if (TEST_RESULTS.some((path) => isObject(path.reduce((at, key) => at?.[key], source)))) return true;
  return holdsRoll(source.system, DEPTH) || holdsRoll(source.flags, DEPTH);
}

/**
 * Whether a roll as Foundry serialises it lies anywhere inside, as object or as JSON text.
 * @param {unknown} value
 * @param {number} depth
 * @returns {boolean}
 */
function holdsRoll(value, depth) {
  if (typeof value === "string") return value.startsWith("{") && value.includes('"terms"') && value.includes('"formula"');
  if (!isObject(value) || depth === 0) return false;
  if (Array.isArray(value.terms) && typeof value.formula === "string") return true;
  return Object.values(value).some((inner) => holdsRoll(inner, depth - 1));
}

/** @param {unknown} value @returns {value is Record<string, any>} */
const isObject = (value) => typeof value === "object" && value !== null;

/** Parts of a message whose change cannot change what its rolls mean. */
const COSMETIC = new Set(["_id", "_stats", "sound", "sort", "timestamp", "title"]);

/**
 * Whether an update may have changed the rolls, who may see them, or what they mean.
 * @param {Record<string, unknown>} changed the difference, as Foundry hands it to hooks
 */
export function touchesRolls(changed) {
  return Object.keys(changed).some((key) => {
    const top = key.split(".")[0] ?? key;
    if (top !== "flags") return !COSMETIC.has(top);
    return touchesMeaning(key, changed[key]);
  });
}

/** Flags of modules that only dress a message up; Dice So Nice writes on nearly every roll. */
const DRESSING = new Set(["dice-so-nice", "core"]);

/**
 * @param {string} key `flags`, or a dotted key below it
 * @param {unknown} value
 */
function touchesMeaning(key, value) {
  const scopes = key === "flags" ? Object.keys(isObject(value) ? value : {}) : [key.split(".")[1] ?? ""];
  return scopes.some((scope) => !DRESSING.has(scope));
}

/**
 * The payload of `dice:roll` and `dice:update`: the message as it is stored, with every roll.
 * @param {MessageSource} source `message.toObject()`
 * @param {import("../_types.mjs").ActorFacts | null} actor who is speaking
 * @param {WorldRef} world
 * @param {number} timestamp ms
 */
export function rollPayload(source, actor, world, timestamp) {
  return {
    worldId: world.worldId,
    timestamp,
    system: world.system,
    coreVersion: world.coreVersion,
    message: source,
    ...(actor ? { actor } : {}),
  };
}

/**
 * The payload of `dice:delete`.
 * @param {string} messageId
 * @param {WorldRef} world
 * @param {number} timestamp ms
 */
export function deletePayload(messageId, world, timestamp) {
  return { worldId: world.worldId, timestamp, messageId };
}
