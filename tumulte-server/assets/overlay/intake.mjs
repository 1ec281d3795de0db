import { Seen } from '../shared/seen.mjs';
import { cardFor, isFresh } from './cards.mjs';

/**
 * Decides what an event means for the stage.
 *
 * @typedef {{action: 'show'|'replace', card: import('./cards.mjs').Card} | {action: 'withdraw', rollId: string} | null} Decision
 */
export class Intake {
  #seen = new Seen();
  #rules;

  /** @param {{rolls?: boolean, omitsHidden?: boolean, shows?: (characterId: string|null) => boolean}} [rules] */
  constructor(rules = {}) {
    this.follow(rules);
  }

  /**
   * Goes by other rules from now on.
   *
   * @param {object} rules
   * @param {boolean} [rules.rolls] plain rolls get a card too
   * @param {boolean} [rules.omitsHidden] hidden rolls get no card at all
   * @param {(characterId: string|null) => boolean} [rules.shows] whose rolls are shown; without, everybody's
   */
  follow({ rolls = false, omitsHidden = false, shows = () => true }) {
    this.#rules = { rolls, omitsHidden, shows };
  }

  /**
   * @param {{type: string, payload: object, isReplay?: boolean}} event
   * @param {number} now milliseconds since the epoch, as the stream has it
   * @returns {Decision}
   */
  decide({ type, payload, isReplay = false }, now) {
    const { rollId } = payload;
    if (typeof rollId !== 'string' || !this.#seen.add(type, rollId)) return null;
    if (type === 'dice:retracted') return { action: 'withdraw', rollId };
    const card = cardFor(type, payload);
    if (card === null || !this.#rules.shows(card.characterId)) return null;
    if (card.kind === 'masked' && this.#rules.omitsHidden) return null;
    if (type === 'dice:revealed') return this.#reveal(card, payload, isReplay, now);
    if (!isFresh(payload.rolledAt, now)) return null;
    if (card.kind !== 'roll') {
      // A critical may come as `dice:critical` and as `dice:roll`: one card.
      if (type !== 'dice:critical' && type !== 'dice:hidden' && !this.#seen.add('dice:critical', rollId)) return null;
      return { action: 'show', card };
    }
    return this.#rules.rolls ? { action: 'show', card } : null;
  }

  /** A reveal is news however old its roll, unless it only comes out of a replay. */
  #reveal(card, payload, isReplay, now) {
    const isNews = !isReplay || isFresh(payload.rolledAt, now);
    if (isNews && (card.kind !== 'roll' || this.#rules.rolls)) return { action: 'replace', card };
    return { action: 'withdraw', rollId: card.rollId };
  }
}
