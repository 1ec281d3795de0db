// The server's own key for sessions, read from its database while it is stopped: an expired token can't be had otherwise.

import { createPrivateKey } from "node:crypto";
import { readFile } from "node:fs/promises";
import initSqlJs from "sql.js";

/** DER of an Ed25519 private key, up to its 32 bytes. */
const PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");

/** @param {{database: string}} server stopped, so that everything lies in the one file */
export async function sessionKey(server) {
  const sqlite = await initSqlJs();
  const database = new sqlite.Database(await readFile(server.database));
  const [{ values: [[secret]] }] = database.exec("SELECT secret FROM server_keys WHERE name = 'session'");
  database.close();
  return { privateKey: createPrivateKey({ key: Buffer.concat([PREFIX, secret]), format: "der", type: "pkcs8" }) };
}
