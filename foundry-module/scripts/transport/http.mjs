// @ts-check
// JSON over HTTP to the server, with the wire contract's errors.

import { WAIT } from "../constants.mjs";
import { WireError } from "../wire-error.mjs";

/**
 * Asks the server and returns the JSON it answers.
 * @param {string} serverUrl normalized
 * @param {string} path starts with a slash
 * @param {{method?: string, body?: unknown, bearer?: string, clock: import("../clock.mjs").Clock}} options
 * @returns {Promise<any>}
 * @throws {WireError} the server's code; `net.unreachable`, `net.timeout`, `net.foreign` otherwise
 */
export async function request(serverUrl, path, { method = "GET", body, bearer, clock }) {
  const abort = new AbortController();
  const timer = clock.later(() => abort.abort(), WAIT.http);
  /** @type {Record<string, string>} */
  const headers = { accept: "application/json" };
  if (body !== undefined) headers["content-type"] = "application/json";
  if (bearer) headers.authorization = `Bearer ${bearer}`;
  try {
    const response = await fetch(serverUrl + path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: abort.signal,
      cache: "no-store",
      credentials: "omit",
      referrerPolicy: "no-referrer",
    });
    return await read(response);
  } catch (thrown) {
    if (thrown instanceof WireError) throw thrown;
    if (abort.signal.aborted) throw new WireError("net.timeout", "no answer in time", { retry: true });
    throw new WireError("net.unreachable", "the server cannot be reached", { retry: true });
  } finally {
    clock.cancel(timer);
  }
}

/** @param {Response} response */
async function read(response) {
  const text = await response.text();
  let json;
  try {
    json = text ? JSON.parse(text) : null;
  } catch {
    json = undefined;
  }
  const { status } = response;
  if (response.ok && json !== undefined) return json;
  const retry = status >= 500 || status === 429;
  const seconds = Number(response.headers.get("retry-after"));
  const retryAfterMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0;
  const code = json?.error?.code;
  if (typeof code === "string") {
    throw new WireError(code, String(json.error.message ?? code), { retry, status, retryAfterMs });
  }
  // A proxy's error page or some other web server at this address.
  throw new WireError(retry ? "net.unavailable" : "net.foreign", `HTTP ${status} without a code`, { retry, status, retryAfterMs });
}
