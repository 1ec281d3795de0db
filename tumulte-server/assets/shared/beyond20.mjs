// What Beyond20 tells a page about a roll. The console listens by it, and so does the browser relay.

/** Words of `whisper` that mean: everybody may see it. */
const OPEN = new Set([0, "0", undefined, null, false]);

/**
 * Whether a roll is not for everybody's eyes. In doubt it is not.
 * @param {any} roll
 */
export const isSecretRoll = (roll) => !OPEN.has(roll?.whisper) || !OPEN.has(roll?.request?.whisper) || roll?.character === "???";

/**
 * Listens to the rolls of this browser.
 * @param {Document} document
 * @param {(roll: any) => void} listener
 * @returns {() => void} ends it
 */
export function listenToBeyond20(document, listener) {
  const heard = (/** @type {Event} */ event) => {
    const detail = /** @type {CustomEvent} */ (event).detail;
    // Firefox hands the arguments over as text.
    let parts = detail;
    try {
      if (typeof detail === "string") parts = JSON.parse(detail);
    } catch {
      return;
    }
    const roll = Array.isArray(parts) ? parts[0] : parts;
    if (roll?.action === "rendered-roll") listener(roll);
  };
  const names = ["Beyond20_RenderedRoll", "Beyond20_rendered-roll"];
  for (const name of names) document.addEventListener(name, heard);
  return () => names.forEach((name) => document.removeEventListener(name, heard));
}
