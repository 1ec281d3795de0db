const PAUSE_MS = 700;

/**
 * Tries the rules as they are typed and shows what they would change, without leaving the page.
 * @param {HTMLFormElement} form
 */
export function startRules(form) {
  const editor = form.querySelector('[data-editor]');
  const text = editor.querySelector('textarea');
  const gutter = editor.querySelector('[data-gutter]');
  const own = form.querySelector('[data-own]');
  let due;
  let asked = 0;

  own.addEventListener('change', () => {
    editor.hidden = !own.checked;
    number(text, gutter);
  });
  text.addEventListener('scroll', () => {
    gutter.scrollTop = text.scrollTop;
  });
  form.addEventListener('input', ({ target }) => {
    if (target === text) number(text, gutter);
    clearTimeout(due);
    due = setTimeout(tryOut, PAUSE_MS);
  });
  form.addEventListener('submit', (event) => {
    if (event.submitter?.value !== 'preview') return;
    event.preventDefault();
    clearTimeout(due);
    void tryOut({ isAsked: true });
  });
  number(text, gutter);
  point(form, text, gutter);

  async function tryOut({ isAsked = false } = {}) {
    asked += 1;
    const mine = asked;
    form.dataset.busy = '';
    const page = await ask(form);
    if (mine !== asked) return;
    delete form.dataset.busy;
    if (page === null) return;
    for (const name of ['problem', 'preview']) {
      const fresh = page.querySelector(`[data-swap="${name}"]`);
      const shown = form.querySelector(`[data-swap="${name}"]`);
      if (fresh !== null && shown !== null) shown.replaceChildren(...document.adoptNode(fresh).childNodes);
    }
    form.dispatchEvent(new CustomEvent('renewed', { bubbles: true }));
    point(form, text, gutter);
    if (isAsked) form.querySelector('[data-swap="problem"] .problem, #preview')?.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
  }
}

async function ask(form) {
  const body = new URLSearchParams(new FormData(form));
  body.set('action', 'preview');
  try {
    const answer = await fetch(form.getAttribute('action'), { method: 'POST', body, redirect: 'error', headers: { accept: 'text/html' } });
    return new DOMParser().parseFromString(await answer.text(), 'text/html');
  } catch {
    return null;
  }
}

/** Writes the line numbers; the line a problem is on keeps its mark until the next answer. */
function number(text, gutter) {
  const lines = text.value.split('\n').length;
  if (gutter.childElementCount === lines) return;
  gutter.replaceChildren(...Array.from({ length: lines }, (_, at) => {
    const line = document.createElement('span');
    line.textContent = String(at + 1);
    return line;
  }));
}

/** Marks the line that is wrong, and lets the problem lead to it. */
function point(form, text, gutter) {
  for (const line of gutter.children) line.classList.remove('wrong');
  const problem = form.querySelector('[data-swap="problem"] [data-line]');
  text.toggleAttribute('aria-invalid', problem !== null);
  if (problem === null) return;
  const line = Number(problem.dataset.line);
  gutter.children[line - 1]?.classList.add('wrong');
  const place = problem.querySelector('strong');
  const jump = document.createElement('button');
  jump.type = 'button';
  jump.className = 'jump';
  jump.textContent = place.textContent;
  jump.addEventListener('click', () => {
    const before = text.value.split('\n').slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0);
    const at = before + Number(problem.dataset.column ?? 1) - 1;
    text.focus();
    text.setSelectionRange(at, at + 1);
    text.scrollTop = Math.max(0, (line - 6) * (text.scrollHeight / text.value.split('\n').length));
  });
  place.replaceWith(jump);
}
