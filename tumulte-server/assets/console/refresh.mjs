const EVERY_MS = 10_000;
/** While something is on its way. */
const OFTEN_MS = 1_500;

/**
 * Keeps regions marked `data-refresh` as fresh as a reload would, while somebody looks.
 * A region somebody is using (focus inside, a question open) is left alone.
 *
 * @param {(region: Element) => void} onRenewed called with each region that changed
 * @returns {() => void} looks at once
 */
export function keepFresh(onRenewed) {
  const names = [...document.querySelectorAll('[data-refresh]')].map((region) => region.dataset.refresh);
  if (names.length === 0) return () => {};
  const served = new Map();
  let due;
  wait();

  function wait() {
    clearTimeout(due);
    due = setTimeout(look, document.querySelector('[data-refresh-often]') === null ? EVERY_MS : OFTEN_MS);
  }

  async function look() {
    if (!document.hidden) renew(await fetchPage());
    wait();
  }

  function renew(page) {
    if (page === null) return;
    for (const name of names) {
      const fresh = page.querySelector(`[data-refresh="${name}"]`);
      const shown = document.querySelector(`[data-refresh="${name}"]`);
      if (fresh === null) shown?.remove();
      if (fresh === null || shown === null || isBusy(shown)) continue;
      const source = fresh.textContent + [...fresh.querySelectorAll('[class]')].map((node) => node.className).join();
      if (served.get(name) === source) continue;
      served.set(name, source);
      shown.replaceWith(document.adoptNode(fresh));
      onRenewed(fresh);
    }
  }

  return look;
}

async function fetchPage() {
  try {
    // A redirect means that the session ended: what is on screen stays until somebody acts.
    const answer = await fetch(location.href, { headers: { accept: 'text/html' }, redirect: 'error' });
    return answer.ok ? new DOMParser().parseFromString(await answer.text(), 'text/html') : null;
  } catch {
    return null;
  }
}

function isBusy(region) {
  return region.contains(document.activeElement) || region.querySelector('details[open], [data-test-result]:not([hidden])') !== null;
}
