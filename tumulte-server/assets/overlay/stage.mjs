import { drawCard } from './card.mjs';
import { CardQueue, dwell } from './queue.mjs';

/** How long a card takes to leave; the style sheet's exits are as long. */
const EXIT_MS = 320;
/** A card called back goes quicker, and without a sound. */
const WITHDRAW_MS = 160;

/** Shows one card at a time. */
export class Stage {
  #root;
  #sound;
  #durationMs;
  #queue = new CardQueue();
  #current = null;
  #timer = 0;

  /** @param {{root: HTMLElement, sound: {play(card: object): void}, durationMs: number}} options */
  constructor({ root, sound, durationMs }) {
    this.#root = root;
    this.#sound = sound;
    this.#durationMs = durationMs;
  }

  /** @param {import('./intake.mjs').Decision} decision */
  follow(decision) {
    if (decision.action === 'withdraw') {
      this.#withdraw(decision.rollId);
      return;
    }
    if (decision.action === 'replace') {
      this.#withdraw(decision.card.rollId);
      this.#queue.pushFirst(decision.card);
    } else {
      this.#queue.push(decision.card);
    }
    this.#raise();
  }

  #raise() {
    if (this.#current !== null) return;
    const card = this.#queue.next();
    if (card === undefined) return;
    const node = drawCard(card);
    this.#current = { card, node, isLeaving: false };
    this.#root.replaceChildren(node);
    this.#sound.play(card);
    this.#timer = setTimeout(() => this.#leave('leaving', EXIT_MS), dwell(this.#durationMs, this.#queue.size));
  }

  #withdraw(rollId) {
    this.#queue.remove(rollId);
    if (this.#current?.card.rollId === rollId && !this.#current.isLeaving) this.#leave('withdrawn', WITHDRAW_MS);
  }

  #leave(manner, exitMs) {
    clearTimeout(this.#timer);
    this.#current.isLeaving = true;
    this.#current.node.classList.add(manner);
    this.#timer = setTimeout(() => {
      this.#root.replaceChildren();
      this.#current = null;
      this.#raise();
    }, exitMs);
  }
}
