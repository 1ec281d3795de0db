// Documents that lie inside others: things, effects, tokens, combatants.

import { FakeDocument } from "./document.mjs";
import { deltaSource } from "./delta.mjs";
import { deepClone } from "./utils.mjs";

/** An effect on an actor or on a thing. */
export class FakeActiveEffect extends FakeDocument {
  static documentName = "ActiveEffect";

  get disabled() {
    return Boolean(this._source.disabled);
  }

  get statuses() {
    return new Set(this._source.statuses ?? []);
  }
}

/** Something an actor carries, or can do. */
export class FakeItem extends FakeDocument {
  static documentName = "Item";
  static embedded = { effects: FakeActiveEffect };

  get type() {
    return this._source.type;
  }

  get img() {
    return this._source.img ?? "icons/svg/item-bag.svg";
  }

  get system() {
    return deepClone(this._source.system ?? {});
  }

  get isOwned() {
    return this.parent?.documentName === "Actor";
  }
}

/** A piece on a map. An unlinked one has an actor of its own, which hooks tell of as a token's. */
export class FakeToken extends FakeDocument {
  static documentName = "Token";
  /** The class of actors, which knows this one already. @type {any} */
  static Actor;
  /** @type {any} */
  #own = null;
  #ownKey = "";

  get hidden() {
    return Boolean(this._source.hidden);
  }

  get disposition() {
    return this._source.disposition ?? -1;
  }

  get displayName() {
    return this._source.displayName ?? 0;
  }

  get texture() {
    return this._source.texture ?? { src: null };
  }

  get baseActor() {
    return this.client.game.actors.get(this._source.actorId) ?? null;
  }

  get isLinked() {
    return Boolean(this._source.actorLink);
  }

  get actor() {
    const base = this.baseActor;
    if (!base || this.isLinked) return base;
    const source = deltaSource(base, this._source.delta);
    const key = JSON.stringify(source);
    if (key !== this.#ownKey) {
      this.#own = new FakeToken.Actor(source, this.client, this);
      this.#ownKey = key;
    }
    return this.#own;
  }
}

/** Combatants that act together, since generation 13. */
export class FakeCombatantGroup extends FakeDocument {
  static documentName = "CombatantGroup";
}

/** Somebody in a combat. */
export class FakeCombatant extends FakeDocument {
  static documentName = "Combatant";

  get actorId() {
    return this._source.actorId ?? null;
  }

  get tokenId() {
    return this._source.tokenId ?? null;
  }

  get token() {
    const scene = this.client.game.scenes.get(this._source.sceneId);
    return scene?.tokens.get(this.tokenId) ?? null;
  }

  get actor() {
    return this.token?.actor ?? this.client.game.actors.get(this.actorId) ?? null;
  }

  get name() {
    return this._source.name || this.token?.name || this.actor?.name || "Combatant";
  }

  get img() {
    return this._source.img || this.token?.texture.src || this.actor?.img || null;
  }

  get initiative() {
    return this._source.initiative ?? null;
  }

  get hidden() {
    return Boolean(this._source.hidden);
  }

  get defeated() {
    return Boolean(this._source.defeated);
  }

  get isDefeated() {
    return this.defeated || Boolean(this.actor?.statuses.has("dead"));
  }

  get isNPC() {
    return !this.actor?.hasPlayerOwner;
  }

  /** A GM sees everybody: no licence to publish. */
  get visible() {
    return this.client.user.isGM || !this.hidden;
  }
}
