import { pictureUrl } from './cards.mjs';

/** Tables have one fight at a time; a streamer may sit at a few tables. */
const MAX_COMBATS = 8;

/**
 * Somebody in the tracker.
 *
 * @typedef {object} Row
 * @property {string} id
 * @property {string|null} name none for somebody the table can't name
 * @property {string|null} img
 * @property {string} initiative
 * @property {boolean} isPlayer
 * @property {boolean} isDefeated
 * @property {boolean} isCurrent
 */

/** What is known of the fights at a streamer's tables: the latest one that goes on is shown. */
export class Combats {
  #combats = new Map();

  /**
   * @param {string} type
   * @param {object} payload
   * @returns {boolean} whether the event was about a combat
   */
  take(type, payload) {
    if (!type.startsWith('combat:')) return false;
    if (type === 'combat:state') this.#replace(payload);
    else this.#put(payload.campaignId, payload, type === 'combat:end');
    return true;
  }

  /** What goes on in a campaign: whatever else was known of it is over. */
  #replace({ campaignId, combats }) {
    for (const [key, known] of this.#combats) if (known.campaignId === campaignId) this.#combats.delete(key);
    for (const combat of Array.isArray(combats) ? combats : []) {
      if (combat !== null && typeof combat === 'object') this.#put(campaignId, combat, false);
    }
  }

  #put(campaignId, combat, isOver) {
    if (typeof combat.vttCombatId !== 'string') return;
    const key = `${campaignId} ${combat.vttCombatId}`;
    // The one with the latest news is the last.
    this.#combats.delete(key);
    if (isOver || combat.started !== true || !Array.isArray(combat.combatants)) return;
    this.#combats.set(key, { ...combat, campaignId });
    if (this.#combats.size > MAX_COMBATS) this.#combats.delete(this.#combats.keys().next().value);
  }

  /**
   * @param {number} limit how many stand in the tracker at most
   * @returns {{id: string, round: number, rows: Row[], unseen: number}|null} from whose turn it is on, in order
   */
  shown(limit) {
    const latest = [...this.#combats.values()].at(-1);
    if (latest === undefined) return null;
    const everyone = latest.combatants.filter((one) => one !== null && typeof one === 'object' && typeof one.id === 'string');
    if (everyone.length === 0) return null;
    const turn = everyone.findIndex(({ id }) => id === latest.current);
    const rows = windowOf(everyone, turn, limit).map((one) => row(one, latest.current));
    const round = Number.isFinite(latest.round) ? latest.round : 0;
    return { id: latest.vttCombatId, round, rows, unseen: everyone.length - rows.length };
  }
}

/** As many as fit, in order, with the one whose turn it is near the top. */
function windowOf(everyone, turn, limit) {
  if (everyone.length <= limit) return everyone;
  const start = Math.max(0, Math.min(turn - 1, everyone.length - limit));
  return everyone.slice(start, start + limit);
}

function row(one, current) {
  return {
    id: one.id,
    name: typeof one.name === 'string' && one.name !== '' ? one.name : null,
    img: pictureUrl(one.img),
    initiative: Number.isFinite(one.initiative) ? String(Math.round(one.initiative)) : '',
    isPlayer: one.isPlayer === true,
    isDefeated: one.isDefeated === true,
    isCurrent: one.id === current,
  };
}
