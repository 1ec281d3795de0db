// The whole house: a server, a GM, a paired world with a live socket, a streamer and an overlay that listens.

import assert from "node:assert/strict";

import { Person } from "./person.mjs";
import { TumulteServer } from "./server.mjs";
import { Table } from "./table.mjs";
import { Viewer } from "./viewer.mjs";

export { HERO, CHARACTER, d20, deleteEvent, documentId, message, rollEvent } from "./message.mjs";
export { Private } from "./private.mjs";
export { Person } from "./person.mjs";
export { TumulteServer } from "./server.mjs";
export { Table } from "./table.mjs";
export { claimClaims, eddsa, hs256, newKey, offerClaims, seconds, unsigned } from "./token.mjs";
export { Viewer } from "./viewer.mjs";
export { within } from "./waiting.mjs";

/** Longest time for a whole test. */
export const LIMIT = { timeout: 60_000 };

/**
 * Sets everything up.
 * @param {import("node:test").TestContext} test
 * @param {{transports?: string[], tab?: string, reconnection?: boolean, options?: string[]}} [options] of the table's socket; `options` is more of
 *   what the server is started with
 */
export async function openStage(test, options) {
  const server = await TumulteServer.start(test, options?.options);
  return furnish(test, server, options);
}

/**
 * A GM, a table, a streamer and an overlay on a server that runs.
 * @param {import("node:test").TestContext} test
 * @param {TumulteServer} server
 * @param {{transports?: string[], tab?: string, reconnection?: boolean}} [options] of the table's socket
 */
export async function furnish(test, server, options) {
  const gm = await Person.registered(server);
  const table = await Table.paired(server, gm);
  const { campaignId, connectionId } = table.tokens;
  const line = await table.connect(test, options);
  const member = await gm.post(`/mj/campaigns/${campaignId}/members`, { name: "Lumen" });
  assert.equal(member.status, 201, `a streamer becomes a member: ${member.text}`);
  const { overlayKey } = member.body;
  const stream = `streamer:${overlayKey}:dice`;
  const overlay = await Viewer.open(test, server);
  const subscribed = await overlay.subscribe(stream, { rolls: true });
  assert.equal(subscribed.type, "subscribed", `an overlay may listen by its key: ${JSON.stringify(subscribed)}`);
  return { server, gm, table, line, campaignId, connectionId, overlayKey, stream, overlay, member: member.body };
}
