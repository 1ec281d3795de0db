import { drawCard } from './card.mjs';
import { CardQueue, dwell } from './queue.mjs';

/** How long a card takes to leave; the style sheet's exits are as long. */
const EXIT_MS = 320;
/** A card called back goes quicker, and without a sound. */
const WITHDRAW_MS = 160;

/** Shows one card at a time; its whole life, leaving included, is as long as was asked for. */
export class Stage {
  #root;
  #sound;
  #durationMs = 2_400;
  #flash;
  #queue = new CardQueue();
  #current = null;
  #timer = 0;

  /** @param {{root: HTMLElement, sound: {play(card: object): void}, flash: () => boolean}} options `flash`: whether light may burst now */
  constructor({ root, sound, flash }) {
    this.#root = root;
    this.#sound = sound;
    this.#flash = flash;
  }

  /** @param {number} durationMs how long cards live from now on */
  set durationMs(durationMs) {
    this.#durationMs = durationMs;
  }

  /** Takes everything away at once. */
  clear() {
    clearTimeout(this.#timer);
    this.#queue.clear();
    this.#current = null;
    this.#sound.hush();
    this.#root.replaceChildren();
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
    const node = drawCard(card, card.kind !== 'masked' && card.kind !== 'roll' && !this.#flash());
    this.#current = { card, node, isLeaving: false };
    this.#root.replaceChildren(node);
    this.#sound.play(card);
    const stayMs = dwell(this.#durationMs, this.#queue.size) - EXIT_MS;
    this.#timer = setTimeout(() => this.#leave('leaving', EXIT_MS), stayMs);
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
