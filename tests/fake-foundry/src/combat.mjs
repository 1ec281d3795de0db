// Combats: who acts when, and which hooks run where.

import { FakeDocument } from "./document.mjs";
import { FakeCombatant, FakeCombatantGroup } from "./embedded.mjs";

/** An encounter. */
export class FakeCombat extends FakeDocument {
  static documentName = "Combat";
  static embedded = { combatants: FakeCombatant, groups: FakeCombatantGroup };

  get active() {
    return Boolean(this._source.active);
  }

  get round() {
    return this._source.round ?? 0;
  }

  get turn() {
    return this._source.turn ?? null;
  }

  get scene() {
    return this.client.game.scenes.get(this._source.scene) ?? null;
  }

  get started() {
    return this.round > 0;
  }

  /** The highest initiative first, who has none last. */
  get turns() {
    const value = ({ initiative }) => initiative ?? -Infinity;
    return this.combatants.contents.sort((a, b) => {
      const [left, right] = [value(a), value(b)];
      return left === right ? (a.id < b.id ? -1 : 1) : right - left;
    });
  }

  get combatant() {
    return this.turns[this.turn ?? -1] ?? null;
  }

  /** Players may end their own turn. */
  mayChange(user) {
    return user.isGM || Boolean(this.combatant?.actor?.mayChange(user));
  }

  startCombat() {
    return this.#go("combatStart", { round: 1, turn: 0 });
  }

  nextTurn() {
    const turn = (this.turn ?? -1) + 1;
    return turn < this.turns.length ? this.#go("combatTurn", { round: this.round, turn }) : this.nextRound();
  }

  nextRound() {
    return this.#go("combatRound", { round: this.round + 1, turn: 0 });
  }

  /** The hook runs here alone, before the change; the update is told to everybody. */
  #go(hook, changes) {
    this.client.hooks.callAll(hook, this, changes, {});
    return this.update(changes);
  }

  /** What `combatTurnChange` says of a moment. */
  get history() {
    const { round, turn, combatant } = this;
    return { round, turn, combatantId: combatant?.id ?? null, tokenId: combatant?.tokenId ?? null };
  }
}
