import { submitOnChange } from './assign.mjs';
import { carryBeyond20 } from './beyond20.mjs';
import { enableConnectionTests } from './connection-test.mjs';
import { enableCopy } from './copy.mjs';
import { enableFinder } from './finder.mjs';
import { startFeed } from './feed.mjs';
import { watchPresence } from './presence.mjs';
import { keepFresh } from './refresh.mjs';
import { startRules } from './rules.mjs';
import { enableSending } from './send.mjs';
import { enableShortcuts } from './shortcuts.mjs';
import { enableThemes } from './theme.mjs';
import { showLocalTimes } from './time.mjs';

enableThemes();
showLocalTimes(document);
setInterval(() => showLocalTimes(document), 30_000);
enableCopy();
submitOnChange(document);
enableConnectionTests(document);
enableSending();
enableShortcuts();
enableFinder();
for (const feed of document.querySelectorAll('[data-feed]')) startFeed(feed);
for (const feed of document.querySelectorAll('[data-feed]')) carryBeyond20(feed);
for (const form of document.querySelectorAll('[data-rules]')) startRules(form);
document.addEventListener('renewed', ({ target }) => {
  showLocalTimes(target);
  dropBrokenPictures(target);
});
const look = keepFresh((region) => {
  enableConnectionTests(region);
  submitOnChange(region);
  region.dispatchEvent(new CustomEvent('renewed', { bubbles: true }));
});
watchPresence(look);
dropBrokenPictures(document);

/** The initial lies below: a portrait that can't be loaded gives way to it. */
function dropBrokenPictures(root) {
  for (const picture of root.querySelectorAll('.avatar img')) {
    if (picture.complete && picture.naturalWidth === 0) picture.remove();
    else picture.addEventListener('error', () => picture.remove());
  }
}
