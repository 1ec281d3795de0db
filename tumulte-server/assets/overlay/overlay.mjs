import { compareCursors } from '../shared/cursor.mjs';
import { settingsOf } from '../shared/overlay-settings.mjs';
import { CombatPanel } from './combat-panel.mjs';
import { Combats } from './combat.mjs';
import { DelayLine } from './delay.mjs';
import { samplePoll, sampleEvent, TABLE } from './demo.mjs';
import { arrange, box } from './dom.mjs';
import { FlashLimit } from './flash.mjs';
import { Intake } from './intake.mjs';
import { PollPanel } from './poll-panel.mjs';
import { Polls } from './polls.mjs';
import { SheetPanel } from './sheet-panel.mjs';
import { Sheets } from './sheets.mjs';
import { Sound } from './sound.mjs';
import { Stage } from './stage.mjs';
import { Words } from './words.mjs';

/** How much there is at most. Where dice, combat and characters share a picture, they share its third, too. */
const ALONE = { scale: 150, rows: 12, sheets: 6 };
const POLL_ALONE = { ...ALONE, scale: 130 };
const TOGETHER = { scale: 100, rows: 8, sheets: 4 };
/** While the audience is asked something, too. */
const WITH_POLL = { scale: 100, rows: 4, sheets: 2 };

/** How often a poll's clock is looked at. */
const TICK_MS = 250;

/** One overlay: what it was told it is, what it knows, and what it shows. */
export class Overlay {
  #page;
  #view;
  #clock;
  #fixed;
  #prefersStill;
  #settings = settingsOf();
  #assigned = [];
  #isBlank = false;
  #floor = null;
  #words = new Words();
  #sound = new Sound();
  #flashes = new FlashLimit();
  #intake = new Intake();
  #combats = new Combats();
  #sheets = new Sheets();
  #polls = new Polls();
  #poll = null;
  #ticking = 0;
  #delay = new DelayLine((event) => this.#show(event));
  #stage = null;
  #combatPanel = null;
  #sheetPanel = null;
  #pollPanel = null;
  #combatRoot = box('aside', 'combat');
  #sheetRoot = box('aside', 'sheets');
  #sides;
  #label;

  /**
   * @param {object} options
   * @param {HTMLElement} options.page the document's element: it carries what the style sheet goes by
   * @param {string} options.view one of `VIEWS`
   * @param {{now(): number}} options.clock the server's time
   * @param {object} [options.fixed] settings that win over what the streamer has set
   * @param {boolean} [options.prefersStill] whether the machine asks for reduced motion
   */
  constructor({ page, view, clock, fixed = {}, prefersStill = false }) {
    this.#page = page;
    this.#view = view;
    this.#clock = clock;
    this.#fixed = fixed;
    this.#prefersStill = prefersStill;
    const body = page.querySelector('body');
    const flash = () => this.#flashes.take(performance.now());
    this.#label = (card) => ({ ...card, label: this.#words.verdict(card.label) });
    if (this.#has('dice')) this.#stage = new Stage({ root: body.querySelector('.stage'), sound: this.#sound, flash });
    if (this.#has('combat')) this.#combatPanel = new CombatPanel({ root: this.#combatRoot, words: this.#words });
    if (this.#has('characters')) this.#sheetPanel = new SheetPanel({ root: this.#sheetRoot, words: this.#words, flash });
    if (this.#has('polls')) this.#pollPanel = new PollPanel({ root: place(body, 'poll'), words: this.#words });
    this.#sides = { left: place(body, 'side side-left'), right: place(body, 'side side-right') };
    window.addEventListener('resize', () => this.#sheetPanel?.fit());
    page.dataset.view = view;
    this.#follow();
  }

  /** What it goes by now. */
  get settings() {
    return this.#settings;
  }

  /**
   * Takes over what the streamer has set, and whether anything may be shown at all.
   * @param {{settings?: object, assigned?: string[], isBlank?: boolean, floor?: string}} state
   */
  apply({ settings = {}, assigned = [], isBlank = false, floor = null }) {
    this.#settings = settingsOf(settings, this.#fixed);
    this.#assigned = Array.isArray(assigned) ? assigned : [];
    this.#floor = typeof floor === 'string' ? floor : null;
    this.#isBlank = isBlank === true;
    if (this.#isBlank) {
      // Fights and sheets go on unseen, so that what is released is how things are.
      this.#delay.clear(({ type }) => !type.startsWith('dice:'));
      this.#stage?.clear();
    }
    this.#follow();
  }

  /** @param {{type: string, payload: object, id?: string|null, isReplay?: boolean}} event */
  receive(event) {
    if (event.type.startsWith('dice:') && this.#isStale(event)) return;
    const { rolledAt } = event.payload;
    // What was missed has aged meanwhile; a reveal is news whenever it comes.
    const age = event.isReplay && event.type !== 'dice:revealed' ? this.#clock.now() - Date.parse(rolledAt) : 0;
    this.#delay.push(event, Number.isFinite(age) ? age : 0);
  }

  /**
   * Shows a sample at once, however far the stream is behind.
   * @param {'success'|'failure'|'masked'|'roll'} which
   * @param {boolean} [isAlone] in place of all that is on the stage or waits for it
   */
  sample(which, isAlone = false) {
    if (this.#isBlank || this.#stage === null) return;
    if (isAlone) this.#stage.clear();
    const { type, payload } = sampleEvent(which);
    const decision = new Intake({ rolls: true }).decide({ type, payload }, Date.parse(payload.rolledAt));
    this.#stage.follow({ ...decision, card: this.#label(decision.card) });
  }

  /** Shows a fight and a party of our own, where there is none to look at. */
  rehearse() {
    this.#combats.take('combat:state', { campaignId: 'demo', combats: [TABLE.combat] });
    this.#sheets.take('character:state', { campaignId: 'demo', characters: TABLE.characters });
    if (this.#view === 'polls') this.#polls.take('poll:state', { campaignId: 'demo', polls: [samplePoll(this.#clock.now())] }, this.#clock.now());
    this.#draw();
  }

  get #limits() {
    if (this.#view !== 'all') return this.#view === 'polls' ? POLL_ALONE : ALONE;
    return this.#poll === null ? TOGETHER : WITH_POLL;
  }

  #has(view) {
    return this.#view === view || this.#view === 'all';
  }

  /** A blanked overlay takes no notice, and what happened before a release is over. */
  #isStale({ id }) {
    if (this.#isBlank) return true;
    return typeof id === 'string' && this.#floor !== null && compareCursors(id, this.#floor) <= 0;
  }

  #shows(characterId) {
    const { characters, chosen, others } = this.#settings;
    if (characters === 'all') return true;
    if (characterId === null) return others;
    return (characters === 'assigned' ? this.#assigned : chosen).includes(characterId);
  }

  #show(event) {
    const { type, payload } = event;
    if (this.#polls.take(type, payload, this.#clock.now()) || this.#combats.take(type, payload) || this.#takeCharacters(type, payload)) {
      this.#draw();
      return;
    }
    if (this.#stage === null || this.#isBlank) return;
    const decision = this.#intake.decide(event, this.#clock.now() - this.#settings.delaySeconds * 1_000);
    if (decision === null) return;
    this.#stage.follow(decision.card === undefined ? decision : { ...decision, card: this.#label(decision.card) });
  }

  #takeCharacters(type, payload) {
    if (type === 'inventory:item-used') {
      if (!this.#isBlank) this.#sheetPanel?.use(payload.character?.id, typeof payload.item?.name === 'string' ? payload.item.name : '');
      return true;
    }
    return this.#sheets.take(type, payload);
  }

  #draw() {
    this.#drawPoll();
    this.#combatPanel?.draw(this.#combats.shown(Math.min(this.#settings.combatRows, this.#limits.rows)));
    this.#sheetPanel?.draw(this.#sheets.shown((id) => this.#shows(id), this.#settings.inventory, this.#limits.sheets));
  }

  /** A poll comes and goes by the clock, too. */
  #drawPoll() {
    clearTimeout(this.#ticking);
    if (this.#pollPanel === null) return;
    this.#poll = this.#polls.shown(this.#clock.now());
    this.#pollPanel.draw(this.#poll);
    if (this.#poll === null) return;
    this.#ticking = setTimeout(() => {
      this.#drawPoll();
      // What it pushed aside has its room back.
      if (this.#poll === null) this.#draw();
    }, TICK_MS);
  }

  #follow() {
    const { theme, position, scale, motion, language, sound, volume, durationMs, delaySeconds, flashes, show, hidden, combatSide, sheetSide } = this.#settings;
    const isStill = motion === 'reduced' || (motion === 'system' && this.#prefersStill);
    const page = this.#page;
    page.lang = language;
    Object.assign(page.dataset, {
      theme, position,
      motion: isStill ? 'reduced' : 'full',
      blank: String(this.#isBlank),
    });
    page.style.setProperty('--scale', String(Math.min(scale, this.#limits.scale) / 100));
    for (const side of ['left', 'right']) {
      const roots = [combatSide === side && this.#combatPanel ? this.#combatRoot : null, sheetSide === side && this.#sheetPanel ? this.#sheetRoot : null];
      arrange(this.#sides[side], roots.filter((root) => root !== null));
    }
    this.#words.language = language;
    this.#sound.set({ isSilent: !sound, volume: volume / 100 });
    this.#flashes.perSecond = flashes;
    this.#intake.follow({ rolls: show === 'all', omitsHidden: hidden === 'omit', shows: (id) => this.#shows(id) });
    if (this.#stage !== null) this.#stage.durationMs = durationMs;
    this.#delay.setDelay(delaySeconds * 1_000);
    this.#draw();
  }
}

function place(body, name) {
  const root = box('div', name);
  body.prepend(root);
  return root;
}
