const PATIENCE_MS = 15_000;

/**
 * Lets a connection be asked whether its world answers.
 * @param {ParentNode} root
 */
export function enableConnectionTests(root) {
  for (const button of root.querySelectorAll('[data-test]')) {
    const result = button.closest('li').querySelector('[data-test-result]');
    button.hidden = false;
    button.addEventListener('click', async () => {
      button.disabled = true;
      say(result, button.dataset.wait, '');
      const answer = await ask(button.dataset.test);
      say(result, words(button, answer), answer.ok ? 'good' : 'bad');
      button.disabled = false;
    });
  }
}

function words(button, { ok, roundTripMs, code }) {
  if (ok) return button.dataset.good.replace('{ms}', String(roundTripMs));
  if (code === 'vtt.timeout') return button.dataset.slow;
  if (code === 'vtt.unexpected_answer') return button.dataset.odd;
  return button.dataset.bad;
}

async function ask(url) {
  try {
    const answer = await fetch(url, { method: 'POST', signal: AbortSignal.timeout(PATIENCE_MS) });
    return answer.ok ? await answer.json() : { ok: false };
  } catch {
    return { ok: false };
  }
}

function say(result, text, mood) {
  result.textContent = text;
  result.dataset.mood = mood;
  result.hidden = false;
}
