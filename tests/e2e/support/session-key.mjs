// The server's own key for sessions, unsealed from its database while it is stopped: an expired token can't be had otherwise.

import { createPrivateKey } from "node:crypto";
import { readFile } from "node:fs/promises";
import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import initSqlJs from "sql.js";

/** DER of an Ed25519 private key, up to its 32 bytes. */
const PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");

/** How many bytes of a sealed secret are its nonce. */
const NONCE = 24;

/** @param {{database: string}} server stopped, so that everything lies in the one file */
export async function sessionKey(server) {
  const sqlite = await initSqlJs();
  const database = new sqlite.Database(await readFile(server.database));
  const [{ values: [[sealed]] }] = database.exec("SELECT secret FROM server_keys WHERE name = 'session'");
  database.close();
  const master = Buffer.from(await masterKey(server), "base64url");
  const secret = xchacha20poly1305(master, sealed.subarray(0, NONCE), Buffer.from("session")).decrypt(sealed.subarray(NONCE));
  return { privateKey: createPrivateKey({ key: Buffer.concat([PREFIX, secret]), format: "der", type: "pkcs8" }) };
}

/** The key that seals, as it stands in the file beside the database. */
export async function masterKey(server) {
  const text = await readFile(`${server.database}.key`, "utf8");
  return text.split("\n").find((line) => line !== "" && !line.startsWith("#"));
}
