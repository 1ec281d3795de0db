/** Sends a form where it stands and says in words what came of it. */
export function enableSending() {
  for (const form of document.querySelectorAll('[data-send]')) {
    const word = form.querySelector('[data-send-word]');
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const body = new URLSearchParams(new FormData(form));
      if (event.submitter?.name) body.set(event.submitter.name, event.submitter.value);
      event.submitter?.setAttribute('aria-busy', 'true');
      const problem = await send(form.getAttribute('action'), body);
      event.submitter?.removeAttribute('aria-busy');
      word.textContent = problem ?? form.dataset.sent;
      word.dataset.mood = problem === null ? 'good' : 'bad';
      if (problem === '') word.textContent = form.dataset.failed;
    });
  }
  for (const form of document.querySelectorAll('[data-busy-on-submit]')) {
    form.addEventListener('submit', () => form.querySelector('button').setAttribute('aria-busy', 'true'));
  }
}

/** Null when all went well, else what the page says about it, as far as it says anything. */
async function send(action, body) {
  try {
    const answer = await fetch(action, { method: 'POST', body, redirect: 'manual', headers: { accept: 'text/html' } });
    if (answer.type === 'opaqueredirect' || answer.ok) return null;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    return page.querySelector('.banner-bad, .lost p')?.textContent.trim() ?? '';
  } catch {
    return '';
  }
}
