import { timeLeft } from '../shared/poll.mjs';
import { arrange, box } from './dom.mjs';

/** A question of more characters is written smaller. */
const LONG = 60;

/** Draws what the audience is asked. Rows stay the same nodes while it is the same poll, so that bars grow instead of jumping. */
export class PollPanel {
  #root;
  #words;
  #head = box('p', 'poll-head');
  #state = box('span', 'poll-state');
  #clock = box('span', 'poll-clock');
  #question = box('p', 'poll-question');
  #list = box('ol', 'poll-options');
  #foot = box('p', 'poll-foot');
  #invitation = box('div', 'poll-invitation');
  #code = document.createElement('img');
  #call = box('p', 'poll-call');
  #address = box('p', 'poll-address');
  #rows = [];
  #pollId = null;

  /** @param {{root: HTMLElement, words: import('./words.mjs').Words}} options */
  constructor({ root, words }) {
    this.#root = root;
    this.#words = words;
    const plate = box('div', 'panel-plate');
    const body = box('div', 'poll-body');
    this.#head.append(this.#state, this.#clock);
    body.append(this.#head, this.#question, this.#list, this.#foot, this.#address);
    this.#code.className = 'poll-code';
    this.#code.alt = '';
    // A code that can't be loaded leaves the address, which says the same.
    this.#code.addEventListener('error', () => this.#code.remove());
    this.#invitation.append(this.#code, this.#call);
    plate.append(body, this.#invitation);
    root.append(plate);
    root.dataset.shown = 'false';
  }

  /** @param {import('./polls.mjs').ShownPoll|null} poll */
  draw(poll) {
    this.#root.dataset.shown = String(poll !== null);
    if (poll === null) {
      this.#pollId = null;
      return;
    }
    if (poll.id !== this.#pollId) this.#begin(poll);
    const { phase } = poll;
    this.#root.dataset.phase = phase;
    write(this.#state, this.#words.say(`poll_${phase}`));
    write(this.#clock, phase === 'running' ? timeLeft(poll.leftMs) : '');
    this.#clock.dataset.last = String(poll.leftMs <= 10_000);
    write(this.#foot, this.#words.say(poll.voters === 1 ? 'vote' : 'votes', { count: poll.voters }));
    write(this.#call, this.#words.say('scan'));
    poll.options.forEach((option, index) => fill(this.#rows[index], option));
  }

  #begin({ id, question, options, voteUrl }) {
    this.#pollId = id;
    Object.assign(this.#root.dataset, { many: String(options.length > 3), long: String(question.length > LONG) });
    this.#question.textContent = question;
    this.#rows = options.map(({ text }) => row(text));
    arrange(this.#list, this.#rows);
    this.#address.textContent = voteUrl.replace(/^https?:\/\//, '');
    const url = codeOf(voteUrl);
    if (url === null) this.#code.remove();
    else this.#invitation.prepend(this.#code);
    if (url !== null) this.#code.src = url;
  }
}

/** The picture comes from where the page does: OBS may reach the server under another name than the audience. A sample has none. */
function codeOf(voteUrl) {
  const key = /\/vote\/([\w-]{16,})$/.exec(voteUrl)?.[1];
  return key === undefined ? null : new URL(`../../vote/${key}/qr.svg`, import.meta.url).href;
}

function row(text) {
  const node = box('li', 'poll-option');
  node.append(box('i', 'poll-bar'), box('span', 'poll-text', text), box('span', 'poll-share'));
  return node;
}

function fill(node, { percent, isFirst }) {
  node.style.setProperty('--share', String(percent / 100));
  node.dataset.first = String(isFirst);
  write(node.lastElementChild, `${percent} %`);
}

/** Texts that stay the same are left alone: it is read out when they change. */
function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
