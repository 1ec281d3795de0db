// @ts-check
// Alchemy's blackened frames: a short memory, handed out when somebody saves it.

const MAX_FRAMES = 60;

/** The last frames of a tab. */
export class Capture {
  /** @type {any[]} */
  #frames = [];

  /** @param {any} frame */
  add(frame) {
    this.#frames.push({ at: Date.now(), ...frame });
    if (this.#frames.length > MAX_FRAMES) this.#frames.shift();
  }

  /** How many there are. */
  get size() {
    return this.#frames.length;
  }

  /** Saves them to a file on this computer; nothing is sent. @param {Document} document */
  save(document) {
    const text = JSON.stringify({ recorded: "alchemy", frames: this.#frames }, null, 1);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = "alchemy-frames.json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }
}
