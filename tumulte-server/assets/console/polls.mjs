import { Clock } from '../shared/clock.mjs';
import { percent, timeLeft } from '../shared/poll.mjs';
import { ChannelSocket, socketUrl } from '../shared/socket.mjs';

const place = document.querySelector('[data-polls]');
const card = place.querySelector('[data-poll]');
const form = place.querySelector('[data-poll-form]');
const left = place.querySelector('[data-left]');
const clock = new Clock();

new ChannelSocket({
  url: socketUrl(new URL('../../', import.meta.url).href),
  channel: place.dataset.polls,
  onState() {},
  onEvent({ type, payload }) {
    const running = type === 'poll:state' ? payload.polls[0] : payload;
    if (running !== undefined && running.pollId === card?.dataset.poll && running.status === 'running') show(running);
    else if (isNews(running)) location.reload();
  },
}).start();

if (left !== null) {
  void clock.adjust(new URL('../tokens.css', import.meta.url).href);
  setInterval(countDown, 250);
  countDown();
}

/** Whether the page shows something else than what is the case; what somebody is typing stays. */
function isNews(running) {
  if (card !== null) return running === undefined || running.pollId === card.dataset.poll || running.status === 'running';
  return running?.status === 'running' && !form.contains(document.activeElement);
}

function show({ options, voters }) {
  [...card.querySelectorAll('[data-line]')].forEach((line, index) => {
    const { votes } = options[index];
    const share = percent(votes, voters);
    line.querySelector('[data-votes]').textContent = String(votes);
    line.querySelector('[data-percent]').textContent = `${share} %`;
    line.querySelector('[data-bar]').value = share;
  });
  card.querySelector('[data-voters]').textContent = String(voters);
}

function countDown() {
  const ms = Date.parse(left.dataset.left) - clock.now();
  left.textContent = ms > 0 ? timeLeft(ms) : left.dataset.counting;
}
