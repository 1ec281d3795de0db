/** A choice saves itself; the button is for those without scripts. */
export function submitOnChange() {
  for (const form of document.querySelectorAll('[data-autosubmit]')) {
    form.querySelector('button').hidden = true;
    form.querySelector('select').addEventListener('change', () => form.requestSubmit());
  }
}
