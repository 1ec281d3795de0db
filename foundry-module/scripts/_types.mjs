// @ts-check
// Shapes that cross files. Types only; nothing here runs.

/**
 * @typedef {{id: string, version: string}} SystemRef
 *
 * @typedef {object} ActorFacts
 * @property {string} id
 * @property {string} name
 * @property {string} [img]
 * @property {string} [type]
 * @property {boolean} hasPlayerOwner
 *
 * @typedef {object} Character
 * @property {string} vttCharacterId
 * @property {string} name
 * @property {string | null} avatarUrl
 * @property {"pc" | "npc"} characterType
 * @property {Record<string, unknown>} stats
 * @property {unknown[]} inventory
 * @property {Record<string, unknown>} metadata
 *
 * @typedef {object} Acknowledgement
 * @property {boolean} ok
 * @property {string} [code]
 * @property {string} [message]
 * @property {boolean} [retry]
 * @property {Acknowledgement[]} [results]
 *
 * @typedef {object} Credentials
 * @property {string} serverUrl the address that issued them; never sent to another
 * @property {string} connectionId
 * @property {string | null} campaignId
 * @property {string} sessionToken
 * @property {number} sessionExpiresAt ms of this computer's clock
 * @property {string} refreshToken
 *
 * @typedef {object} Entry one event waiting in the outbox
 * @property {number} seq
 * @property {string} event
 * @property {Record<string, any>} payload
 * @property {number} size characters of JSON
 */

export {};
