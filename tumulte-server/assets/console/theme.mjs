/** Switches the theme in place; without this, the same links do it with a reload. */
export function enableThemes() {
  for (const link of document.querySelectorAll('[data-theme-to]')) {
    link.addEventListener('click', (event) => {
      event.preventDefault();
      const theme = link.dataset.themeTo;
      document.documentElement.dataset.theme = theme;
      document.cookie = `theme=${theme}; Path=/; Max-Age=31536000; SameSite=Lax`;
      const other = [...document.querySelectorAll('[data-theme-to]')].find((it) => it !== link);
      other?.focus();
    });
  }
}
