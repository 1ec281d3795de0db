// Chromium on the fake Foundry's page. The browser is Debian's; CHROMIUM names another.

import { chromium } from "playwright-core";

import { atEnd } from "../e2e/support/ending.mjs";
import { serve } from "../fake-foundry/serve.mjs";

/** A name in the local network: a page that is opened under it over plain http is no secure context. */
export const LAN = "table.lan";

const ARGUMENTS = [
  `--host-resolver-rules=MAP ${LAN} 127.0.0.1`,
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

/**
 * A browser and a server of the fake, closed after the test.
 * @param {import("node:test").TestContext} test
 * @param {{wasmMime?: string}} [options]
 */
export async function openHarness(test, options) {
  const server = await serve(0, options);
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ARGUMENTS });
  atEnd(test, async () => {
    await browser.close();
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address();
  const context = await browser.newContext({ viewport: { width: 1280, height: 760 } });
  return { browser, context, origin: `http://127.0.0.1:${port}`, lan: `http://${LAN}:${port}` };
}

/**
 * A table: the GM's page with the module, a player beside it.
 * @param {import("playwright-core").BrowserContext} context
 * @param {string} address
 */
export async function openTable(context, address) {
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    // Chromium reports every unreachable address by itself; the module is to say it in words.
    if (message.type() === "error" && !/ERR_CONNECTION_REFUSED|WebSocket connection/.test(message.text())) complaints.push(message.text());
  });
  const open = async () => {
    await page.goto(address);
    await page.waitForSelector("html[data-fake=ready]", { state: "attached" });
  };
  await open();
  return {
    page,
    complaints,
    reload: open,
    /** Runs a function of the page's `fake`, by name. */
    fake: (name, ...parameters) => page.evaluate(([key, rest]) => globalThis.fake[key](...rest), [name, parameters]),
    /** Waits until the module's status has these values. */
    status: (wanted) => page.waitForFunction((values) => {
      const status = globalThis.fake.status();
      return Object.entries(values).every(([key, value]) => status[key] === value);
    }, wanted),
    /** Opens the pairing window and asks for a code; resolves to the code on screen. */
    async pairingCode(serverUrl) {
      await page.evaluate(() => globalThis.fake.openPairing());
      await page.fill("input[name=server]", serverUrl);
      await page.click("[data-tumulte-begin]");
      await page.waitForSelector("[data-tumulte-code]");
      return page.evaluate(() => globalThis.fake.code());
    },
  };
}
