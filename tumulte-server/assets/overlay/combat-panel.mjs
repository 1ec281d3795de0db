import { arrange, box, drawAvatar } from './dom.mjs';

/** How long a row takes to fade; the style sheet's is as long. */
const LEAVE_MS = 260;

/** Draws the tracker. Rows stay the same nodes while their combatants stay, so that they glide instead of jumping. */
export class CombatPanel {
  #root;
  #words;
  #round = box('p', 'round');
  #list = box('ol', 'order');
  #unseen = box('p', 'order-unseen');
  #rows = new Map();
  #combatId = null;

  /** @param {{root: HTMLElement, words: import('./words.mjs').Words}} options */
  constructor({ root, words }) {
    this.#root = root;
    this.#words = words;
    const plate = box('div', 'panel-plate');
    plate.append(this.#round, this.#list, this.#unseen);
    root.append(plate);
    root.dataset.shown = 'false';
  }

  /** @param {ReturnType<import('./combat.mjs').Combats['shown']>} combat */
  draw(combat) {
    this.#root.dataset.shown = String(combat !== null);
    if (combat === null) {
      this.#combatId = null;
      return;
    }
    if (combat.id !== this.#combatId) {
      this.#combatId = combat.id;
      this.#rows.clear();
      this.#list.replaceChildren();
    }
    this.#round.textContent = this.#words.say('round', { round: combat.round });
    this.#unseen.textContent = combat.unseen > 0 ? this.#words.say('more', { count: combat.unseen }) : '';
    const before = new Map([...this.#rows].map(([id, node]) => [id, node.offsetTop]));
    this.#arrange(combat.rows);
    for (const [id, node] of this.#rows) glide(node, before.get(id));
  }

  #arrange(rows) {
    this.#rows = new Map(rows.map((row) => [row.id, this.#rows.get(row.id) ?? box('li', 'fighter')]));
    for (const row of rows) this.#fill(this.#rows.get(row.id), row);
    arrange(this.#list, [...this.#rows.values()]);
  }

  #fill(node, row) {
    const look = JSON.stringify(row) + this.#words.say('down');
    if (node.dataset.look === look) return;
    node.dataset.look = look;
    node.dataset.side = row.isPlayer ? 'player' : 'other';
    node.dataset.current = String(row.isCurrent);
    node.dataset.defeated = String(row.isDefeated);
    if (row.isCurrent) node.setAttribute('aria-current', 'step');
    else node.removeAttribute('aria-current');
    const name = row.name ?? this.#words.say('unnamed');
    const end = row.isDefeated ? box('span', 'fighter-down', this.#words.say('down')) : box('span', 'fighter-initiative', row.initiative);
    node.replaceChildren(drawAvatar(row.name ?? '?', row.img), box('span', 'fighter-name', name), end);
  }
}

/** From where a row was to where it is. */
function glide(node, before) {
  if (before === undefined) return;
  const way = before - node.offsetTop;
  if (way === 0 || document.documentElement.dataset.motion === 'reduced') return;
  node.animate([{ transform: `translateY(${way}px)` }, { transform: 'none' }], { duration: LEAVE_MS, easing: 'cubic-bezier(0.16, 1, 0.3, 1)' });
}
