// @ts-check
// Keys, signatures and the QR code come from Tumulte's own wasm. It is loaded when the pairing
// window first needs it; rolls flow without it.

import { WireError } from "../wire-error.mjs";

const FOLDER = new URL("../../vendor/tumulte-wasm/", import.meta.url);

/** @type {Promise<any> | null} */
let loading = null;

/**
 * The package around the wasm: `PairingOffer`, `qrSvg` and all the rest.
 * @returns {Promise<any>}
 * @throws {WireError} `wasm.unavailable` when the files are missing or the browser refuses them
 */
export function loadWasm() {
  loading ??= load().catch((thrown) => {
    loading = null;
    throw new WireError("wasm.unavailable", String(thrown));
  });
  return loading;
}

async function load() {
  const tumulte = await import(new URL("index.js", FOLDER).href);
  await tumulte.default(await fetched().catch(inline));
  return tumulte;
}

/** Bytes rather than a stream: a proxy that serves a wrong MIME type does no harm then. */
async function fetched() {
  const response = await fetch(new URL("tumulte_wasm_bg.wasm", FOLDER));
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.arrayBuffer();
}

/** The same bytes inside a script: where files come from another host, it may let nothing else through. */
async function inline() {
  const { engine } = await import(new URL("engine.inline.js", FOLDER).href);
  return Uint8Array.from(atob(engine), (letter) => letter.charCodeAt(0)).buffer;
}
