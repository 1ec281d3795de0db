// @ts-check
// D&D Beyond: finished rolls as the page's message broker tells them.

/**
 * Whether a roll is for its player or the DM alone. Only what is said to be for the whole game is not.
 * @param {any} message
 */
export const isSecretRoll = (message) =>
  message?.messageScope !== "gameId" || (message?.data?.context?.messageScope ?? "gameId") !== "gameId";

/**
 * @param {any} message
 * @param {import("../sieve.mjs").Sieve} sieve
 * @param {() => number} now
 */
export function takeRoll(message, sieve, now) {
  if (message?.eventType !== "dice/roll/fulfilled") return;
  const id = String(message?.data?.rollId ?? message?.id ?? "");
  if (!id) return;
  const told = Number(message.dateTime);
  sieve.take({ source: "ddb", id, ts: told > 0 ? told : now(), raw: message, secret: isSecretRoll(message) });
}
