import { Clock } from '../shared/clock.mjs';
import { Line, socketUrl } from '../shared/socket.mjs';
import { startDemo } from './demo.mjs';
import { overlayAddress, readOptions } from './options.mjs';
import { Overlay } from './overlay.mjs';

const page = document.documentElement;
const options = readOptions(location.search);
const { key, view } = overlayAddress(location.pathname) ?? { key: null, view: 'dice' };
const clock = new Clock();
const overlay = new Overlay({
  page,
  view,
  clock,
  fixed: options.demo === 'roll' ? { ...options.settings, show: 'all' } : options.settings,
  prefersStill: matchMedia('(prefers-reduced-motion: reduce)').matches,
});
page.dataset.connected = 'false';
if (options.backdrop !== null) page.dataset.backdrop = options.backdrop;

if (options.isPreview) listenToStudio();
else if (key !== null) connect();
if (options.demo !== null) {
  overlay.rehearse();
  startDemo(options.demo, (event) => overlay.receive(event));
}

function connect() {
  // The server's root, also behind a prefix: modules lie at ROOT/assets/overlay/.
  const root = new URL('../../', import.meta.url).href;
  const clockUrl = new URL('../tokens.css', import.meta.url).href;
  const about = (topic) => `streamer:${key}:${topic}`;
  const isShown = (topic) => view === topic || view === 'all';
  // What the overlay goes by comes first: nothing is shown that it should not show.
  const channels = [{ name: about('overlay') }, ...['dice', 'combat', 'characters', 'polls'].filter(isShown).map((topic) => ({ name: about(topic), rolls: wantsRolls(topic) }))];
  const line = new Line({
    url: socketUrl(root),
    channels,
    onEvent(event) {
      if (event.channel !== channels[0].name) {
        overlay.receive(event);
      } else if (event.type === 'overlay:test') {
        overlay.sample(event.payload.sample);
      } else if (event.type === 'overlay:state') {
        overlay.apply(event.payload);
        if (isShown('dice')) line.ask(about('dice'), wantsRolls('dice'));
      }
    },
    onState(isConnected) {
      if (isConnected && page.dataset.connected !== 'true') clock.adjust(clockUrl);
      page.dataset.connected = String(isConnected);
    },
  });
  clock.adjust(clockUrl);
  line.start();
}

function wantsRolls(topic) {
  return topic === 'dice' && overlay.settings.show === 'all';
}

/** In the console's studio: it says what to look like, and there is no table. */
function listenToStudio() {
  overlay.rehearse();
  window.addEventListener('message', ({ origin, data }) => {
    if (origin !== location.origin || data === null || typeof data !== 'object') return;
    if (data.type === 'overlay:state') overlay.apply(data);
    if (data.type === 'overlay:sample') overlay.sample(data.sample, data.isAlone === true);
    if (data.type === 'overlay:backdrop') page.dataset.backdrop = data.backdrop;
  });
  window.parent.postMessage({ type: 'overlay:ready' }, location.origin);
}
