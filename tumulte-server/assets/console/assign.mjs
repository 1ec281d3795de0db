/**
 * A choice saves itself; the button is for those without scripts.
 * @param {ParentNode} root
 */
export function submitOnChange(root) {
  for (const form of root.querySelectorAll('[data-autosubmit]')) {
    form.querySelector('button').hidden = true;
    form.querySelector('select').addEventListener('change', () => form.requestSubmit());
  }
}
