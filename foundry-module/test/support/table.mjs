// A table in the fake Foundry: a world, GMs and players, each in a browser of their own.

import { IDBFactory } from "fake-indexeddb";
import WebSocket from "ws";
import xhr from "xmlhttprequest-ssl";

import { FakeClock, FakeWorld, ROLE, makeRoll } from "../../../tests/fake-foundry/src/index.mjs";
import { FakeBrowser, openClient } from "../../../tests/fake-foundry/src/node.mjs";
import { Peer, sessionToken } from "./peer.mjs";

export const MODULE_ID = "tumulte-integration";
export const MODULE_FOLDER = new URL("../../", import.meta.url);
export const GM = "gm1AAAAAAAAAAAAA";
export const OTHER_GM = "gm2AAAAAAAAAAAAA";
export const PLAYER = "playerAAAAAAAAAA";
export const HERO = "heroAAAAAAAAAAAA";
export const MONSTER = "monsterAAAAAAAAA";

/** A world of the usual people, and everything opened in it, closed again by `close`. */
export class Table {
  clock = new FakeClock();
  #open = [];

  /**
   * @param {number} generation
   * @param {{id?: string, scenes?: object[], combats?: object[], heroItems?: object[]}} [more] of the world
   */
  constructor(generation, { id, scenes = [], combats = [], heroItems = [] } = {}) {
    this.world = new FakeWorld({
      generation,
      id,
      users: [
        { _id: GM, name: "First", role: ROLE.GAMEMASTER },
        { _id: OTHER_GM, name: "Second", role: ROLE.GAMEMASTER },
        { _id: PLAYER, name: "Ada", role: ROLE.PLAYER, character: HERO },
      ],
      actors: [
        {
          _id: HERO, name: "Ilse", type: "character", img: "tokens/ilse.webp", ownership: { default: 0, [PLAYER]: 3 },
          system: { attributes: { hp: { value: 7 } } }, derived: { attributes: { hp: { value: 7, max: 12 } } },
          items: heroItems,
        },
        { _id: MONSTER, name: "Lich in disguise", type: "npc", img: "secret/lich.webp", ownership: { default: 0 }, system: {} },
      ],
      scenes,
      combats,
      now: () => this.clock.time,
    });
  }

  /** A fresh browser; with a peer, one that is paired with it. */
  browser(peer, { token = sessionToken("first"), expiresIn = 3_600_000, location } = {}) {
    const browser = new FakeBrowser({ indexedDB: new IDBFactory(), WebSocket, XMLHttpRequest: xhr.XMLHttpRequest, location });
    if (peer) {
      browser.localStorage.setItem(`${MODULE_ID}.credentials`, JSON.stringify({
        [this.world.id]: {
          serverUrl: peer.url, connectionId: "connection-1", campaignId: null, sessionToken: token,
          sessionExpiresAt: this.clock.time + expiresIn, refreshToken: "refresh-0",
        },
      }));
    }
    return browser;
  }

  /** Opens the game as a GM, with the module. */
  async gm(browser, { userId = GM, ...options } = {}) {
    const client = await openClient(this.world, { userId, browser, moduleFolder: MODULE_FOLDER, clock: this.clock, ...options });
    this.#open.push(client);
    return client;
  }

  /** Opens the game as a player; players run the module too, which does nothing there. */
  async player() {
    const client = await openClient(this.world, { userId: PLAYER, moduleFolder: MODULE_FOLDER, clock: this.clock });
    this.#open.push(client);
    return client;
  }

  async close() {
    for (const client of this.#open) await client.close();
  }
}

/** What the module says about itself. */
export const statusOf = (client) => client.game.modules.get(MODULE_ID).api.status();

/** Settles once the module's status satisfies the condition. */
export function untilStatus(client, condition) {
  return new Promise((resolve) => {
    const look = () => {
      const api = client.game.modules.get(MODULE_ID).api;
      if (!api || !condition(api.status())) return;
      client.hooks.off("tumulte.status", hook);
      resolve(api.status());
    };
    const hook = client.hooks.on("tumulte.status", look);
    look();
  });
}

/** A d20 that shows `face`. */
export const d20 = (face, modifier = 0) => makeRoll({ faces: 20, results: [face], modifier });

/** What Ilse says when she rolls. */
export const ilse = (...rolls) => ({ rolls, speaker: { scene: null, token: null, actor: HERO, alias: "Ilse" } });

/**
 * A table with a peer and one paired GM, connected, and a player. Closed after the test.
 * @param {import("node:test").TestContext} test
 */
export async function pairedTable(test, { generation = 14, scenes, combats, heroItems, ...options } = {}) {
  const table = new Table(generation, { scenes, combats, heroItems });
  const peer = await Peer.start();
  test.after(async () => {
    await table.close();
    await peer.stop();
  });
  const browser = table.browser(peer);
  const gm = await table.gm(browser, options);
  await untilStatus(gm, ({ state }) => state === "connected");
  const player = await table.player();
  return { table, peer, browser, gm, player };
}
