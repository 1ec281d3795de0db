// @ts-check
// How a roll will look on stream, judged here by the very rules the server judges by. A courtesy for the GM: nothing depends
// on it, and where the wasm cannot be loaded there is none.

/**
 * @typedef {object} Shown
 * @property {string} formula
 * @property {number | null} total
 * @property {"success" | "failure" | "plain" | "hidden"} as
 * @property {string} label the game system's word for it; "" where it has none
 */

/** Judges messages until the wasm turns out to be missing. */
export class Preview {
  #wasm;
  #isMissing = false;

  /** @param {() => Promise<any>} wasm */
  constructor(wasm) {
    this.#wasm = wasm;
  }

  /**
   * What streams will be shown of a message, roll by roll; null where nobody can tell.
   * @param {Record<string, any>} message as Foundry stores it
   * @param {string} systemId
   * @param {object | null} actor
   * @returns {Promise<Shown[] | null>}
   */
  async of(message, systemId, actor) {
    if (this.#isMissing) return null;
    let tumulte;
    try {
      tumulte = await this.#wasm();
    } catch {
      this.#isMissing = true;
      return null;
    }
    try {
      return tumulte.parseMessage("foundry", JSON.stringify(message), systemId, actor).map(shown);
    } catch {
      // What cannot be read here cannot be read there: the server's refusal says why.
      return null;
    }
  }
}

/**
 * @param {any} roll
 * @returns {Shown}
 */
function shown(roll) {
  const { formula, total, verdict, visibility } = roll;
  if (visibility !== "public") return { formula, total, as: "hidden", label: "" };
  return { formula, total, as: verdict?.type ?? "plain", label: verdict?.label ?? "" };
}
