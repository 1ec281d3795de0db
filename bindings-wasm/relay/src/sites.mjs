// @ts-check
// Which tabletop a page is of, and which of its tables. Pure.

/**
 * @typedef {object} Table a table that can be paired
 * @property {string} vtt as the wire names it
 * @property {string} worldId
 * @property {string} worldName
 * @property {string} [system] the game system, where the page tells
 *
 * @typedef {object} Site
 * @property {string} vtt
 * @property {boolean} [experimental]
 * @property {(page: Page) => Table | null} table
 *
 * @typedef {{host: string, path: string, title: string, links: string[], hooked: {id?: string, name?: string} | null}} Page
 *   `links` are addresses the page links to; `hooked` is what the page's own scripts say about the table
 */

/** Demiplane's names of game systems, and ours. @type {Record<string, string>} */
const NEXUS = { pathfinder2e: "pf2e", daggerheart: "daggerheart", cosmererpg: "cosmere-rpg", "vampire-the-masquerade": "vtm5e" };

/** @param {string} title @param {RegExp} tail what the site adds to every title */
const named = (title, tail) => title.replace(tail, "").trim().slice(0, 120);

/** @type {{pattern: RegExp, site: Site}[]} */
const SITES = [
  {
    pattern: /^(app\.roll20\.net|[\w-]+\.discordsays\.com)$/,
    site: {
      vtt: "roll20",
      table({ path, title, hooked }) {
        if (!/^\/editor(\/|$)/.test(path) && !hooked?.id) return null;
        if (!hooked?.id) return null;
        return { vtt: "roll20", worldId: hooked.id, worldName: hooked.name || named(title, /\s*[|–-]\s*Roll20.*$/) || "Roll20", system: "dnd5e" };
      },
    },
  },
  {
    pattern: /^(www\.)?dndbeyond\.com$/,
    site: {
      vtt: "ddb",
      table({ path, title, links }) {
        const worldName = named(title, /\s*[-–|]\s*D&D Beyond.*$/) || "D&D Beyond";
        const campaign = [path, ...links].map((link) => /^\/(?:campaigns|games)\/(\d+)/.exec(link)?.[1]).find(Boolean);
        if (campaign) return { vtt: "ddb", worldId: campaign, worldName, system: "dnd5e" };
        const character = /\/characters\/(\d+)/.exec(path)?.[1];
        return character ? { vtt: "ddb", worldId: `character-${character}`, worldName, system: "dnd5e" } : null;
      },
    },
  },
  {
    pattern: /^app\.alchemyrpg\.com$/,
    site: {
      vtt: "alchemy",
      table({ path, title }) {
        const id = /^\/game\/([\w-]+)/.exec(path)?.[1];
        return id ? { vtt: "alchemy", worldId: id, worldName: named(title, /\s*[-–|]\s*Alchemy.*$/) || "Alchemy", system: "dnd5e" } : null;
      },
    },
  },
  {
    pattern: /^app\.demiplane\.com$/,
    site: {
      vtt: "demiplane",
      table({ path, title }) {
        const [, nexus = "", kind = "", id = ""] = /\/nexus\/([\w-]+)\/([\w-]+)\/([\w-]{8,})/.exec(path) ?? [];
        if (!id) return null;
        const worldId = kind.startsWith("campaign") ? id : `character-${id}`;
        return { vtt: "demiplane", worldId, worldName: named(title, /\s*[-–|]\s*Demiplane.*$/) || "Demiplane", system: NEXUS[nexus] ?? nexus };
      },
    },
  },
  {
    pattern: /^(www\.)?owlbear\.(rodeo|app)$/,
    site: {
      vtt: "owlbear",
      experimental: true,
      table({ path, title }) {
        const id = /^\/room\/([\w-]+)/.exec(path)?.[1];
        return id ? { vtt: "owlbear", worldId: id, worldName: named(title, /\s*[-–|]\s*Owlbear.*$/) || "Owlbear Rodeo" } : null;
      },
    },
  },
];

/**
 * The site a host belongs to.
 * @param {string} host
 * @returns {Site | null}
 */
export const siteOf = (host) => SITES.find(({ pattern }) => pattern.test(host))?.site ?? null;

/**
 * The table a page shows.
 * @param {Page} page
 * @returns {Table | null} null where none is open, or it is not known yet
 */
export const tableOf = (page) => siteOf(page.host)?.table(page) ?? null;

/** What a table is called among all tables. @param {{vtt: string, worldId: string}} table */
export const keyOf = ({ vtt, worldId }) => `${vtt}:${worldId}`;
