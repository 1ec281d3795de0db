// @ts-check
// What a GM typed as the server's address, and whether this page may call it. Pure.

const LOOPBACK = /^(localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Reads a server address. A missing scheme becomes https, or http for this very computer.
 * @param {unknown} typed
 * @returns {string | null} without trailing slash, query or fragment; null when it is no web address
 */
export function normalizeServerUrl(typed) {
  if (typeof typed !== "string") return null;
  const text = typed.trim();
  if (!text || /\s/.test(text)) return null;
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const bare = text.split(/[/?#]/)[0]?.replace(/:\d+$/, "") ?? "";
  const guess = hasScheme ? text : `${LOOPBACK.test(bare) ? "http" : "https"}://${text}`;
  try {
    const url = new URL(guess);
    if (url.protocol !== "http:" && url.protocol !== "https:") return null;
    // Credentials in an address end up in logs and on screens.
    if (url.username || url.password || !url.hostname) return null;
    return url.origin + url.pathname.replace(/\/+$/, "");
  } catch {
    return null;
  }
}

/**
 * Why the browser will or should not call this server from this page.
 * @param {string} serverUrl normalized
 * @param {string} pageUrl
 * @returns {"mixed_content" | "plaintext" | null} `mixed_content` is blocked by browsers;
 *   `plaintext` works, but everyone between here and the server can read along
 */
export function addressProblem(serverUrl, pageUrl) {
  const server = new URL(serverUrl);
  if (server.protocol === "https:" || LOOPBACK.test(server.hostname)) return null;
  return new URL(pageUrl).protocol === "https:" ? "mixed_content" : "plaintext";
}

/**
 * Splits a server address into what the Socket.IO client wants, for servers under a path too.
 * @param {string} serverUrl normalized
 * @param {string} namespace
 */
export function socketAddress(serverUrl, namespace) {
  const url = new URL(serverUrl);
  return { url: url.origin + namespace, path: `${url.pathname.replace(/\/+$/, "")}/socket.io/` };
}
