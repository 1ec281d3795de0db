/**
 * A choice saves itself where it stands; the button is for those without scripts.
 * @param {ParentNode} root
 */
export function submitOnChange(root) {
  for (const form of root.querySelectorAll('[data-autosubmit]')) {
    form.querySelector('button').hidden = true;
    const choice = form.querySelector('select');
    choice.addEventListener('change', async () => {
      form.dataset.saving = '';
      const isSaved = await save(form);
      delete form.dataset.saving;
      form.closest('li').dataset.shown = choice.value;
      if (isSaved) mark(form);
      else form.submit();
    });
  }
}

async function save(form) {
  try {
    // The answer leads back to the page we are on: nobody has to go there.
    const answer = await fetch(form.getAttribute('action'), {
      method: 'POST', body: new URLSearchParams(new FormData(form)), redirect: 'manual',
    });
    return answer.type === 'opaqueredirect' || answer.ok;
  } catch {
    return false;
  }
}

function mark(form) {
  form.dataset.saved = '';
  setTimeout(() => delete form.dataset.saved, 1_500);
}
