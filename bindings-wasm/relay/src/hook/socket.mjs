// @ts-check
// Reads along on the page's own WebSockets. Nothing is changed, delayed or added.

/**
 * @param {any} window the page's
 * @param {(url: URL) => boolean} isWanted
 * @param {(text: string, direction: "in" | "out", url: URL) => void} onFrame
 */
export function tapSockets(window, isWanted, onFrame) {
  const Native = window.WebSocket;
  if (typeof Native !== "function") return;
  /** @param {any} text @param {"in" | "out"} direction @param {URL} url */
  const frame = (text, direction, url) => {
    if (typeof text !== "string") return;
    try {
      onFrame(text, direction, url);
    } catch {
      // What can't be understood must not disturb the page.
    }
  };
  window.WebSocket = new Proxy(Native, {
    construct(target, parameters, newTarget) {
      const socket = Reflect.construct(target, parameters, newTarget);
      try {
        const url = new URL(String(parameters[0]), window.location.href);
        if (isWanted(url)) {
          socket.addEventListener("message", (/** @type {MessageEvent} */ event) => frame(event.data, "in", url));
          const send = socket.send;
          socket.send = function sendAlong(/** @type {any} */ data) {
            frame(data, "out", url);
            return send.call(this, data);
          };
        }
      } catch {
        // An address that is none: the page's own trouble.
      }
      return socket;
    },
  });
}
