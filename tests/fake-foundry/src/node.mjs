// Runs a module's unmodified files in Node, one separate global scope per client, so that two GMs'
// browsers can stand side by side. No page: windows do not render here.

import { readFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import vm from "node:vm";

import { makeApplications } from "./applications.mjs";
import { FakeClient } from "./client.mjs";
import { FakeStorage } from "./settings.mjs";

/** The Web Locks of one browser: exclusive, first come, first served. */
class FakeLocks {
  #last = new Map();

  request(name, action) {
    const run = (this.#last.get(name) ?? Promise.resolve()).then(() => action({ name }));
    this.#last.set(name, run.then(() => {}, () => {}));
    return run;
  }
}

/** What one browser shares between its tabs. */
export class FakeBrowser {
  localStorage = new FakeStorage();

  /**
   * @param {{indexedDB?: any, WebSocket?: any, XMLHttpRequest?: any, location?: string}} parts a plain
   *   http location other than this computer is no secure context: no locks there
   */
  constructor({ indexedDB, WebSocket, XMLHttpRequest, location = "http://localhost:30000/game" } = {}) {
    const { protocol, hostname } = new URL(location);
    this.navigator = protocol === "https:" || hostname === "localhost" ? { locks: new FakeLocks() } : {};
    this.indexedDB = indexedDB;
    this.WebSocket = WebSocket;
    this.XMLHttpRequest = XMLHttpRequest;
    this.location = location;
  }
}

/**
 * Opens a client in a browser and boots it with a module.
 * @param {import("./world.mjs").FakeWorld} world
 * @param {object} options
 * @param {string} options.userId
 * @param {FakeBrowser} [options.browser]
 * @param {URL} [options.moduleFolder] none: a plain player without the module
 * @param {import("./fake-clock.mjs").FakeClock} options.clock
 * @param {string} [options.lang]
 * @param {{id: string, version: string}[]} [options.otherModules]
 * @param {(client: FakeClient) => void} [options.prepare] last touches before the modules load
 */
export async function openClient(world, { userId, browser = new FakeBrowser(), moduleFolder, clock, lang = "en", otherModules = [], prepare }) {
  const modules = [...otherModules];
  const languages = { translations: {}, fallback: {} };
  let manifest = null;
  if (moduleFolder) {
    manifest = JSON.parse(await readFile(new URL("module.json", moduleFolder), "utf8"));
    modules.push({ id: manifest.id, version: manifest.version, title: manifest.title });
    const read = async (code) => {
      const { path } = manifest.languages.find((language) => language.lang === code);
      return JSON.parse(await readFile(new URL(path, moduleFolder), "utf8"));
    };
    languages.translations = await read(lang);
    languages.fallback = await read("en");
  }
  const sockets = new Set();
  const globals = {
    console, URL, URLSearchParams, TextEncoder, TextDecoder, AbortController, Blob, FormData, Headers, Response,
    atob, btoa, crypto, structuredClone, queueMicrotask, performance, WebAssembly,
    setTimeout: clock.setTimeout,
    clearTimeout: clock.clearTimeout,
    Date: clock.Date,
    fetch: fetchWithFiles,
    indexedDB: browser.indexedDB,
    IDBKeyRange: undefined,
    localStorage: browser.localStorage,
    WebSocket: browser.WebSocket && class extends browser.WebSocket {
      constructor(...parameters) {
        super(...parameters);
        sockets.add(this);
        this.once("close", () => sockets.delete(this));
      }
    },
    XMLHttpRequest: browser.XMLHttpRequest,
    location: new URL(browser.location),
    navigator: browser.navigator,
  };
  const client = new FakeClient(world, {
    userId, globals, modules, ...languages, localStorage: browser.localStorage,
    applications: (self) => makeApplications(self, null),
  });
  client.onClose = () => {
    // The window is gone: no timer of it fires any more, and its sockets break off.
    globals.setTimeout = () => 0;
    for (const socket of sockets) socket.terminate();
  };
  prepare?.(client);
  await client.boot(async () => {
    if (!manifest) return;
    const context = vm.createContext(globals);
    const load = linker(context);
    for (const path of manifest.esmodules) await load(new URL(path, moduleFolder).href);
  });
  return client;
}

/** Loads ES modules from disk into one context, each file once. */
function linker(context) {
  const modules = new Map();
  const find = (url) => {
    if (!modules.has(url)) modules.set(url, create(url));
    return modules.get(url);
  };
  const resolve = (specifier, from) => new URL(specifier, from).href;
  async function create(url) {
    return new vm.SourceTextModule(await readFile(fileURLToPath(url), "utf8"), {
      context,
      identifier: url,
      initializeImportMeta: (meta) => {
        meta.url = url;
      },
      importModuleDynamically: (specifier) => load(resolve(specifier, url)),
    });
  }
  async function load(url) {
    const module = await find(url);
    if (module.status === "unlinked") await module.link((specifier, from) => find(resolve(specifier, from.identifier)));
    if (module.status === "linked") await module.evaluate();
    return module;
  }
  return load;
}

/** `fetch` that also reads a module's own files, as a page would over http. */
async function fetchWithFiles(address, options) {
  const url = new URL(String(address), pathToFileURL("/"));
  if (url.protocol !== "file:") return fetch(url, options);
  try {
    return new Response(await readFile(url));
  } catch {
    return new Response(null, { status: 404 });
  }
}
