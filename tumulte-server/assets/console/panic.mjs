// Alt + Shift + B: one key for every layout, and none that writes. It needs no other script, so that it works as soon as the page is there.

const form = document.querySelector('[data-panic]');

window.addEventListener('keydown', (event) => {
  if (!event.altKey || !event.shiftKey || event.ctrlKey || event.metaKey || event.code !== 'KeyB' || event.repeat) return;
  event.preventDefault();
  form.requestSubmit();
});
