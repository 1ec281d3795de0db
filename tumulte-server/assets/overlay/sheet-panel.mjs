import { arrange, box, drawAvatar } from './dom.mjs';

/** How long a hit or a healing is seen. */
const PULSE_MS = 900;

/** Draws the character cards. A card stays the same node while its character stays. */
export class SheetPanel {
  #root;
  #words;
  #flash;
  #cards = new Map();

  /** @param {{root: HTMLElement, words: import('./words.mjs').Words, flash: () => boolean}} options `flash`: whether light may burst now */
  constructor({ root, words, flash }) {
    this.#root = root;
    this.#words = words;
    this.#flash = flash;
  }

  /** @param {import('./sheets.mjs').Sheet[]} sheets */
  draw(sheets) {
    const wanted = new Set(sheets.map(({ id }) => id));
    for (const [id, card] of this.#cards) {
      if (wanted.has(id)) continue;
      clearTimeout(card.timer);
      this.#cards.delete(id);
    }
    this.#root.dataset.shown = String(sheets.length > 0);
    for (const sheet of sheets) {
      let card = this.#cards.get(sheet.id);
      if (card === undefined) {
        card = makeCard();
        this.#cards.set(sheet.id, card);
      }
      this.#fill(card, sheet);
    }
    arrange(this.#root, sheets.map(({ id }) => this.#cards.get(id).node));
    this.fit();
  }

  /** Half a card says nothing: those there is no room for are not there. */
  fit() {
    const nodes = [...this.#root.children];
    for (const node of nodes) node.hidden = false;
    const room = this.#root.clientHeight;
    const spilling = nodes.filter((node) => node.offsetTop + node.offsetHeight > room + 1);
    for (const node of spilling) node.hidden = true;
  }

  /**
   * Shows for a moment what a character uses.
   * @param {string} characterId
   * @param {string} item
   */
  use(characterId, item) {
    const card = this.#cards.get(characterId);
    if (card === undefined || item === '') return;
    card.used.textContent = this.#words.say('used', { item });
    this.#pulse(card, 'use', 3_000);
  }

  #fill(card, sheet) {
    const look = JSON.stringify(sheet) + this.#words.say('down');
    if (card.look === look) return;
    card.look = look;
    card.name.textContent = sheet.name;
    if (card.avatarUrl !== sheet.avatarUrl || card.initialOf !== sheet.name) {
      card.avatar.replaceChildren(drawAvatar(sheet.name, sheet.avatarUrl));
      card.avatarUrl = sheet.avatarUrl;
      card.initialOf = sheet.name;
    }
    card.armour.textContent = sheet.armour === null ? '' : String(sheet.armour);
    this.#health(card, sheet.hp);
    const marks = sheet.conditions.map((condition) => box('li', 'condition', this.#words.condition(condition)));
    if (sheet.unseen > 0) marks.push(box('li', 'condition', this.#words.say('more', { count: sheet.unseen })));
    card.conditions.replaceChildren(...marks);
    card.items.replaceChildren(...sheet.items.map(drawItem));
  }

  #health(card, hp) {
    card.node.dataset.health = hp === null ? 'none' : state(hp);
    if (hp === null) {
      card.hp = null;
      return;
    }
    const share = hp.max === null ? 1 : Math.max(0, Math.min(1, hp.value / hp.max));
    card.node.style.setProperty('--health', share.toFixed(3));
    card.node.style.setProperty('--extra', hp.max === null ? '0' : Math.min(1, hp.temp / hp.max).toFixed(3));
    card.points.textContent = hp.max === null ? String(hp.value) : `${hp.value} / ${hp.max}`;
    card.temp.textContent = hp.temp > 0 ? `+${hp.temp}` : '';
    const change = card.hp === null ? 0 : hp.value - card.hp;
    card.hp = hp.value;
    if (change === 0) return;
    card.change.textContent = change > 0 ? `+${change}` : `\u2212${-change}`;
    this.#pulse(card, change > 0 ? 'heal' : 'hit', PULSE_MS);
  }

  #pulse(card, kind, lengthMs) {
    clearTimeout(card.timer);
    card.node.dataset.pulse = kind;
    card.node.dataset.calm = String(!this.#flash());
    card.timer = setTimeout(() => delete card.node.dataset.pulse, lengthMs);
  }
}

function state({ value, max }) {
  if (value <= 0) return 'down';
  if (max === null || value > max / 2) return 'well';
  return value > max / 4 ? 'hurt' : 'dire';
}

function drawItem({ name, quantity }) {
  return box('li', 'item', quantity > 1 ? `${name} \u00d7${quantity}` : name);
}

function makeCard() {
  const node = box('article', 'sheet');
  const plate = box('div', 'panel-plate');
  const avatar = box('div', 'sheet-avatar');
  const head = box('div', 'sheet-head');
  const body = box('div', 'sheet-body');
  const [name, armour] = [box('strong', 'sheet-name'), box('span', 'sheet-armour')];
  head.append(name, armour);
  const bar = box('div', 'health');
  const [points, temp, change] = [box('span', 'health-points'), box('span', 'health-temp'), box('span', 'health-change')];
  bar.append(box('i', 'health-ghost'), box('i', 'health-fill'), box('i', 'health-extra'), points, temp);
  const [conditions, items, used] = [box('ul', 'conditions'), box('ul', 'items'), box('p', 'used')];
  body.append(head, bar, conditions, items, used);
  plate.append(avatar, body);
  node.append(plate, change);
  return { node, avatar, name, armour, points, temp, change, conditions, items, used, hp: null, avatarUrl: undefined, initialOf: undefined, look: '', timer: 0 };
}
