import { pictureUrl } from './cards.mjs';

const MAX_KNOWN = 64;
const MAX_CONDITIONS = 4;
const MAX_ITEMS = 3;
/** What is worth a viewer's glance, first things first. */
const KINDS = ['weapon', 'equipment', 'armor', 'shield', 'consumable', 'treasure'];

/**
 * What one character card says.
 *
 * @typedef {object} Sheet
 * @property {string} id
 * @property {string} name
 * @property {string|null} avatarUrl
 * @property {{value: number, max: number|null, temp: number}|null} hp
 * @property {number|null} armour
 * @property {string[]} conditions
 * @property {number} unseen conditions there was no room for
 * @property {{name: string, quantity: number}[]} items
 */

/** What is known of the characters at a streamer's tables. */
export class Sheets {
  #known = new Map();

  /**
   * @param {string} type
   * @param {object} payload
   * @returns {boolean} whether the event was about a character
   */
  take(type, payload) {
    switch (type) {
      case 'character:state':
        this.#replace(payload);
        return true;
      case 'character:update':
        this.#put(payload.campaignId, payload.character);
        return true;
      case 'character:delete':
        this.#known.delete(payload.id);
        return true;
      case 'inventory:update':
        if (this.#known.has(payload.id)) this.#known.get(payload.id).inventory = payload.inventory;
        return true;
      default:
        return false;
    }
  }

  /** All of a campaign's: whoever else was known of it is gone. */
  #replace({ campaignId, characters }) {
    for (const [id, known] of this.#known) if (known.campaignId === campaignId) this.#known.delete(id);
    for (const character of Array.isArray(characters) ? characters : []) this.#put(campaignId, character);
  }

  #put(campaignId, character) {
    if (character === null || typeof character !== 'object' || typeof character.id !== 'string' || typeof character.name !== 'string') return;
    this.#known.set(character.id, { ...character, campaignId });
    if (this.#known.size > MAX_KNOWN) this.#known.delete(this.#known.keys().next().value);
  }

  /**
   * @param {(characterId: string) => boolean} shows
   * @param {boolean} hasInventory
   * @param {number} limit how many there are at most
   * @returns {Sheet[]} by name
   */
  shown(shows, hasInventory, limit) {
    return [...this.#known.values()]
      .filter(({ id }) => shows(id))
      .sort((one, other) => one.name.localeCompare(other.name) || (one.id < other.id ? -1 : 1))
      .slice(0, limit)
      .map((character) => sheet(character, hasInventory));
  }
}

function sheet(character, hasInventory) {
  const conditions = texts(character.conditions);
  const stats = character.stats !== null && typeof character.stats === 'object' ? character.stats : {};
  return {
    id: character.id,
    name: character.name.trim(),
    avatarUrl: pictureUrl(character.avatarUrl),
    hp: gauge(stats.hp),
    armour: numberOf(stats.ac),
    conditions: conditions.slice(0, MAX_CONDITIONS),
    unseen: Math.max(0, conditions.length - MAX_CONDITIONS),
    items: hasInventory ? highlights(character.inventory) : [],
  };
}

function gauge(stat) {
  const value = numberOf(stat);
  if (value === null) return null;
  const max = numberOf(stat?.max);
  return { value, max: max !== null && max > 0 ? max : null, temp: Math.max(0, numberOf(stat?.temp) ?? 0) };
}

/** A stat is a bare number or a gauge with a `value`. */
function numberOf(stat) {
  const value = stat !== null && typeof stat === 'object' ? stat.value : stat;
  return typeof value === 'number' && Number.isFinite(value) ? Math.round(value) : null;
}

/** What is in hand or worn; the table decides what that is. */
function highlights(inventory) {
  if (!Array.isArray(inventory)) return [];
  const rank = ({ kind }) => (KINDS.includes(kind) ? KINDS.indexOf(kind) : KINDS.length);
  return inventory
    .filter((item) => item !== null && typeof item === 'object' && item.equipped === true && typeof item.name === 'string')
    .sort((one, other) => rank(one) - rank(other))
    .slice(0, MAX_ITEMS)
    .map((item) => ({ name: item.name, quantity: numberOf(item.quantity) ?? 1 }));
}

function texts(list) {
  return Array.isArray(list) ? list.filter((text) => typeof text === 'string' && text.trim() !== '') : [];
}
