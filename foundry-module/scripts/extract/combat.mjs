// @ts-check
// A combat becomes a document for the server. Pure.
//
// Of whoever is hidden, in the tracker, on the map or by a secret disposition, nothing leaves but that there is somebody in
// the order of turns: the server needs the place to know whose turn it is, and shows nobody.

/** `CONST.TOKEN_DISPOSITIONS.SECRET`. */
const SECRET = -2;

/**
 * Whether players must not know of a combatant.
 * @param {any} combatant
 */
export const isHiddenCombatant = (combatant) =>
  Boolean(combatant.hidden || combatant.token?.hidden || combatant.token?.disposition === SECRET);

/**
 * @param {any} combat the live document
 * @param {(path: string) => string | null} absolute a path inside Foundry as a web address
 * @returns {Record<string, any>}
 */
export function combatDocument(combat, absolute) {
  const turns = [...combat.turns];
  return {
    _id: combat.id,
    round: combat.round,
    started: isStarted(combat),
    turns: turns.map((/** @type {any} */ one) => one.id),
    current: turns[combat.turn ?? -1]?.id ?? null,
    combatants: turns.map((/** @type {any} */ one) => combatantDocument(one, absolute)),
  };
}

/** @param {any} combat the stored round counts: `started` is a getter that differs between generations */
export const isStarted = (combat) => Number(combat.round) > 0;

/**
 * @param {any} combatant
 * @param {(path: string) => string | null} absolute
 */
function combatantDocument(combatant, absolute) {
  if (isHiddenCombatant(combatant)) return { _id: combatant.id, hidden: true };
  const { id: _id, name, token, actor } = combatant;
  const img = combatant.img ? absolute(combatant.img) : null;
  return {
    _id,
    name,
    ...(img ? { img } : {}),
    ...(combatant.actorId ? { actorId: combatant.actorId } : {}),
    ...(combatant.tokenId ? { tokenId: combatant.tokenId } : {}),
    initiative: typeof combatant.initiative === "number" ? combatant.initiative : null,
    hidden: false,
    defeated: Boolean(combatant.isDefeated ?? combatant.defeated),
    // Without a token nobody can tell whose side it is on; the server then shows player characters alone.
    ...(token ? { token: { hidden: false, disposition: token.disposition, displayName: token.displayName } } : {}),
    ...(actor ? { actor: { hasPlayerOwner: Boolean(actor.hasPlayerOwner) } } : {}),
  };
}

/**
 * What happened between two states of the followed combat; null when nothing did.
 * @param {Record<string, any> | null} before
 * @param {Record<string, any>} after
 * @returns {"combat:start" | "combat:round" | "combat:turn" | "combat:update" | null}
 */
export function combatStep(before, after) {
  if (!before || before._id !== after._id) return "combat:start";
  if (before.round !== after.round) return "combat:round";
  if (before.current !== after.current) return "combat:turn";
  return JSON.stringify(before) === JSON.stringify(after) ? null : "combat:update";
}
