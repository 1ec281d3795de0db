// Types that this package and the WebAssembly package have alike; that one's build takes them from here.
import type { ErrorCode } from "./index.js";

/*
 * Objects of classes have every field: what is not there is `null`, a list or a map is empty. Plain
 * objects are what the wire and `toJSON()` have: keys without a value are left out.
 *
 * A missing argument or one of the wrong type is a `TypeError`; a seed out of range or a dialect
 * nobody knows is a `RangeError`. Everything else that is refused is a `TumulteError`.
 */

/** Whose notation a formula is written in: `k1` keeps the highest in Foundry and Roll20, every 1 in Avrae. */
export type Dialect = "foundry" | "roll20" | "avrae";

/** Who may see a roll. Everything but `public` is hidden from a stream. */
export type Visibility = "public" | "gm_only" | "blind" | "self";

/** A tabletop whose messages can be read; `parseMessage` refuses others with `vtt.unknown_provider`. */
export type Vtt =
  | "foundry"
  | "roll20"
  | "ddb"
  | "beyond20"
  | "alchemy"
  | "fantasygrounds"
  | "talespire"
  | "owlbear"
  | "demiplane"
  | "pixels"
  | (string & {});

/** A named fact: a threshold, a target, a switch. */
export type HintValue = boolean | number | string;

/** One die and what it showed. */
export interface Die {
  /** How many faces; 0 where the tabletop did not say. */
  readonly faces: number;
  /** The face result, before any modifier. */
  readonly result: number;
  /** What the die stands for, where that matters: `tens`, `fate`, `coin`, `hope` … */
  readonly kind?: string;
  /** Whether it counts. Dropped and rerolled dice do not. */
  readonly active: boolean;
  /** What a minimum or maximum put in place of the result. */
  readonly value?: number;
  /** What it adds to the total, where that is not its value: successes counted, a tens die's 40. */
  readonly count?: number;
  /** Removed by keep or drop. */
  readonly discarded?: true;
  /** Replaced by a new roll. */
  readonly rerolled?: true;
  /** Brought one more die. */
  readonly exploded?: true;
  /** Whether it counted as a success, where successes are counted. */
  readonly success?: boolean;
  /** Index of the dice term it belongs to, in reading order. */
  readonly term: number;
}

/**
 * Rolls a formula: `roll("2d20kh1 + 5").total`.
 *
 * The same `seed` gives the same dice in every language; without one they are random. Seeds are
 * whole numbers from 0 on, below 2⁵³ as `number`, below 2⁶⁴ as `bigint`. Throws `dice.*`.
 */
export function roll(formula: string, seed?: number | bigint | null, dialect?: Dialect | null): RollResult;

/**
 * Rolls many formulas at once, with one source of dice for all of them in order.
 *
 * A formula that is refused is an error in its place in the list; the others are rolled.
 */
export function rollMany(
  formulas: readonly string[],
  seed?: number | bigint | null,
  dialect?: Dialect | null,
): (RollResult | DiceError)[];

/** A dice formula that was read and understood. */
export class Formula {
  private constructor();
  /** Reads a formula; Foundry's dialect when none is named. Throws `dice.*`. */
  static parse(text: string, dialect?: Dialect | null): Formula;
  /** Reads what `toJSON` gave. Throws `dice.*`. */
  static fromJSON(json: FormulaJson): Formula;
  /** The dialect it was read in. */
  readonly dialect: Dialect;
  /** Who may see the roll, where the formula came with a chat command: `/gmroll 1d20`. */
  readonly visibility: Visibility | null;
  /** What was written behind it for the readers. */
  readonly comment: string | null;
  /** Rolls it. Throws `dice.*`: what only the table can fill in, division by zero … */
  roll(seed?: number | bigint | null): RollResult;
  /**
   * The roll with what the dice showed elsewhere, in the order in which they were thrown: −1 to 1 on
   * Fate dice, 0 or 1 on coins. Throws `dice.too_few_faces`, `dice.faces_left_over`,
   * `dice.face_out_of_range`.
   */
  rollGiven(faces: Iterable<number>): RollResult;
  /** How likely each total is. Throws `dice.odds_too_large`, `dice.odds_out_of_reach`. */
  odds(): Odds;
  /** How likely each total is, by so many throws. */
  approximateOdds(throws: number, seed?: number | bigint | null): Odds;
  /** Whether the other is a formula of the same dialect that means the same, however it was spaced. */
  equals(other: unknown): boolean;
  /** The canonical text, which reads as the same formula again: `2d20kh1 + 5`. */
  toString(): string;
  /** For `JSON.stringify`. */
  toJSON(): FormulaJson;
}

/** A formula as JSON. */
export interface FormulaJson {
  readonly formula: string;
  readonly dialect: Dialect;
}

/** A formula that was rolled. */
export class RollResult {
  private constructor();
  /** Reads what `toJSON` gave, and rolls it with those dice again. Throws `dice.*`. */
  static fromJSON(json: Pick<RollResultJson, "formula" | "dialect" | "dice" | "faces">): RollResult;
  /** The formula as canonical text. */
  readonly formula: string;
  /** The dialect it was read in. */
  readonly dialect: Dialect;
  /** What it came to. */
  readonly total: number;
  /** Every die in the order it fell, dropped and rerolled ones included. */
  readonly dice: readonly Die[];
  /** The roll as players read it: `2d20kh1 (14, ~~3~~) + 5 = 19`. */
  readonly text: string;
  /** How rare the total is. Throws `dice.odds_too_large`, `dice.odds_out_of_reach`. */
  rarity(): Rarity;
  /** Whether the other is the same formula with the same dice. */
  equals(other: unknown): boolean;
  /** As `text`. */
  toString(): string;
  /** For `JSON.stringify`. */
  toJSON(): RollResultJson;
}

/** A rolled formula as JSON. */
export interface RollResultJson extends FormulaJson {
  readonly total: number;
  readonly dice: readonly Die[];
  /** What the dice showed in the order in which they were thrown, where sorting them hides it. */
  readonly faces?: readonly number[];
  readonly text: string;
}

/** What a formula can come to, and how likely each total is. */
export class Odds {
  private constructor();
  /** How far the probabilities can be trusted: counted, rounded, without a tail that never ends, or rolled. */
  readonly exactness: "exact" | "rounded" | "bounded" | "sampled";
  /** The expected total. */
  readonly mean: number;
  /** The mean square distance from it. */
  readonly variance: number;
  /** The standard deviation. */
  readonly deviation: number;
  /** The lowest total. */
  readonly min: number;
  /** The highest total listed. */
  readonly max: number;
  /** The probability of this total. */
  p(total: number): number;
  /** The probability of this total or more. */
  pAtLeast(total: number): number;
  /** The probability of this total or less. */
  pAtMost(total: number): number;
  /** The lowest total that at least so many percent of the rolls do not exceed. */
  percentile(percent: number): number;
  /** Each total with its probability, in rising order. */
  distribution(): [total: number, probability: number][];
  /** How rare this total is. */
  rarity(total: number): Rarity;
  /** Whether the other lists the same totals with the same probabilities. */
  equals(other: unknown): boolean;
  /** For `JSON.stringify`. */
  toJSON(): OddsJson;
}

/** Odds as JSON. */
export interface OddsJson {
  readonly exactness: Odds["exactness"];
  readonly mean: number;
  readonly deviation: number;
  readonly distribution: readonly (readonly [total: number, probability: number])[];
}

/** How rare a total is. */
export interface Rarity {
  /** The probability of this total. */
  readonly exactly: number;
  /** The probability of one at least as extreme, on the side this one lies on. */
  readonly atLeastAsExtreme: number;
  /** Whether it is rare for being high or for being low. */
  readonly side: "high" | "low";
  /** In how many rolls one at least as extreme is expected; `Infinity` for what can't be rolled. */
  readonly oneIn: number;
  /** What one says at the table: `1 in 400`, or `impossible`. */
  readonly text: string;
}

/**
 * Reads every roll of a tabletop's message and judges each by the rules of the game system.
 *
 * `raw` is the message as object, JSON text or bytes. `system` is an id, or rules of one's own.
 * Without one, or with an unknown one, the fallback rules judge. Throws `vtt.*` and `roll.*` when
 * the message can't be read.
 */
export function parseMessage(
  vtt: Vtt,
  raw: object | string | Uint8Array,
  system?: string | RuleSet | null,
  actor?: Actor | null,
): Roll[];

/**
 * Reads many messages at once: a list of them, or the text or bytes of a whole dump (a JSON array,
 * JSON lines, a log), which is cut into its messages.
 *
 * A message that can't be read is an error in its place in the list; the others are read.
 */
export function parseMessages(
  vtt: Vtt,
  raws: readonly (object | string | Uint8Array)[] | string | Uint8Array,
  system?: string | RuleSet | null,
): (Roll[] | VttError)[];

/** One roll as the tabletop told it, judged. */
export class Roll {
  private constructor();
  /** Reads what `toJSON` gave. Throws `vtt.malformed`. */
  static fromJSON(json: RollJson): Roll;
  /** The tabletop's own identity of this roll, the same after every resend: `messageId#0`. */
  readonly vttRollId: string;
  /** The formula as it was rolled. */
  readonly formula: string;
  /** The total the tabletop gave; `null` where it gave none. */
  readonly total: number | null;
  /** Every die of the roll in reading order, dropped and rerolled ones included. */
  readonly dice: readonly Die[];
  /** Whether the dice add up to the total, or why not. */
  readonly totalCheck: TotalCheck;
  /** What kind of roll it is in words of the game system: `attack`, `save` … */
  readonly rollType: string | null;
  /** The text the table shows beside it. */
  readonly flavor: string | null;
  /** Who rolled, as the message names them. */
  readonly speaker: Speaker;
  /** Who may see it. */
  readonly visibility: Visibility;
  /** Where in the message it stood. */
  readonly origin: RollOrigin;
  /** Named facts for the rules of the game system. */
  readonly hints: Readonly<Record<string, HintValue>>;
  /** When the tabletop says it happened; RFC 3339. */
  readonly rolledAt: string | null;
  /** What the rules concluded. */
  readonly verdict: Verdict;
  /** The game system that judged, as the tabletop names it. */
  readonly system: string;
  /** Says why the verdict is what it is: which rule held, on what values, by which dice. */
  explain(): string | null;
  /** Whether the other is a roll that says the same. */
  equals(other: unknown): boolean;
  /** For `JSON.stringify`. */
  toJSON(): RollJson;
}

/** A judged roll as JSON. */
export interface RollJson {
  readonly vttRollId: string;
  readonly formula: string;
  readonly total: number | null;
  readonly dice: readonly Die[];
  readonly totalCheck: TotalCheck;
  readonly rollType?: string;
  readonly flavor?: string;
  readonly speaker: Speaker;
  readonly visibility: Visibility;
  readonly origin: RollOrigin;
  readonly hints?: Readonly<Record<string, HintValue>>;
  readonly rolledAt?: string;
  readonly verdict: VerdictJson;
  readonly system: string;
}

/** Where in its message a roll stood: among its rolls, in its text, or on the card of the game system. */
export type RollOrigin = "message" | "inline" | "card";

/** Who a roll is said to come from. */
export interface Speaker {
  readonly alias?: string;
  readonly userId?: string;
  readonly actorId?: string;
  readonly tokenId?: string;
}

/** Whether the dice add up to the total the tabletop gave, or the reason why not. */
export type TotalCheck =
  | { readonly status: "agrees" }
  | { readonly status: "no_total" }
  | { readonly status: "unknown_term"; readonly class: string }
  | { readonly status: "doubled_successes" }
  | { readonly status: "added_dice"; readonly recomputed: number }
  | { readonly status: "differs"; readonly recomputed: number };

/** The actor behind a message, where it is known. */
export interface Actor {
  id?: string;
  name?: string;
  img?: string;
  type?: string;
  hasPlayerOwner?: boolean;
}

/** Reads an actor or character document. Throws `vtt.*`. */
export function parseCharacter(vtt: Vtt, raw: object | string | Uint8Array, system?: string | null): Character;

/** Reads a combat document. Throws `vtt.*`. */
export function parseCombat(vtt: Vtt, raw: object | string | Uint8Array, system?: string | null): Combat;

/** A character as its game master knows it. */
export interface Character {
  readonly vttCharacterId: string;
  readonly name: string;
  readonly avatarUrl: string | null;
  /** `pc` when a player plays it; only then may a stream name it. */
  readonly characterType: "pc" | "npc" | (string & {});
  /** Hit points, armour class and the like, by name. */
  readonly stats: Readonly<Record<string, Stat>>;
  /** What it suffers or enjoys right now, in words of the game system. */
  readonly conditions?: readonly string[];
  readonly inventory: readonly InventoryItem[];
  readonly metadata?: unknown;
}

/** An entry of a sheet: a plain value, a value with what it may reach, or anything else a tabletop sends. */
export type Stat = boolean | number | string | Gauge | unknown[] | { readonly [key: string]: unknown } | null;

/** A value with what it may reach, such as hit points. */
export interface Gauge {
  readonly value?: number;
  readonly max?: number;
  readonly temp?: number;
  readonly label?: string;
}

/** One thing a character carries. */
export interface InventoryItem {
  readonly vttItemId: string;
  readonly name: string;
  readonly kind?: string;
  readonly quantity: number;
  readonly equipped?: boolean;
  readonly identified: boolean;
  readonly unidentifiedName?: string;
  readonly hidden: boolean;
  readonly img?: string;
}

/** A combat as its game master sees it. */
export interface Combat {
  readonly vttCombatId: string;
  /** 0 before it begins. */
  readonly round: number;
  readonly turn: number | null;
  readonly started: boolean;
  /** Everybody in it, in the order of their turns. */
  readonly combatants: readonly Combatant[];
  /** The id of the combatant whose turn it is. */
  readonly current: string | null;
}

/** Somebody in a combat. */
export interface Combatant {
  readonly id: string;
  readonly name: string;
  readonly img?: string;
  readonly actorId?: string;
  readonly tokenId?: string;
  readonly initiative: number | null;
  readonly isDefeated: boolean;
  readonly isHidden: boolean;
  readonly isPlayer: boolean;
  readonly isNamePublic: boolean;
  readonly disposition?: "secret" | "hostile" | "neutral" | "friendly";
}

/** Everything about a roll, for its game master. */
export function gmView(roll: Roll | RollJson, place?: RollPlace | null): GmRoll;

/** What a stream may see of a roll: everything but the reasons if it was public, a mask if not. */
export function streamView(roll: Roll | RollJson, place?: RollPlace | null): StreamRoll | MaskedRoll;

/** A character as streams see it; `null` for whoever is not played by a player. */
export function streamCharacter(character: Character, id?: string | null): StreamCharacter | null;

/** A combat as streams see it: without those who are hidden. */
export function streamCombat(combat: Combat): StreamCombat;

/** Where a roll belongs; what is left out is nobody's and nowhere's. */
export interface RollPlace {
  rollId?: string | null;
  campaignId?: string | null;
  character?: CharacterRef | null;
  /** Only then may a mask name the character. */
  isPlayerCharacter?: boolean | null;
  /** RFC 3339; else the roll's own time. */
  rolledAt?: string | null;
}

/** The character a card names. */
export interface CharacterRef {
  readonly id: string | null;
  readonly name: string;
  readonly avatarUrl: string | null;
}

/** A roll as its game master sees it. */
export interface GmRoll {
  readonly rollId: string;
  readonly campaignId: string;
  readonly system: string;
  readonly character: CharacterRef | null;
  readonly isPlayerCharacter: boolean;
  readonly formula: string;
  readonly result: number | null;
  readonly dice: readonly Die[];
  readonly rollType?: string;
  readonly isHidden: boolean;
  readonly isCritical: boolean;
  readonly criticalType: "success" | "failure" | null;
  readonly label: string | null;
  readonly severity: Severity | null;
  readonly rolledAt: string;
  readonly vttRollId: string;
  readonly visibility: Visibility;
  readonly flavor?: string;
  readonly speaker: Speaker;
  readonly totalCheck: TotalCheck;
  readonly also?: readonly string[];
  readonly reason?: Reason;
}

/** A public roll as streams see it. */
export interface StreamRoll {
  readonly rollId: string;
  readonly campaignId: string;
  readonly system: string;
  readonly character: CharacterRef | null;
  readonly formula: string;
  readonly result: number | null;
  readonly dice: readonly Pick<Die, "faces" | "result" | "kind" | "active">[];
  readonly rollType?: string;
  readonly isHidden: false;
  readonly isCritical: boolean;
  readonly criticalType: "success" | "failure" | null;
  readonly label: string | null;
  readonly severity: Severity | null;
  readonly rolledAt: string;
}

/** All a stream learns of a hidden roll. */
export interface MaskedRoll {
  readonly rollId: string;
  readonly campaignId: string;
  readonly character: CharacterRef | null;
  readonly formula: "???";
  readonly result: "???";
  readonly isHidden: true;
  readonly rolledAt: string;
}

/** A player character as streams see it. */
export interface StreamCharacter {
  readonly id: string | null;
  readonly name: string;
  readonly avatarUrl: string | null;
  readonly stats: Readonly<Record<string, boolean | number | string | Gauge>>;
  readonly conditions: readonly string[];
  readonly inventory: readonly Pick<InventoryItem, "name" | "kind" | "quantity" | "equipped" | "identified" | "img">[];
}

/** A combat as streams see it. */
export interface StreamCombat {
  readonly vttCombatId: string;
  readonly round: number;
  readonly started: boolean;
  readonly combatants: readonly {
    readonly id: string;
    readonly name: string | null;
    readonly img: string | null;
    /** Only of player characters. */
    readonly initiative?: number;
    readonly isPlayer: boolean;
    readonly isDefeated: boolean;
  }[];
  readonly current: string | null;
}

/**
 * Judges one roll by the rules of a game system, or by rules of one's own. An unknown system is
 * judged by the fallback rules.
 *
 * Throws `systems.malformed_input`, `systems.too_many_dice`.
 */
export function judge(system: string | RuleSet, input: JudgeInput | Roll | string | Uint8Array): Verdict;

/** Judges many rolls at once; what can't be judged is an error in its place in the list. */
export function judgeMany(
  system: string | RuleSet,
  inputs: readonly (JudgeInput | Roll | string | Uint8Array)[],
): (Verdict | SystemsError)[];

/**
 * Judges one roll and says why, for people: which rule held, on what values, by which dice. `null`
 * when no rule held. Throws as `judge`.
 */
export function explain(system: string | RuleSet, input: JudgeInput | Roll | string | Uint8Array): string | null;

/** Lists the game systems this version has rules for. */
export function systems(): GameSystem[];

/**
 * What other rules would make of rolls: those that come out differently. `before` is a game system
 * or rules of one's own; without it, the built-in rules of the system that `rules` names.
 */
export function preview(
  rules: RuleSet,
  rolls: readonly (Roll | JudgeInput)[],
  before?: string | RuleSet | null,
): Change[];

/** The rules of one table: a game system, what is different at this table, or rules of one's own. */
export class RuleSet {
  private constructor();
  /**
   * Reads a rule set as TOML or JSON: `system`, `overrides`, `rules`. Throws `rule.*`, with the
   * place in the text.
   */
  static load(text: string): RuleSet;
  /** The rules of a game system as they are; those of the fallback for an unknown one. */
  static of(system: string): RuleSet;
  /** Reads what `toJSON` gave. Throws `rule.*`. */
  static fromJSON(json: RuleSetJson): RuleSet;
  /** The game system as the tabletop names it. */
  readonly system: string;
  /** Judges one roll. Throws `systems.malformed_input`. */
  judge(input: JudgeInput | Roll | string | Uint8Array): Verdict;
  /** Judges one roll and says why. Throws as `judge`. */
  explain(input: JudgeInput | Roll | string | Uint8Array): string | null;
  /** Whether the other is a rule set that says the same. */
  equals(other: unknown): boolean;
  /** For `JSON.stringify`. */
  toJSON(): RuleSetJson;
}

/** A rule set as JSON. */
export interface RuleSetJson {
  readonly system: string;
  /** Options that are different at this table, such as `critAt`. */
  readonly overrides?: Readonly<Record<string, HintValue>>;
  /** A rule file that takes the place of the system's own, as TOML or JSON. */
  readonly rules?: string;
}

/** What a judgement needs to know; only `dice` is needed, and of a die only `faces` and `result`. */
export interface JudgeInput {
  dice: readonly (Pick<Die, "faces" | "result"> & Partial<Die>)[];
  total?: number | null;
  target?: number | null;
  rollType?: string | null;
  options?: Readonly<Record<string, HintValue | null>>;
  message?: object | null;
}

/** How much of a moment a critical is: a nod, a proper one, the best or worst the system knows. */
export type Severity = "minor" | "major" | "extreme";

/** What a game system's rules concluded: a critical, or none; `type` and `isCritical` tell which. */
export type Verdict = CriticalVerdict | OrdinaryVerdict;

/** What every verdict has. */
interface AnyVerdict {
  /** Labels of further outcomes that hold at the same time. */
  readonly also: readonly string[];
  /** Which rule said so, and by what. */
  readonly reason: Reason | null;
  /** Whether the other is a verdict that says the same. */
  equals(other: unknown): boolean;
  /** For `JSON.stringify`. */
  toJSON(): VerdictJson;
}

/** A critical success or failure. */
export interface CriticalVerdict extends AnyVerdict {
  readonly type: "success" | "failure";
  readonly isCritical: true;
  /** The system's word for it: "Critical Hit", "Natural 20". */
  readonly label: string;
  readonly severity: Severity;
}

/** No critical; a label such as "Hard Success" there may be. */
export interface OrdinaryVerdict extends AnyVerdict {
  readonly type: null;
  readonly isCritical: false;
  readonly label: string | null;
  readonly severity: null;
}

/** The class of verdicts, for `instanceof` and for what was stored. */
export const Verdict: {
  /** Reads what `toJSON` gave. Throws `systems.malformed_input`. */
  fromJSON(json: VerdictJson): Verdict;
  [Symbol.hasInstance](value: unknown): value is Verdict;
};

/** A verdict as JSON. */
export interface VerdictJson {
  readonly type: "success" | "failure" | null;
  readonly label: string | null;
  readonly severity: Severity | null;
  readonly also?: readonly string[];
  readonly reason?: Reason;
}

/** Why a verdict is what it is. */
export interface Reason {
  /** The id of the game system whose rules judged. */
  readonly system: string;
  /** The test that held, as the rule file writes it: `nat >= critAt`. */
  readonly when: string;
  /** Indices of the dice the rule looked at. */
  readonly dice: readonly number[];
  /** The values the test saw. */
  readonly values: Readonly<Record<string, HintValue>>;
  /** What the tabletop's own outcome and the dice disagree about, when they do. */
  readonly disagreement?: string;
}

/** A game system this version has rules for. */
export interface GameSystem {
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
}

/** A roll that other rules judge differently. */
export interface Change {
  /** Its place among those given. */
  readonly place: number;
  readonly before: Verdict;
  readonly after: Verdict;
}

/** A signed offer of a world to be paired: what to show, to send and to keep. */
export class PairingOffer implements PairingClaimSigner {
  private constructor();
  /**
   * Makes a key pair and an offer signed with it, valid for five minutes from `nowMs`.
   *
   * `random` (72 bytes) makes a test reproducible; leave it out everywhere else. Throws
   * `pairing.malformed`, `random.unavailable`.
   */
  static create(request: PairingOfferRequest, random?: Uint8Array | null): PairingOffer;
  /** Checks an offer as the server does and tells what it says. Throws `pairing.*`. */
  static verify(token: string, nowMs: number, sharedSecret?: string | null): VerifiedPairingOffer;
  /** The offer again that `toJSON` gave, or what is needed to claim it. */
  static restore(kept: PairingOfferJson): PairingOffer;
  static restore(kept: Pick<PairingOfferJson, "jti" | "secretKey">): PairingClaimSigner;
  /** To be posted to the server. */
  readonly token: string;
  /** To be typed by the game master: `ABC-123`. */
  readonly code: string;
  readonly jti: string;
  /** Signs the claims; base64url. Never leaves its maker. */
  readonly secretKey: string;
  /** `foundry://connect?token=…&state=…`, to be pasted. */
  readonly url: string;
  /** The server's pairing page with the code filled in. */
  readonly pairUrl: string | null;
  /** RFC 3339. */
  readonly expiresAt: string;
  sign(nowMs: number, random?: Uint8Array | null): string;
  /** Whether the other is the same offer. */
  equals(other: unknown): boolean;
  /** For `JSON.stringify`, secret key included. */
  toJSON(): PairingOfferJson;
}

/** Who made an offer and may claim it. */
export interface PairingClaimSigner {
  readonly jti: string;
  readonly secretKey: string;
  /**
   * Signs a claim on the offer; valid for a minute from `nowMs`.
   *
   * `random` (16 bytes) makes a test reproducible; leave it out everywhere else. Throws
   * `pairing.malformed`, `random.unavailable`.
   */
  sign(nowMs: number, random?: Uint8Array | null): string;
}

/** What a pairing offer is made from. */
export interface PairingOfferRequest {
  worldId: string;
  worldName: string;
  gmUserId: string;
  moduleVersion: string;
  /** The tabletop: `roll20`, `ddb` …; `foundry` where it is missing. */
  vtt?: string;
  /** With it, the offer has a `pairUrl`. */
  serverUrl?: string | null;
  /** `Date.now()`. */
  nowMs: number;
}

/** A pairing offer as JSON, secret key included. */
export interface PairingOfferJson {
  readonly token: string;
  readonly code: string;
  readonly jti: string;
  readonly secretKey: string;
  readonly url: string;
  readonly pairUrl?: string;
  readonly expiresAt: string;
}

/** What a genuine offer says. */
export class VerifiedPairingOffer implements PairingClaimVerifier {
  private constructor();
  /** The offer again that `toJSON` gave, or what is needed to check claims. */
  static restore(kept: VerifiedPairingOfferJson): VerifiedPairingOffer;
  static restore(kept: Pick<VerifiedPairingOfferJson, "jti" | "key">): PairingClaimVerifier;
  readonly code: string;
  readonly jti: string;
  readonly nonce: string;
  readonly worldId: string;
  readonly worldName: string;
  readonly gmUserId: string;
  readonly moduleVersion: string;
  /** RFC 3339. */
  readonly issuedAt: string;
  /** RFC 3339. */
  readonly expiresAt: string;
  /** To be kept for the claims: `ed25519:` and the public key, or `hs256`. */
  readonly key: string;
  verifyClaim(token: string, nowMs: number, sharedSecret?: string | null): { readonly jti: string };
  /** Whether the other is the same offer. */
  equals(other: unknown): boolean;
  /** For `JSON.stringify`. */
  toJSON(): VerifiedPairingOfferJson;
}

/** Who keeps what is needed to check the claims on an offer. */
export interface PairingClaimVerifier {
  readonly jti: string;
  readonly key: string;
  /** Checks that a token is a claim on this offer, signed by its key, and timely. Throws `pairing.*`. */
  verifyClaim(token: string, nowMs: number, sharedSecret?: string | null): { readonly jti: string };
}

/** A verified offer as JSON. */
export interface VerifiedPairingOfferJson {
  readonly code: string;
  readonly jti: string;
  readonly nonce: string;
  readonly worldId: string;
  readonly worldName: string;
  readonly gmUserId: string;
  readonly moduleVersion: string;
  readonly issuedAt: string;
  readonly expiresAt: string;
  readonly key: string;
  /** The tabletop, where it is not Foundry. */
  readonly vtt?: string;
}

/** Reads a pairing code as people type it and gives it back as `ABC-123`. Throws `pairing.malformed`. */
export function readPairingCode(text: string): string;

/** Reads a pasted `foundry://connect?token=…&state=…`. Throws `pairing.malformed`, `pairing.oversized`. */
export function readConnectUrl(text: string): { readonly token: string; readonly state: string };

/** Session tokens, for servers that trust ours. */
export const sessionToken: {
  /**
   * Checks form, signature, issuer and time of a session token. `publicKey` is the server's key in
   * base64url. Throws `token.*`, and `pairing.malformed` for what is no key.
   */
  verify(token: string, publicKey: string, issuer: string, nowMs: number): Session;
};

/** What a genuine session token says. */
export interface Session {
  readonly connectionId: string;
  /** Missing before the world is imported. */
  readonly campaignId?: string;
  readonly jti: string;
  /** RFC 3339. */
  readonly expiresAt: string;
}

/** What every function refuses with. */
export class TumulteError extends Error {
  protected constructor();
  /** The stable code, the same in every language. */
  readonly code: ErrorCode;
  /** Where in the text, as UTF-16 units from and to; `null` where there is no text. */
  readonly span: readonly [start: number, end: number] | null;
}

/** A formula can't be read or rolled: `dice.*`. */
export class DiceError extends TumulteError {
  readonly span: readonly [start: number, end: number];
  /** What could have stood there. */
  readonly expected: string | null;
  /** What usually helps. */
  readonly hint: string | null;
  /** The message, the formula with carets under the fault, and the hint, on lines of their own. */
  render(): string;
}

/** A pairing offer or claim is refused: `pairing.*`. */
export class PairingError extends TumulteError {}

/** A session token is refused: `token.*`. */
export class TokenError extends TumulteError {}

/** A message or document can't be read: `vtt.*`, `roll.*`. */
export class VttError extends TumulteError {}

/** A roll can't be judged, or rules can't be read: `systems.*`, `rule.*`. */
export class SystemsError extends TumulteError {
  /** Where in the rules, counted from one; `null` where there is no one place. */
  readonly location: { readonly line: number; readonly column: number } | null;
}

/** Lists every `code` that a function here can throw. */
export function errorCodes(): ErrorCode[];

/** Every `code` of the core; the chapters of the wire contract say when each is given. */
export type CoreErrorCode =
  | "pairing.malformed"
  | "pairing.oversized"
  | "pairing.critical_header"
  | "pairing.algorithm"
  | "pairing.signature"
  | "pairing.audience"
  | "pairing.issuer"
  | "pairing.subject"
  | "pairing.expired"
  | "pairing.not_yet_valid"
  | "pairing.lifetime"
  | "pairing.replayed"
  | "pairing.unknown"
  | "pairing.already_approved"
  | "pairing.already_claimed"
  | "pairing.foreign_key"
  | "limit.rate"
  | "token.malformed"
  | "token.algorithm"
  | "token.signature"
  | "token.foreign"
  | "token.expired"
  | "token.not_yet_valid"
  | "token.unknown"
  | "token.revoked"
  | "token.reused"
  | "dice.empty"
  | "dice.too_long"
  | "dice.too_deep"
  | "dice.too_many_dice"
  | "dice.too_many_faces"
  | "dice.too_much_work"
  | "dice.unexpected"
  | "dice.unexpected_end"
  | "dice.unclosed_parenthesis"
  | "dice.unclosed_brace"
  | "dice.unclosed_bracket"
  | "dice.unknown_modifier"
  | "dice.misplaced_modifier"
  | "dice.invalid_modifier"
  | "dice.unknown_function"
  | "dice.wrong_arguments"
  | "dice.unknown_die"
  | "dice.invalid_number"
  | "dice.endless"
  | "dice.ambiguous"
  | "dice.unresolved_reference"
  | "dice.unresolved_macro"
  | "dice.division_by_zero"
  | "dice.invalid_count"
  | "dice.no_faces"
  | "dice.not_a_number"
  | "dice.not_in_dialect"
  | "dice.too_few_faces"
  | "dice.face_out_of_range"
  | "dice.faces_left_over"
  | "dice.odds_too_large"
  | "dice.odds_out_of_reach"
  | "vtt.malformed"
  | "vtt.too_deep"
  | "vtt.oversized"
  | "vtt.too_many_rolls"
  | "vtt.too_many_entries"
  | "vtt.unknown_provider"
  | "vtt.invalid_credentials"
  | "vtt.missing_setting"
  | "vtt.not_connected"
  | "vtt.timeout"
  | "vtt.refused"
  | "vtt.unexpected_answer"
  | "vtt.unknown_campaign"
  | "vtt.unknown_character"
  | "vtt.unknown_subscription"
  | "roll.malformed"
  | "roll.too_many_dice"
  | "roll.too_many_terms"
  | "roll.too_deep"
  | "systems.malformed_input"
  | "systems.too_many_dice"
  | "rule.syntax"
  | "rule.expression"
  | "rule.unknown_name"
  | "rule.operation"
  | "rule.reserved_name"
  | "rule.cycle"
  | "rule.too_large";
