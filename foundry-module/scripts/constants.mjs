// @ts-check
// Names and limits that several files share.

/** The module's id, also the name of its folder and of its settings. */
export const MODULE_ID = "tumulte-integration";

/** The Socket.IO namespace of tabletops. */
export const NAMESPACE = "/vtt";

/** The version of the wire protocol this module speaks. */
export const PROTOCOL = 1;

/** Keys of the registered settings. */
export const SETTING = Object.freeze({
  serverUrl: "serverUrl",
  hiddenRolls: "hiddenRolls",
  credentials: "credentials",
  identity: "identity",
});

/** The user flag that tells other clients whether this GM's browser is paired. Holds no secret. */
export const PAIRED_FLAG = "paired";

/** Hook called with a status snapshot whenever the status changes. */
export const STATUS_HOOK = "tumulte.status";

/** The event that carries many waiting events at once. */
export const REPLAY_EVENT = "outbox:replay";

/** How the table stands now; nothing of it is recorded. */
export const STATUS_EVENT = "table:status";

/** Limits of the outbox and of what one event may weigh. */
export const LIMIT = Object.freeze({
  /** Events kept while offline; the oldest go first. */
  outbox: 5_000,
  /** Events in one replay. */
  batch: 100,
  /** Characters of JSON in one replay. */
  batchSize: 512 * 1024,
  /** Letters of JSON of all characters in one sync: below the limit of one event, whatever the alphabet. */
  syncSize: 300 * 1024,
  /** Bytes of one event; the server refuses more. */
  eventBytes: 1024 * 1024,
});

/** Waiting times in milliseconds. */
export const WAIT = Object.freeze({
  /** For the server's acknowledgement of one event. */
  acknowledgement: 15_000,
  /** For an HTTP answer. */
  http: 15_000,
  /** For the connection to stand. */
  connect: 20_000,
  /** Between two looks at a pairing offer. */
  poll: 2_000,
  /** Between two looks whether a revoked pairing may come back; the second is sooner, for who reloads and waits. */
  comebackFirst: 10_000,
  comeback: 30_000,
  /** First retry after a duplicate: the other tab may be on its way out. */
  duplicateFirst: 2_000,
  /** Further retries after a duplicate. */
  duplicate: 30_000,
  /** Shortest and longest pause between two tries. */
  retryFirst: 1_000,
  retryLongest: 60_000,
  /** A session token is renewed this long before it ends. */
  renewBefore: 5 * 60_000,
  /** Longest pause between two looks at the session token. */
  renewLook: 12 * 3_600_000,
  /** Rolls a duplicate tab remembers, in case the connected one closes. */
  shadow: 120_000,
  /** For 3D dice that are rolling. */
  dice: 15_000,
  /** For 3D dice that may or may not start to roll. */
  diceStart: 2_000,
  /** Changes of one character are gathered for this long. */
  character: 1_000,
  /** Changes of a combat are gathered for this long: one click changes several documents. */
  combat: 50,
  /** A test roll is taken back from the history after this long: by then a stream has shown it. */
  testRoll: 15_000,
  /** The server is told how many events wait once that has lasted this long. */
  report: 2_000,
  /** A usage card and the potion that is gone belong together when no more time lies between them. */
  sameUse: 3_000,
});
