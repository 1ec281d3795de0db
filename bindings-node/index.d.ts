import type { CoreErrorCode } from "./types.js";

export * from "./types.js";

/** Every `code` a function of this package can throw. */
export type ErrorCode = CoreErrorCode | "engine.unavailable" | "random.unavailable";
