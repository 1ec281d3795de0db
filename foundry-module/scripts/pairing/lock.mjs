// @ts-check
// One at a time across all tabs of this browser.

/** How long a crashed tab can hold the others up where the browser has no locks. */
const LEASE_MS = 20_000;
const LOOK_MS = 100;

/**
 * Runs `action` while no other tab of this origin runs one under the same name.
 *
 * Browsers offer locks only to secure pages; Foundry on a plain http address of the local network
 * gets a lease in localStorage instead.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} action
 * @param {import("../clock.mjs").Clock} clock
 * @returns {Promise<T>}
 */
export async function exclusively(name, action, clock) {
  const locks = globalThis.navigator?.locks;
  if (locks) return locks.request(name, action);
  return withLease(name, action, clock);
}

/**
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} action
 * @param {import("../clock.mjs").Clock} clock
 * @returns {Promise<T>}
 */
async function withLease(name, action, clock) {
  const mine = `${clock.now()}:${clock.random()}`;
  /** @returns {{owner: string, until: number} | null} */
  const holder = () => {
    try {
      return JSON.parse(localStorage.getItem(name) ?? "null");
    } catch {
      return null;
    }
  };
  const wait = () => new Promise((resolve) => clock.later(() => resolve(undefined), LOOK_MS * (1 + clock.random())));
  for (;;) {
    const held = holder();
    // A lease from the far future comes from a clock that was set back since.
    const stale = !held || held.until < clock.now() || held.until > clock.now() + LEASE_MS;
    if (!stale && held.owner !== mine) {
      await wait();
      continue;
    }
    if (held?.owner === mine) break;
    localStorage.setItem(name, JSON.stringify({ owner: mine, until: clock.now() + LEASE_MS }));
    // Two tabs may write at once: the later one wins, and both look again.
    await wait();
  }
  try {
    return await action();
  } finally {
    if (holder()?.owner === mine) localStorage.removeItem(name);
  }
}
