// @ts-check
// Owlbear Rodeo: what its dice extension writes about a player, as the room hands it to extensions and they to the room.

const ROLL = "rodeo.owlbear.dice/roll";
const VALUES = "rodeo.owlbear.dice/rollValues";

/**
 * The ids of all dice, in dice and in sets of dice.
 * @param {any} roll
 * @returns {string[]}
 */
function diceOf(roll, depth = 0) {
  if (depth > 8 || !Array.isArray(roll?.dice)) return [];
  return roll.dice.flatMap((/** @type {any} */ one) => (Array.isArray(one?.dice) ? diceOf(one, depth + 1) : typeof one?.id === "string" ? [one.id] : []));
}

/** Dice that have come to rest under the eyes of this tab. */
export class Trays {
  /** @type {Map<string, any>} */
  #metadata = new Map();
  #sieve;
  #now;

  /**
   * @param {import("../sieve.mjs").Sieve} sieve
   * @param {() => number} now
   */
  constructor(sieve, now) {
    this.#sieve = sieve;
    this.#now = now;
  }

  /** A message between the room and an extension. @param {any} message */
  hear(message) {
    const { id, data } = message ?? {};
    if (id === "OBR_PARTY_EVENT_CHANGE") for (const player of data?.players ?? []) this.#look(player?.id, player?.name, player?.metadata);
    if (id === "OBR_PLAYER_EVENT_CHANGE") this.#look(data?.player?.id, data?.player?.name, data?.player?.metadata);
    if (id === "OBR_PLAYER_SET_METADATA") this.#look("me", "", data?.update);
  }

  /**
   * @param {any} playerId
   * @param {any} name
   * @param {any} metadata a part of it is enough: the rest is as it was
   */
  #look(playerId, name, metadata) {
    if (typeof metadata !== "object" || metadata === null || !(ROLL in metadata || VALUES in metadata)) return;
    const player = String(playerId ?? "");
    const whole = { ...this.#metadata.get(player), ...metadata };
    this.#metadata.set(player, whole);
    const dice = diceOf(whole[ROLL]);
    const secret = Boolean(whole[ROLL]?.hidden);
    const isComplete = dice.length > 0 && dice.every((die) => typeof whole[VALUES]?.[die] === "number");
    if (!isComplete && !(secret && dice.length > 0)) return;
    // Every throw draws new ids for its dice, whoever tells of it.
    const id = [...dice].sort().join(".").slice(0, 200);
    const raw = { id: player, ...(name ? { name } : {}), metadata: { [ROLL]: whole[ROLL], [VALUES]: whole[VALUES] } };
    this.#sieve.take({ source: "obr", id, ts: this.#now(), raw, secret });
  }
}

/**
 * @param {Window} window
 * @param {import("../sieve.mjs").Sieve} sieve
 * @param {() => number} now
 */
export function watchRoom(window, sieve, now) {
  const trays = new Trays(sieve, now);
  window.addEventListener("message", ({ data, origin }) => {
    if (/^https:\/\/([\w-]+\.)*owlbear\.(rodeo|app)$/.test(origin)) trays.hear(data);
  });
}
