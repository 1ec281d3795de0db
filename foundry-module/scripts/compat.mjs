// @ts-check
// The only file that asks which Foundry this is, or knows where a generation keeps things.
// Everything here is looked up at call time: `game` does not exist when modules load.

import { MODULE_ID, PAIRED_FLAG } from "./constants.mjs";

/** The oldest generation whose messages and applications this module understands. */
const OLDEST = 12;

/** Foundry's generation: 12, 13, 14 … */
export const generation = () => Number(game.release?.generation ?? 0);

/** Whether this Foundry is new enough. Newer ones than tested are tried, not refused. */
export const isSupported = () => generation() >= OLDEST;

/** Whether there is a page to draw on; false only where the module runs headless. */
export const hasPage = () => typeof document !== "undefined";

/** The base class of our windows. The namespace came with generation 12. */
export function applicationBase() {
  const { ApplicationV2, HandlebarsApplicationMixin } = foundry.applications.api;
  return HandlebarsApplicationMixin(ApplicationV2);
}

/** Active GMs as candidates for sending. */
export function gmCandidates() {
  return game.users
    .filter((/** @type {any} */ user) => user.active && user.isGM)
    .map((/** @type {any} */ user) => ({ id: user.id, role: user.role, paired: Boolean(user.getFlag(MODULE_ID, PAIRED_FLAG)) }));
}

/** What the world is and runs. */
export function worldFacts() {
  return {
    worldId: game.world.id,
    worldName: game.world.title,
    gmUserId: game.user.id,
    moduleVersion: game.modules.get(MODULE_ID)?.version ?? "0.0.0",
    system: { id: game.system.id, version: String(game.system.version ?? "") },
    coreVersion: String(game.release?.build ? `${game.release.generation}.${game.release.build}` : game.version),
  };
}

/**
 * The actor and token behind a speaker. A token's own actor comes first: it may differ from the
 * one in the sidebar.
 * @param {{scene?: string | null, token?: string | null, actor?: string | null}} speaker
 */
export function speakerOf(speaker) {
  const token = speaker.scene && speaker.token ? game.scenes?.get(speaker.scene)?.tokens?.get(speaker.token) : null;
  const actor = token?.actor ?? (speaker.actor ? game.actors.get(speaker.actor) : null) ?? null;
  return { actor, tokenImg: token?.texture?.src ?? null };
}

/** Ids of the actors that players chose as their character. */
export function assignedCharacters() {
  return new Set(game.users
    .filter((/** @type {any} */ user) => !user.isGM && user.character)
    .map((/** @type {any} */ user) => user.character.id));
}

/**
 * The actor that an embedded document lies on, be it directly or on a thing that the actor carries; null for anything else.
 * @param {any} document an item or an effect
 */
export function ownerOf(document) {
  const parent = document?.parent ?? null;
  if (parent?.documentName === "Item") return ownerOf(parent);
  return parent?.documentName === "Actor" ? parent : null;
}

/**
 * The combat a stream follows: one that is active and has begun, on the scene that is active. Never `game.combat`, which is
 * the one this GM happens to look at.
 */
export function followedCombat() {
  const going = (game.combats ?? []).filter((/** @type {any} */ combat) => combat.active && Number(combat.round) > 0);
  const scene = game.scenes?.active?.id ?? null;
  const isHere = (/** @type {any} */ combat) => (combat.scene?.id ?? null) === scene;
  const isAnywhere = (/** @type {any} */ combat) => !combat.scene;
  return going.find(isHere) ?? going.find(isAnywhere) ?? going[0] ?? null;
}

/** Where systems name the item of a usage card, as a UUID. */
const CARD_ITEMS = ["flags.dnd5e.item.uuid", "flags.dnd5e.use.itemUuid", "flags.pf2e.origin.uuid", "system.item.uuid", "system.origin.uuid"];

/**
 * The owned item that a chat card shows; null where it shows none, or one that is not in the world.
 * @param {any} message
 */
export function cardItem(message) {
  const source = message.toObject();
  for (const path of CARD_ITEMS) {
    const uuid = foundry.utils.getProperty(source, path);
    const [, actorId, itemId] = /^Actor\.([^.]+)\.Item\.([^.]+)$/.exec(typeof uuid === "string" ? uuid : "") ?? [];
    const item = actorId ? game.actors.get(actorId)?.items.get(itemId) : null;
    if (item) return item;
  }
  return null;
}

/** The attribute on a token's first bar, for systems no path table knows. */
export const primaryAttribute = () => game.system.primaryTokenAttribute ?? undefined;

/**
 * A path inside Foundry as a web address; null for what is none (data, blobs).
 * @param {string} path
 */
export function absoluteUrl(path) {
  try {
    const isAddress = /^[a-z][a-z0-9+.-]*:/i.test(path);
    const url = new URL(isAddress ? path : foundry.utils.getRoute(path), location.href);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}

/**
 * Dice So Nice, when it is there and rolling in this browser.
 * @returns {boolean}
 */
export const hasDiceSoNice = () => Boolean(game.modules.get("dice-so-nice")?.active && game.dice3d);
