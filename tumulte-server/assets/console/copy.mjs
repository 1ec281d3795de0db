const SAID_MS = 1_800;

/** Gives every copy button its job, and shows it: without scripts, the field itself can be selected. */
export function enableCopy() {
  for (const button of document.querySelectorAll('[data-copy]')) {
    const source = button.parentElement.querySelector('[data-copy-source]');
    const label = button.querySelector('span');
    const word = label.textContent;
    button.hidden = false;
    source.addEventListener('focus', () => source.select());
    button.addEventListener('click', async () => {
      await copy(source);
      label.textContent = button.dataset.done;
      setTimeout(() => {
        label.textContent = word;
      }, SAID_MS);
    });
  }
}

async function copy(source) {
  try {
    await navigator.clipboard.writeText(source.value);
  } catch {
    // Outside https the clipboard is closed to pages; the old command still works on a selection.
    source.select();
    document.execCommand('copy');
  }
}
