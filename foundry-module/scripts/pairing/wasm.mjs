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
  // Bytes rather than a stream: a proxy that serves a wrong MIME type does no harm then.
  const response = await fetch(new URL("tumulte_wasm_bg.wasm", FOLDER));
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  await tumulte.default(await response.arrayBuffer());
  return tumulte;
}
