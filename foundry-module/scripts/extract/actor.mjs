// @ts-check
// Actors become facts and documents. Pure: takes live documents, asks no globals.
//
// Numbers come from prepared data (`actor.system`), since many maxima exist only there.

import { isBelonging, itemDocument } from "./item.mjs";
import { actorPaths, mayBePlayed, picked, telltaleTypes } from "./sheet.mjs";

/**
 * @typedef {import("./sheet.mjs").SheetTable} SheetTable
 *
 * @typedef {object} ActorLike
 * @property {string} id
 * @property {string} name
 * @property {string | null} [img]
 * @property {string} type
 * @property {boolean} hasPlayerOwner
 * @property {Record<string, any>} [system]
 * @property {Iterable<import("./item.mjs").ItemLike>} [items]
 * @property {Iterable<string>} [statuses]
 */

/**
 * Whether an actor is somebody's character: assigned to a player, or owned by one and of a type
 * that people play.
 * @param {ActorLike} actor
 * @param {ReadonlySet<string>} assigned ids of actors that players chose as their character
 * @param {SheetTable} sheet
 */
export function isPlayerCharacter(actor, assigned, sheet) {
  return assigned.has(actor.id) || (actor.hasPlayerOwner && mayBePlayed(sheet, actor.type));
}

/**
 * A character as the server reads it: the actor's document, of which only what the shared tables name leaves the table.
 * Descriptions and biographies stay at home.
 * @param {ActorLike} actor
 * @param {object} around
 * @param {SheetTable} around.sheet
 * @param {(path: string) => string | null} around.absolute a path inside Foundry as a web address
 * @param {string} [around.primaryAttribute]
 * @returns {import("../_types.mjs").SentCharacter}
 */
export function characterOf(actor, { sheet, absolute, primaryAttribute }) {
  const telltale = telltaleTypes(sheet);
  const items = [...(actor.items ?? [])]
    .filter((item) => telltale.has(item.type) || isBelonging(item, sheet))
    .flatMap((item) => itemDocument(item, sheet, absolute) ?? []);
  return {
    actor: {
      ...picked(actor, actorPaths(sheet, primaryAttribute)),
      _id: actor.id,
      name: actor.name,
      type: actor.type,
      statuses: [...(actor.statuses ?? [])],
      items,
    },
    hasPlayerOwner: true,
    // Who is assigned as a player's character is one, whatever its type.
    characterType: "pc",
    ...avatar(actor.img, absolute),
  };
}

/**
 * @param {string | null | undefined} img
 * @param {(path: string) => string | null} absolute
 */
function avatar(img, absolute) {
  const avatarUrl = img ? absolute(img) : null;
  return avatarUrl ? { avatarUrl } : {};
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
