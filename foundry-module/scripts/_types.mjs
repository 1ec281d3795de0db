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
 * @typedef {object} SentCharacter an actor's document, of which only what the shared tables name is in it
 * @property {{_id: string, name: string, type: string} & Record<string, any>} actor
 * @property {boolean} hasPlayerOwner
 * @property {"pc"} characterType
 * @property {string} [avatarUrl]
 *
 * @typedef {object} Acknowledgement
 * @property {boolean} ok
 * @property {string} [code]
 * @property {string} [message]
 * @property {boolean} [retry]
 * @property {Acknowledgement[]} [results]
 * @property {boolean} [imported] of `campaign:sync`
 *
 * @typedef {object} Credentials
 * @property {string} serverUrl the address that issued them; never sent to another
 * @property {string} connectionId
 * @property {string | null} campaignId
 * @property {string} sessionToken
 * @property {number} sessionExpiresAt ms of this computer's clock
 * @property {string} refreshToken
 *
 * @typedef {object} Identity by what a server knows a browser again that it revoked
 * @property {string} serverUrl
 * @property {string} connectionId
 * @property {string} jti of the offer it was paired by
 * @property {string} secretKey that signed it; never sent
 *
 * @typedef {object} Entry one event waiting in the outbox
 * @property {number} seq
 * @property {string} event
 * @property {Record<string, any>} payload
 * @property {number} size characters of JSON
 */

export {};
