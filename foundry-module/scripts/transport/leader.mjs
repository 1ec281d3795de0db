// @ts-check
// Which of several GMs' browsers sends. Every client sees every roll; one of them must speak.

/**
 * @typedef {{id: string, role: number, paired: boolean}} Candidate an active GM
 */

/**
 * The id of the GM who sends: Foundry's own order (full GMs before assistants, then by id), except
 * that a GM whose browser is not paired steps back behind those whose browsers are.
 *
 * Without the exception an unpaired co-GM who happens to come first would silence the table.
 * @param {Candidate[]} candidates
 * @returns {string | null} null when no GM is there
 */
export function elect(candidates) {
  const ranked = [...candidates].sort((a, b) =>
    Number(b.paired) - Number(a.paired) || b.role - a.role || (a.id < b.id ? -1 : 1));
  return ranked[0]?.id ?? null;
}

/** Watches presence and tells when this client begins or ceases to lead. */
export class Leader {
  #candidates;
  #self;
  #onChange;
  #led = false;

  /**
   * @param {object} parts
   * @param {() => Candidate[]} parts.candidates asked anew each time; presence changes under us
   * @param {() => string} parts.self this client's user id
   * @param {(leads: boolean) => void} parts.onChange
   */
  constructor({ candidates, self, onChange }) {
    this.#candidates = candidates;
    this.#self = self;
    this.#onChange = onChange;
  }

  /** Whether this client is the one to send, right now. */
  get leads() {
    return elect(this.#candidates()) === this.#self();
  }

  /** Looks again after users came, went or paired. */
  review() {
    const leads = this.leads;
    if (leads === this.#led) return;
    this.#led = leads;
    this.#onChange(leads);
  }
}
