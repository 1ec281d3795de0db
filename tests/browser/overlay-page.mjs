// The overlay's page in real Chromium with a server that says what a test wants: its files are the ones that are served, under the same policy.

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

const ASSETS = fileURLToPath(new URL("../../tumulte-server/assets", import.meta.url));
const ORIGIN = "http://overlay.test";
export const KEY = "key-of-a-streamer";
const TYPES = { mjs: "text/javascript", css: "text/css", svg: "image/svg+xml", html: "text/html", woff2: "font/woff2" };
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: http: https:; connect-src 'self'; base-uri 'none'; frame-ancestors 'self'";

const CODE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><path d="M0 0h4v4H0z" fill="#fff"/><path d="M1 1h1v1H1zM2 2h1v1H2z"/></svg>';

/** A browser for all tests of a file. */
export function launch(args = []) {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", ...args] });
}

/**
 * An overlay, connected.
 * @param {import("playwright-core").Browser} browser
 * @param {{view?: string, query?: string, state?: object, size?: {width: number, height: number}, before?: (page: import("playwright-core").Page) => Promise<void>}} [options]
 *   `state`: what `overlay:state` says first
 */
export async function openPage(browser, { view = "dice", query = "", state = {}, size = { width: 1920, height: 1080 }, before } = {}) {
  const context = await browser.newContext({ viewport: size, reducedMotion: "no-preference" });
  const page = await context.newPage();
  const overlay = new OverlayPage(page, state);
  await context.route("**/*", serveFile);
  await page.routeWebSocket(/\/ws$/, (socket) => overlay.accept(socket));
  await before?.(page);
  await page.goto(`${ORIGIN}/overlay/${KEY}/${view}${query}`);
  await page.waitForSelector("html[data-connected=true]", { state: "attached" });
  await page.evaluate(() => document.fonts.ready);
  return overlay;
}

/** A font as npm brought it for these tests: `fonts/cinzel-700.woff2`. */
async function font(path) {
  const [, name, weight] = /^fonts\/([\w-]+)-(\d+)\.woff2$/.exec(path) ?? [];
  return readFile(fileURLToPath(new URL(`node_modules/@fontsource/${name}/files/${name}-latin-${weight}-normal.woff2`, import.meta.url)));
}

async function serveFile(route) {
  const { pathname } = new URL(route.request().url());
  const path = pathname.startsWith("/overlay/") ? "overlay/overlay.html" : pathname.replace(/^\/assets\//, "");
  if (pathname.endsWith("/qr.svg")) return route.fulfill({ body: CODE, headers: { "content-type": "image/svg+xml" } });
  try {
    // The build brings the fonts; what a page looks like without them is not asked here.
    const body = path.startsWith("fonts/") ? await font(path) : await readFile(`${ASSETS}/${path}`);
    const contentType = TYPES[path.split(".").at(-1)];
    await route.fulfill({ body, headers: { "content-type": contentType, "content-security-policy": POLICY, date: new Date().toUTCString() } });
  } catch {
    await route.fulfill({ status: 404 });
  }
}

let rolls = 0;

/** One page and the server's end of its sockets. */
export class OverlayPage {
  complaints = [];
  /** What the page subscribed to, over all its connections. */
  subscriptions = [];
  cursor = 0;

  constructor(page, state) {
    this.page = page;
    this.state = state;
    this.socket = null;
    page.on("pageerror", (error) => this.complaints.push(String(error)));
    page.on("console", (message) => message.type() === "error" && this.complaints.push(message.text()));
  }

  accept(socket) {
    this.socket = socket;
    socket.onMessage((text) => {
      const { channel, after, rolls: wantsRolls } = JSON.parse(text);
      this.subscriptions.push({ channel, after, rolls: wantsRolls });
      if (channel.endsWith(":overlay")) {
        socket.send(JSON.stringify({ type: "subscribed", channel }));
        this.tell(this.state);
      } else {
        socket.send(JSON.stringify({ type: "subscribed", channel, cursor: String(this.replayTo ?? this.cursor) }));
        this.onSubscribe?.(channel, after);
      }
    });
  }

  /** Says what the overlay goes by. */
  tell(state) {
    this.state = { settings: {}, assigned: [], isBlank: false, floor: "0", ...state };
    this.send("overlay", { type: "overlay:state", payload: this.state });
  }

  send(topic, frame) {
    this.socket.send(JSON.stringify({ channel: `streamer:${KEY}:${topic}`, ...frame }));
  }

  /** One event of the outbox. */
  emit(topic, type, payload, id = String((this.cursor += 1))) {
    this.send(topic, { type, id, payload });
  }

  /** A roll's event; gives back its id. */
  roll(type, over = {}) {
    rolls += 1;
    const rollId = `roll-${rolls}`;
    this.emit("dice", type, { ...ROLLS[type], rollId, rolledAt: new Date().toISOString(), ...over });
    return rollId;
  }

  card(kind) {
    return this.page.waitForSelector(`.card[data-kind=${kind}]`);
  }

  noCard() {
    return this.page.waitForFunction(() => document.querySelector(".card") === null);
  }

  /** Waits until everything that arrives has arrived: what lasts longer than two seconds turns for ever. */
  settle() {
    return this.page.evaluate(async () => {
      const entering = document.getAnimations().filter(({ effect }) => effect.getComputedTiming().endTime < 2_000);
      await Promise.all(entering.map(({ finished }) => finished.catch(() => {})));
    });
  }
}

const HERO = { id: "hero", name: "Brunehaut of Ashford", avatarUrl: null };

export const ROLLS = {
  "dice:critical": {
    character: HERO, formula: "2d20kh1 + 9", result: 29, isHidden: false, criticalType: "success", label: "Natural 20", severity: "major",
    dice: [{ faces: 20, result: 20, active: true }, { faces: 20, result: 11, active: false }],
  },
  "dice:hidden": { character: HERO, formula: "???", result: "???", isHidden: true },
  "dice:roll": {
    character: { id: "rogue", name: "Tobias Quill", avatarUrl: null }, formula: "1d20 + 5", result: 17, isHidden: false, criticalType: null, label: null, severity: null,
    dice: [{ faces: 20, result: 12, active: true }],
  },
  "dice:revealed": {
    character: HERO, formula: "1d20 + 5", result: 25, isHidden: false, criticalType: "success", label: "Natural 20", severity: "major",
    dice: [{ faces: 20, result: 20, active: true }],
  },
  "dice:retracted": {},
};

export const FAILURE = { criticalType: "failure", label: "Critical Miss", character: { id: "rogue", name: "Tobias Quill", avatarUrl: null }, formula: "1d20 + 3", result: 4, dice: [{ faces: 20, result: 1, active: true }] };
