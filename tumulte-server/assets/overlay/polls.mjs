import { percent } from '../shared/poll.mjs';

/** How long the outcome stays. */
export const RESULT_MS = 12_000;

/** A poll whose end nobody told of is let go so long after it: its stream may be a minute behind. */
const LOST_MS = 120_000;

/** A streamer may sit at a few tables, each of which asks one thing at a time. */
const MAX_POLLS = 8;

/**
 * What is asked, as it is shown.
 *
 * @typedef {object} ShownPoll
 * @property {string} id
 * @property {string} question
 * @property {{text: string, percent: number, isFirst: boolean}[]} options
 * @property {number} voters
 * @property {number} leftMs
 * @property {'running'|'counting'|'won'|'tied'|'nobody'} phase
 * @property {string} voteUrl
 */

/** What is known of the polls at a streamer's tables. */
export class Polls {
  #polls = new Map();

  /**
   * @param {string} type
   * @param {object} payload
   * @param {number} now
   * @returns {boolean} whether the event was about a poll
   */
  take(type, payload, now) {
    if (!type.startsWith('poll:')) return false;
    if (type === 'poll:state') this.#replace(payload, now);
    else if (type === 'poll:cancel') this.#polls.delete(payload.pollId);
    else this.#put(payload, now);
    return true;
  }

  /** What is asked in a campaign right now; an outcome that is being shown stays. */
  #replace({ campaignId, polls }, now) {
    for (const [id, { poll }] of this.#polls) {
      if (poll.campaignId === campaignId && poll.status === 'running') this.#polls.delete(id);
    }
    for (const poll of Array.isArray(polls) ? polls : []) this.#put(poll, now);
  }

  #put(poll, now) {
    if (!isPoll(poll)) return;
    const known = this.#polls.get(poll.pollId);
    // What is over stays over, whatever comes late.
    if (known !== undefined && known.poll.status !== 'running') return;
    const until = poll.status === 'running' ? Date.parse(poll.endsAt) + LOST_MS : now + RESULT_MS;
    this.#polls.delete(poll.pollId);
    this.#polls.set(poll.pollId, { poll, until });
    while (this.#polls.size > MAX_POLLS) this.#polls.delete(this.#polls.keys().next().value);
  }

  /**
   * The one to show: of those that run the latest, else the latest outcome.
   * @param {number} now the server's time
   * @returns {ShownPoll|null}
   */
  shown(now) {
    for (const [id, { until }] of this.#polls) if (now >= until) this.#polls.delete(id);
    const all = [...this.#polls.values()].map(({ poll }) => poll).sort((one, other) => Date.parse(one.startedAt) - Date.parse(other.startedAt));
    const poll = all.filter(({ status }) => status === 'running').pop() ?? all.pop();
    return poll === undefined ? null : view(poll, now);
  }
}

function isPoll(poll) {
  return poll !== null && typeof poll === 'object' && typeof poll.pollId === 'string' && typeof poll.question === 'string' && Array.isArray(poll.options);
}

function view(poll, now) {
  const first = typeof poll.winner === 'string' ? [poll.winner] : Array.isArray(poll.tie) ? poll.tie : [];
  const leftMs = Math.max(0, Date.parse(poll.endsAt) - now);
  return {
    id: poll.pollId,
    question: poll.question,
    options: poll.options.map(({ text, votes }) => ({ text: String(text), percent: percent(votes, poll.voters), isFirst: first.includes(text) })),
    voters: poll.voters,
    leftMs,
    phase: phase(poll, first, leftMs),
    voteUrl: typeof poll.voteUrl === 'string' ? poll.voteUrl : '',
  };
}

function phase(poll, first, leftMs) {
  if (poll.status === 'running') return leftMs > 0 ? 'running' : 'counting';
  if (first.length === 0) return 'nobody';
  return first.length === 1 ? 'won' : 'tied';
}
