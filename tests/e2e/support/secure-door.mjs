// TLS before a server, with an authority made for the test.

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer } from "node:tls";
import { promisify } from "node:util";

import { atEnd } from "./ending.mjs";

const run = promisify(execFile);
const EXTENSIONS = "subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=critical,CA:FALSE\nextendedKeyUsage=serverAuth\n";

/**
 * Opens an https:// address before a server; it closes with the test.
 * @param {import("node:test").TestContext} test
 * @param {string} url the server's own address
 * @returns {Promise<{url: string, authority: string, connections: () => number}>} `authority` is the file of the certificate to trust
 */
export async function openSecureDoor(test, url) {
  const folder = await mkdtemp(join(tmpdir(), "tumulte-tls-"));
  atEnd(test, () => rm(folder, { recursive: true, force: true }));
  const at = (name) => join(folder, name);
  const openssl = (...words) => run("openssl", words);
  const key = (name) => ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", at(name)];
  await writeFile(at("extensions"), EXTENSIONS);
  await openssl("req", "-x509", ...key("authority.key"), "-out", at("authority.pem"), "-subj", "/CN=Tumulte test authority", "-days", "2");
  await openssl("req", ...key("door.key"), "-out", at("door.csr"), "-subj", "/CN=localhost");
  await openssl(
    "x509", "-req", "-in", at("door.csr"), "-CA", at("authority.pem"), "-CAkey", at("authority.key"), "-CAcreateserial",
    "-days", "2", "-extfile", at("extensions"), "-out", at("door.pem"),
  );
  const { hostname, port } = new URL(url);
  let connections = 0;
  const sockets = new Set();
  const door = createServer({ key: await readFile(at("door.key")), cert: await readFile(at("door.pem")) }, (outside) => {
    connections += 1;
    const inside = connect(Number(port), hostname);
    for (const socket of [outside, inside]) {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
      // Either side may go first.
      socket.on("error", () => {});
    }
    outside.pipe(inside).pipe(outside);
  });
  door.on("tlsClientError", () => {});
  await new Promise((resolve) => door.listen(0, "127.0.0.1", () => resolve(undefined)));
  atEnd(test, async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => door.close(resolve));
  });
  const { port: own } = /** @type {import("node:net").AddressInfo} */ (door.address());
  return { url: `https://localhost:${own}`, authority: at("authority.pem"), connections: () => connections };
}
