// Chromium with the extension, the tabletops' pages, a real server, a GM and an overlay.

import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

import { atEnd } from "../../../../tests/e2e/support/ending.mjs";
import { Person } from "../../../../tests/e2e/support/person.mjs";
import { TumulteServer } from "../../../../tests/e2e/support/server.mjs";
import { Viewer } from "../../../../tests/e2e/support/viewer.mjs";
import { Sites } from "./sites.mjs";

export const LIMIT = { timeout: 120_000 };
const PATIENCE = 20_000;

let built = null;
/** Builds everything once a run. */
export function build() {
  built ??= (async () => {
    const folder = await mkdtemp(join(tmpdir(), "tumulte-relay-"));
    process.on("exit", () => execFile("rm", ["-rf", folder]));
    await promisify(execFile)(process.execPath, [fileURLToPath(new URL("../../build.mjs", import.meta.url)), folder]);
    return folder;
  })();
  return built;
}

/** A picture for people to look at, where TUMULTE_SHOTS says. */
export async function shoot(page, name) {
  if (process.env.TUMULTE_SHOTS) await page.screenshot({ path: join(process.env.TUMULTE_SHOTS, `relay-${name}.png`) });
}

/**
 * A browser with the extension.
 * @param {import("node:test").TestContext} test
 * @param {Sites} sites
 * @param {{language?: string, extension?: boolean, bypassCSP?: boolean}} [options]
 */
export async function openBrowser(test, sites, { language = "en-US", extension = true, bypassCSP = false } = {}) {
  const folder = join(await build(), "extension");
  const profile = await mkdtemp(join(tmpdir(), "tumulte-profile-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: false,
    locale: language,
    viewport: { width: 1280, height: 800 },
    ignoreHTTPSErrors: true,
    bypassCSP,
    args: [
      "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
      "--ignore-certificate-errors", `--host-resolver-rules=${sites.rules}`, `--lang=${language}`, `--accept-lang=${language}`,
      ...(extension ? [`--disable-extensions-except=${folder}`, `--load-extension=${folder}`] : []),
    ],
    env: { ...process.env, LANGUAGE: language.slice(0, 2), LANG: `${language.replace("-", "_")}.UTF-8` },
  });
  atEnd(test, async () => {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  });
  context.setDefaultTimeout(PATIENCE);
  const worker = extension ? context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker")) : null;
  if (worker) {
    // Everything that leaves a tab, and everything that leaves the browser.
    await worker.evaluate(() => {
      globalThis.left = [];
      chrome.runtime.onConnect.addListener((port) => port.onMessage.addListener((message) => globalThis.left.push(JSON.stringify(message))));
      const { send } = WebSocket.prototype;
      WebSocket.prototype.send = function sendSeen(data) {
        globalThis.left.push(String(data));
        return send.call(this, data);
      };
    });
  }
  return { context, worker };
}

/** A server with a GM who is signed in. @param {import("node:test").TestContext} test */
export async function openServer(test) {
  const server = await TumulteServer.start(test);
  const gm = await Person.registered(server);
  return { server, gm };
}

/**
 * Pairs the table of a page by its panel, as a GM does; the campaign gets a streamer and somebody who watches.
 * @param {import("node:test").TestContext} test
 * @param {import("playwright-core").Page} page
 * @param {{server: TumulteServer, gm: Person}} house
 * @param {{isOpen?: boolean}} [options] the panel is there already
 */
export async function pair(test, page, { server, gm }, { isOpen = false } = {}) {
  if (!isOpen) await page.locator("tumulte-relay .lamp").click();
  await page.locator("tumulte-relay input[name=server]").fill(server.url);
  await page.locator("tumulte-relay button[data-command=pair]").click();
  const code = await page.locator("tumulte-relay [data-code]").getAttribute("data-code");
  const confirmed = await gm.post("/vtt/pair", { code });
  if (confirmed.status !== 200) throw new Error(`the GM confirms: ${confirmed.text}`);
  await page.locator("tumulte-relay [data-state=connected][data-imported=true]").waitFor();
  return watch(test, { server, gm }, confirmed.body.campaignId);
}

/** Somebody who watches a campaign on stream. */
export async function watch(test, { server, gm }, campaignId) {
  const { body: member } = await gm.post(`/mj/campaigns/${campaignId}/members`, { name: `Lumen ${campaignId.slice(-6)}` });
  const overlay = await Viewer.open(test, server);
  const channel = `streamer:${member.overlayKey}:dice`;
  const { cursor } = await overlay.subscribe(channel, { rolls: true });
  // What a viewer may hear changes when its streamer joins another campaign: it comes again with its last cursor.
  overlay.socket.on("message", (data) => {
    if (JSON.parse(String(data)).type === "resync") overlay.send({ type: "subscribe", channel, rolls: true, after: overlay.events.at(-1)?.id ?? cursor });
  });
  const told = (type, fits = () => true) => overlay.frames.first((frame) => frame.type === type && fits(frame.payload), `\`${type}\` on the overlay`);
  const rolls = async () => (await gm.get(`/mj/campaigns/${campaignId}/rolls?limit=200`)).body.items;
  return { campaignId, member, overlay, told, rolls };
}
