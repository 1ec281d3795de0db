import { Clock } from '../shared/clock.mjs';
import { ChannelSocket, socketUrl } from '../shared/socket.mjs';
import { startDemo } from './demo.mjs';
import { Intake } from './intake.mjs';
import { overlayKey, readOptions } from './options.mjs';
import { Sound } from './sound.mjs';
import { Stage } from './stage.mjs';

const options = readOptions(location.search, matchMedia('(prefers-reduced-motion: reduce)').matches);
const page = document.documentElement;
page.dataset.connected = 'false';
page.dataset.position = options.position;
page.dataset.motion = options.isStill ? 'reduced' : 'full';
if (options.backdrop) page.dataset.backdrop = options.backdrop;
page.style.setProperty('--scale', String(options.scale));

const clock = new Clock();
const intake = new Intake({ rolls: options.rolls || options.demo === 'roll' });
const sound = new Sound({ isSilent: options.isSilent, volume: options.volume });
const stage = new Stage({ root: document.getElementById('stage'), sound, durationMs: options.durationMs });

function receive(event) {
  const decision = intake.decide(event, clock.now());
  if (decision !== null) stage.follow(decision);
}

const key = overlayKey(location.pathname);
if (key !== null) {
  // The server's root, also behind a prefix: modules lie at ROOT/assets/overlay/.
  const root = new URL('../../', import.meta.url).href;
  const clockUrl = new URL('../tokens.css', import.meta.url).href;
  clock.adjust(clockUrl);
  new ChannelSocket({
    url: socketUrl(root),
    channel: `streamer:${key}:dice`,
    rolls: options.rolls,
    onEvent: receive,
    onState(isConnected) {
      if (isConnected && page.dataset.connected !== 'true') clock.adjust(clockUrl);
      page.dataset.connected = String(isConnected);
    },
  }).start();
}

if (options.demo !== null) startDemo(options.demo, receive);
