import { isSecretRoll, listenToBeyond20 } from '../shared/beyond20.mjs';

/**
 * Rolls that Beyond20 tells this page, once its user added our address to its custom domains, go to the campaign on it.
 * Whispers stay in the page.
 * @param {HTMLElement} feed of the campaign
 */
export function carryBeyond20(feed) {
  const campaign = /^campaign:([0-9a-f-]{36}):dice$/.exec(feed.dataset.feed)?.[1];
  if (!campaign) return;
  const joinedAt = Date.now();
  listenToBeyond20(document, async (roll) => {
    if (isSecretRoll(roll)) return;
    const { html: _, description: __, ...raw } = roll;
    const body = JSON.stringify({ id: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`, ts: Date.now(), joinedAt, raw });
    const send = () => fetch(`/mj/campaigns/${campaign}/relay`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    // The server knows the id: asked twice, it tells once.
    await send().catch(() => new Promise((resolve) => setTimeout(resolve, 2_000)).then(send)).catch(() => {});
  });
}
