import { Clock } from '../shared/clock.mjs';
import { percent, timeLeft } from '../shared/poll.mjs';
import { ChannelSocket, socketUrl } from '../shared/socket.mjs';

const page = document.querySelector('[data-vote]');
const form = page.querySelector('[data-ballot]');
const buttons = [...form.querySelectorAll('button')];
const left = page.querySelector('[data-left]');
const said = page.querySelector('[data-said]');
const problem = page.querySelector('[data-problem]');
const next = page.querySelector('[data-next]');
const clock = new Clock();
const { dataset: words } = page;
const root = new URL('../../', import.meta.url).href;
const here = new URL(form.getAttribute('action'), location.href).href;
let endsAt = Date.parse(left.dataset.left);
let isOver = page.dataset.open === 'false' && said.textContent !== words.wordCounting;

form.addEventListener('submit', (event) => {
  event.preventDefault();
  if (event.submitter) void vote(event.submitter);
});
setInterval(countDown, 250);
countDown();
void clock.adjust(new URL('../tokens.css', import.meta.url).href);

new ChannelSocket({
  url: socketUrl(root),
  channel: `vote:${page.dataset.vote}:polls`,
  onState() {},
  onEvent({ type, payload }) {
    if (type === 'poll:state') {
      const ours = payload.polls.find(({ pollId }) => pollId === page.dataset.poll);
      if (ours !== undefined) show(ours);
      else if (!isOver) void look();
      for (const other of payload.polls) if (other !== ours) offer(other);
    } else if (payload.pollId === page.dataset.poll) {
      show(payload);
    } else if (type === 'poll:start') {
      offer(payload);
    } else if (next.dataset.poll === payload.pollId && payload.status !== 'running') {
      next.hidden = true;
    }
  },
}).start();

async function vote(button) {
  const option = Number(button.value);
  button.setAttribute('aria-busy', 'true');
  try {
    const answer = await fetch(`${here}/ballot`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ option }),
    });
    if (answer.ok) choose(option);
    else refuse((await answer.json()).error.code);
  } catch {
    refuse('');
  }
  button.removeAttribute('aria-busy');
}

function choose(option) {
  problem.hidden = true;
  for (const button of buttons) button.setAttribute('aria-pressed', String(Number(button.value) === option));
  page.dataset.counts = 'true';
  if (!isOver) said.textContent = words.wordThanks;
}

function refuse(code) {
  const known = { 'poll.over': words.wordOver, 'poll.crowded': words.wordCrowded, 'limit.rate': words.wordRate };
  problem.textContent = known[code] ?? words.wordFailed;
  problem.hidden = false;
  if (code === 'poll.over') void look();
}

/** What is not told any more can still be asked for. */
async function look() {
  try {
    const answer = await fetch(`${here}/results`, { cache: 'no-store' });
    if (answer.ok) show(await answer.json());
  } catch {
    // The line is coming back, and this is asked again then.
  }
}

function show(poll) {
  endsAt = Date.parse(poll.endsAt);
  poll.options.forEach(({ votes }, index) => {
    const share = percent(votes, poll.voters);
    buttons[index].querySelector('[data-bar]').value = share;
    buttons[index].querySelector('[data-percent]').textContent = `${share} %`;
  });
  // French counts zero as singular.
  const isOne = poll.voters === 1 || (poll.voters === 0 && document.documentElement.lang === 'fr');
  const count = isOne ? words.wordOne : words.wordMany;
  page.querySelector('[data-count]').textContent = count.replace('{count}', String(poll.voters));
  if (poll.status !== 'running') end(poll);
}

function end(poll) {
  isOver = true;
  Object.assign(page.dataset, { open: 'false', counts: 'true' });
  const first = poll.winner === null ? poll.tie : [poll.winner];
  buttons.forEach((button, index) => {
    button.disabled = true;
    button.classList.toggle('is-first', first.includes(poll.options[index].text));
  });
  said.textContent = outcome(poll);
  countDown();
}

function outcome({ status, winner, tie }) {
  if (status === 'cancelled') return words.wordCancelled;
  if (winner !== null) return words.wordWon.replace('{name}', () => winner);
  return tie.length > 0 ? words.wordTie.replace('{names}', () => tie.join(' · ')) : words.wordNobody;
}

function countDown() {
  const ms = isOver ? 0 : endsAt - clock.now();
  left.parentElement.dataset.running = String(ms > 0);
  left.parentElement.hidden = isOver;
  left.textContent = ms > 0 ? words.wordLeft.replace('{time}', timeLeft(ms)) : words.wordCounting;
}

function offer(poll) {
  next.href = new URL(new URL(poll.voteUrl).pathname, location.href).pathname;
  next.dataset.poll = poll.pollId;
  next.hidden = false;
}
