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
      const isGood = await ask(button.dataset.test);
      say(result, isGood ? button.dataset.good : button.dataset.bad, isGood ? 'good' : 'bad');
      button.disabled = false;
    });
  }
}

async function ask(url) {
  try {
    const answer = await fetch(url, { method: 'POST', signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!answer.ok) return false;
    const body = await answer.json().catch(() => ({}));
    return body.ok !== false;
  } catch {
    return false;
  }
}

function say(result, text, mood) {
  result.textContent = text;
  result.dataset.mood = mood;
  result.hidden = false;
}
