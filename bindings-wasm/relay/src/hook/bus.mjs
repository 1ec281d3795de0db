// @ts-check
// From the page's own world to the collectors', in the same tab.

const MARK = "tumulte-relay";

/**
 * Hands something over.
 * @param {Window} window
 * @param {string} kind
 * @param {unknown} content
 */
export function tell(window, kind, content) {
  // Text: whatever a page put on its objects' prototypes stays behind.
  window.postMessage({ [MARK]: kind, content: JSON.stringify(content) }, window.location.origin);
}

/**
 * Listens to what is handed over. The page could say the same, and does: its rolls are its own word either way.
 * @param {Window} window
 * @param {(kind: string, content: any) => void} listener
 */
export function listen(window, listener) {
  window.addEventListener("message", (event) => {
    const { data, source, origin } = event;
    if (source !== window || origin !== window.location.origin || typeof data?.[MARK] !== "string") return;
    try {
      listener(data[MARK], JSON.parse(String(data.content)));
    } catch {
      // Not ours after all.
    }
  });
}
