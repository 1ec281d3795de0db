// A GM at the console's forms, in Chromium.

import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

let shots = null;

/**
 * Keeps a picture for people to look at, in TUMULTE_SHOTS or a temporary folder; the test's output says where.
 * @param {import("node:test").TestContext} test
 * @param {import("playwright-core").Page} page
 * @param {string} name
 */
export async function shoot(test, page, name) {
  shots ??= process.env.TUMULTE_SHOTS ?? (await mkdtemp(join(tmpdir(), "tumulte-shots-")));
  const path = join(shots, `${name}.png`);
  await page.screenshot({ path });
  test.diagnostic(path);
}

/** The console's forms, in the order in which a GM meets them. */
export class Console {
  /** What went wrong in the page. */
  complaints = [];

  /**
   * @param {import("playwright-core").Page} page
   * @param {string} url the server
   */
  constructor(page, url) {
    this.page = page;
    this.url = url;
    page.on("pageerror", (error) => this.complaints.push(String(error)));
    page.on("console", (message) => {
      // Characters' pictures lie at their table's own address; what that has is not ours to answer for.
      const isOurs = message.location().url.startsWith(url);
      if (message.type() === "error" && isOurs && !/WebSocket connection|ERR_CONNECTION_REFUSED/.test(message.text())) this.complaints.push(message.text());
    });
  }

  /** Makes an account; resolves when the dashboard is there. */
  async register(name, password) {
    await this.page.goto(`${this.url}/`);
    await this.page.waitForURL(/\/login/);
    const form = this.page.locator("form[action='/register']");
    await form.locator("input[name=name]").fill(name);
    await form.locator("input[name=password]").fill(password);
    await form.locator("button[type=submit]").click();
    await this.page.waitForURL(`${this.url}/`);
  }

  /** Leaves. */
  async signOut() {
    await this.page.locator("form[action='/logout'] button").click();
    await this.page.waitForURL(/\/login/);
  }

  /** Comes back with an account that exists. */
  async signIn(name, password) {
    await this.page.goto(`${this.url}/login`);
    const form = this.page.locator("form[action='/login']");
    await form.locator("input[name=name]").fill(name);
    await form.locator("input[name=password]").fill(password);
    await form.locator("button[type=submit]").click();
    await this.page.waitForURL(`${this.url}/`);
  }

  /** Types a pairing code; resolves to the world's name as the page says it. */
  async typeCode(code) {
    await this.page.goto(`${this.url}/pair`);
    await this.page.fill("input[name=code]", code);
    await this.page.click("form[action='/pair'] button[type=submit]");
    return this.page.locator("form[action='/pair/confirm'] .world strong").textContent();
  }

  /** Confirms; resolves to the campaign's id, imported by the same click. */
  async confirm() {
    await this.page.click("form[action='/pair/confirm'] button[type=submit]");
    await this.page.waitForURL(/\/campaigns\/[0-9a-f-]{36}$/);
    return this.page.url().split("/").at(-1);
  }

  /** Adds a streamer on the campaign's page; resolves to the overlay's address. */
  async addStreamer(name) {
    const form = this.page.locator("form[action$='/streamers']");
    await form.locator("input[name=name]").fill(name);
    await form.locator("button[type=submit]").click();
    const item = this.page.locator(".streamers li", { hasText: name });
    return item.locator("[data-copy-source]").inputValue();
  }

  /** Gives a character to a streamer: the choice saves itself. */
  async assign(character, streamer) {
    const form = this.page.locator(".characters li", { hasText: character }).locator("form");
    const choice = form.locator("select");
    // The button goes when the page's script is there to do its work.
    await form.locator("button").waitFor({ state: "hidden" });
    const saved = this.page.waitForResponse((response) => /\/assign$/.test(response.url()));
    await choice.selectOption({ label: streamer });
    await saved;
    await this.page.waitForLoadState("load");
    return choice.locator("option:checked").textContent();
  }

  /** Waits until the feed is live, so that what falls from now on is told by it and not by the page. */
  feedIsLive() {
    return this.page.waitForSelector("[data-feed][data-connected=true]");
  }

  /** The feed's row that says a text. */
  row(text) {
    return this.page.locator("[data-feed-list] li", { hasText: text });
  }
}
