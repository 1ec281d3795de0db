const SEQUENCE_MS = 1_200;

/** Keys for those who work live: two-letter ways through the navigation, and the feed without a mouse. */
export function enableShortcuts() {
  const dialog = document.querySelector('[data-keys-dialog]');
  if (dialog === null) return;
  const help = document.querySelector('[data-help]');
  const ways = new Map([...document.querySelectorAll('[data-keys]')].map((link) => [link.dataset.keys, link]));
  describe(dialog.querySelector('[data-keys-list]'), ways);
  help.hidden = false;
  help.addEventListener('click', () => dialog.showModal());
  dialog.addEventListener('click', ({ target }) => {
    if (target === dialog) dialog.close();
  });

  let first = '';
  let forget;
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || dialog.open || isTyping(event.target)) return;
    const key = event.key;
    const way = ways.get(`${first} ${key}`);
    clearTimeout(forget);
    first = '';
    if (way !== undefined) way.click();
    else if (key === '?') dialog.showModal();
    else if (key === '/') focusSearch();
    else if (key === 'j' || key === 'k') step(key === 'j' ? 1 : -1);
    else if (key === 'w') explain();
    else {
      first = key;
      forget = setTimeout(() => {
        first = '';
      }, SEQUENCE_MS);
      return;
    }
    event.preventDefault();
  });
}

function describe(list, ways) {
  for (const [keys, link] of ways) {
    const row = document.createElement('div');
    const term = document.createElement('dt');
    for (const key of keys.split(' ')) {
      const cap = document.createElement('kbd');
      cap.textContent = key;
      term.append(cap, ' ');
    }
    const meaning = document.createElement('dd');
    meaning.textContent = link.textContent.trim();
    row.append(term, meaning);
    list.append(row);
  }
}

function focusSearch() {
  const field = document.querySelector('[data-shortcut="/"]');
  field?.focus();
  field?.select?.();
}

function step(by) {
  const rows = [...document.querySelectorAll('[data-feed-list] > li')];
  if (rows.length === 0) return;
  const at = rows.indexOf(document.activeElement?.closest('[data-feed-list] > li'));
  const next = rows[Math.min(rows.length - 1, Math.max(0, at === -1 ? 0 : at + by))];
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: 'center' });
}

function explain() {
  const why = document.activeElement?.closest('[data-feed-list] > li')?.querySelector('details:not([hidden])');
  if (why) why.open = !why.open;
}

function isTyping(target) {
  return target instanceof Element && (target.isContentEditable || target.matches('input:not([type="radio"], [type="checkbox"]), textarea, select'));
}
