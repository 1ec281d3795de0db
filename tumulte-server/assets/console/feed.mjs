import { Seen } from '../shared/seen.mjs';
import { ChannelSocket, socketUrl } from '../shared/socket.mjs';
import { belongs, enableFilter } from './feed-filter.mjs';
import { showLocalTimes } from './time.mjs';
import { rollRow } from './roll-row.mjs';

const MAX_ROWS = 200;

/**
 * Keeps a campaign's feed live from where the page was rendered.
 * @param {HTMLElement} feed
 */
export function startFeed(feed) {
  const list = feed.querySelector('[data-feed-list]');
  const seen = new Seen();
  const state = feed.querySelector('[data-feed-state]');
  const word = feed.querySelector('[data-feed-word]');
  enableFilter(feed);
  // Pages of the past stay as they are.
  if ('past' in feed.dataset) return;
  state.hidden = false;

  new ChannelSocket({
    url: socketUrl(new URL('/', location.href).href),
    channel: feed.dataset.feed,
    after: feed.dataset.after,
    onState(isConnected) {
      state.className = isConnected ? 'state state-live' : 'state state-offline';
      word.textContent = isConnected ? feed.dataset.wordOn : feed.dataset.wordOff;
      feed.dataset.connected = String(isConnected);
    },
    // The server shows the page again, or asks who is there.
    onSignedOut: () => location.reload(),
    onEvent({ type, payload }) {
      if (typeof payload.rollId !== 'string' || !seen.add(type, payload.rollId)) return;
      const shown = [...list.children].find((row) => row.dataset.rollId === payload.rollId);
      if (type === 'dice:retracted') {
        if (shown) mark(shown, 'roll-retracted', feed.dataset.wordRetracted);
      } else if (type === 'dice:revealed') {
        const row = shown || belongs(feed, payload) ? show(payload, shown) : null;
        if (row) mark(row, 'roll-revealed', feed.dataset.wordRevealed);
      } else if ((type === 'dice:roll' || type === 'dice:hidden-gm' || type === 'dice:critical') && !shown && belongs(feed, payload)) {
        show(payload, null);
      }
    },
  }).start();

  function show(payload, shown) {
    const template = feed.querySelector('[data-feed-row]');
    const row = rollRow(template, payload, {
      gm_only: feed.dataset.wordGmOnly,
      blind: feed.dataset.wordBlind,
      self: feed.dataset.wordSelf,
    });
    showLocalTimes(row);
    if (shown) {
      shown.replaceWith(row);
    } else {
      row.classList.add('roll-new');
      list.prepend(row);
      if (list.children.length > MAX_ROWS && window.scrollY < innerHeight) list.lastElementChild.remove();
    }
    feed.querySelector('[data-feed-empty]').hidden = true;
    return row;
  }
}

function mark(row, name, word) {
  row.classList.add(name);
  const chip = row.querySelector('[data-slot="state"]');
  chip.textContent = word;
  chip.hidden = false;
}
