/** Alt + Shift + B: one key for every layout, and none that writes. */

/** Gives the page's panic key its shortcut. */
export function enablePanic() {
  const form = document.querySelector('[data-panic]');
  if (form === null) return;
  window.addEventListener('keydown', (event) => {
    if (!event.altKey || !event.shiftKey || event.ctrlKey || event.metaKey || event.code !== 'KeyB' || event.repeat) return;
    event.preventDefault();
    form.requestSubmit();
  });
}
