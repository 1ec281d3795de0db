/**
 * Tells when a table comes or goes, or an overlay is opened or closed.
 * @param {() => void} onChange
 */
export function watchPresence(onChange) {
  if (document.querySelector('[data-presence]') === null) return;
  let isFirst = true;
  const events = new EventSource('/mj/presence');
  events.addEventListener('presence', () => {
    // The first word is what the page shows already.
    if (!isFirst) onChange();
    isFirst = false;
  });
  events.addEventListener('error', () => {
    isFirst = false;
  });
}
