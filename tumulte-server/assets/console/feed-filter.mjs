/**
 * Narrows the feed and pages back without leaving the page; without this, the form and the link do the same.
 * @param {HTMLElement} feed
 */
export function enableFilter(feed) {
  const form = feed.querySelector('[data-feed-filter]');
  const list = feed.querySelector('[data-feed-list]');
  const older = feed.querySelector('[data-feed-older]');
  form.querySelector('[data-without-script]').hidden = true;

  form.addEventListener('change', async () => {
    const query = new URLSearchParams(new FormData(form));
    const address = `${form.getAttribute('action')}?${query}`;
    const page = await fetchFeed(address);
    if (page === null) return;
    history.replaceState(null, '', address);
    feed.dataset.character = query.get('character') ?? '';
    feed.dataset.show = query.get('show') ?? '';
    list.replaceChildren(...rows(page));
    take(page);
  });

  older.addEventListener('click', async (event) => {
    const link = event.target.closest('a');
    if (link === null) return;
    event.preventDefault();
    link.setAttribute('aria-busy', 'true');
    const page = await fetchFeed(link.href);
    if (page === null) {
      location.assign(link.href);
      return;
    }
    const more = rows(page);
    list.append(...more);
    take(page);
    more[0]?.querySelector('summary, strong')?.scrollIntoView({ block: 'center', behavior: 'smooth' });
  });

  function take(page) {
    older.replaceChildren(...page.querySelector('[data-feed-older]').childNodes);
    const empty = feed.querySelector('[data-feed-empty]');
    empty.replaceChildren(...page.querySelector('[data-feed-empty]').childNodes);
    empty.hidden = list.children.length > 0;
    list.dispatchEvent(new CustomEvent('renewed', { bubbles: true }));
  }
}

/**
 * Whether a roll that has just fallen belongs into the feed as it is narrowed.
 * @param {HTMLElement} feed
 * @param {object} roll
 */
export function belongs(feed, roll) {
  const { character, show } = feed.dataset;
  if (character && roll.character?.id !== character) return false;
  if (show === 'critical') return roll.isCritical === true;
  if (show === 'secret') return roll.isHidden === true;
  return true;
}

async function fetchFeed(address) {
  try {
    const answer = await fetch(address, { headers: { accept: 'text/html' }, redirect: 'error' });
    if (!answer.ok) return null;
    return new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-feed]');
  } catch {
    return null;
  }
}

function rows(page) {
  return [...page.querySelector('[data-feed-list]').children].map((row) => document.adoptNode(row));
}
