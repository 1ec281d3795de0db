/** Narrows a long list of characters as somebody types: the list stays as it is, rows that do not fit are hidden. */
export function enableFinder() {
  const finder = document.querySelector('[data-finder]');
  if (finder === null) return;
  const text = finder.querySelector('[data-find]');
  const found = finder.querySelector('[data-found]');
  finder.hidden = false;
  finder.addEventListener('input', narrow);
  document.addEventListener('renewed', narrow);
  narrow();

  function narrow() {
    const wanted = plain(text.value.trim());
    const kind = finder.querySelector('[name="kind"]:checked').value;
    let count = 0;
    for (const row of document.querySelectorAll('[data-name]')) {
      const { name, kind: own, shown } = row.dataset;
      row.hidden = !(plain(name).includes(wanted) && fits(kind, own, shown));
      if (!row.hidden) count += 1;
    }
    found.textContent = found.dataset.word.replace('{count}', String(count));
    document.querySelector('[data-none]').hidden = count > 0;
  }
}

function fits(kind, own, shown) {
  if (kind === 'pc') return own === 'pc';
  return kind !== 'free' || (own === 'pc' && shown === '');
}

/** Without accents and capitals: whoever types "eloise" finds "Éloïse". */
function plain(text) {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();
}
