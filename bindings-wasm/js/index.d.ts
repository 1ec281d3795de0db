import type { CoreErrorCode } from "./types.js";

export * from "./types.js";

/** Every `code` a function of this package can throw. */
export type ErrorCode = CoreErrorCode | "engine.unavailable" | "qr.oversized" | "random.unavailable";

/**
 * Where the engine comes from, when it does not lie beside the script: an address, a `Request`, a
 * `Response`, its bytes or a compiled `WebAssembly.Module`.
 */
export type EngineSource = string | ArrayBuffer | ArrayBufferView | object;

/**
 * Starts the engine, once; without a source it is fetched from beside the script. Everything else of
 * this package refuses with `engine.unavailable` before. In Node and from `tumulte-wasm/inline` the
 * engine already runs.
 */
export default function init(source?: EngineSource | Promise<EngineSource>): Promise<void>;

/** Starts the engine at once from its bytes or from a compiled module. */
export function initSync(source: ArrayBuffer | ArrayBufferView | object): void;

/**
 * Draws a QR code as SVG: dark on light whatever the page's theme, with its quiet zone. Throws
 * `qr.oversized` when the text is longer than a QR code holds.
 */
export function qrSvg(text: string): string;
