// What all documents of one client have in common: instances over the world's JSON, changed only through it.

import { Collection } from "./collection.mjs";
import { deepClone, getProperty } from "./utils.mjs";

const OWNER = 3;

/** A document. What is embedded in it has instances of its own, which stay the same while it exists. */
export class FakeDocument {
  /** Collections of embedded documents: `{items: FakeItem}`. */
  static embedded = {};

  constructor(source, client, parent = null) {
    this._source = deepClone(source);
    for (const [key, value] of [["client", client], ["parent", parent]]) {
      Object.defineProperty(this, key, { value, enumerable: false });
    }
    for (const [key, Embedded] of Object.entries(this.constructor.embedded)) {
      this[key] = new Collection((this._source[key] ?? []).map((one) => [one._id, new Embedded(one, client, this)]));
    }
  }

  get id() {
    return this._source._id;
  }

  get name() {
    return this._source.name;
  }

  get flags() {
    return this._source.flags ?? {};
  }

  get documentName() {
    return this.constructor.documentName;
  }

  get uuid() {
    const own = `${this.documentName}.${this.id}`;
    return this.parent ? `${this.parent.uuid}.${own}` : own;
  }

  get pack() {
    return null;
  }

  toObject() {
    return deepClone(this._source);
  }

  toJSON() {
    return this.toObject();
  }

  getFlag(scope, key) {
    if (!this.client.scopes.has(scope)) throw new Error(`Flag scope "${scope}" is not valid or not currently active`);
    return deepClone(getProperty(this.flags, `${scope}.${key}`));
  }

  setFlag(scope, key, value) {
    if (!this.client.scopes.has(scope)) throw new Error(`Flag scope "${scope}" is not valid or not currently active`);
    return this.update({ [`flags.${scope}.${key}`]: value });
  }

  update(changes, options = {}) {
    return this.client.operate("update", this.documentName, { _id: this.id, ...changes }, options, this.parent);
  }

  delete(options = {}) {
    return this.client.operate("delete", this.documentName, { _id: this.id }, options, this.parent);
  }

  /** Creates documents inside this one; resolves to their ids. */
  async createEmbeddedDocuments(documentName, list, options = {}) {
    const ids = [];
    for (const data of list) ids.push(await this.client.operate("create", documentName, data, options, this));
    return ids;
  }

  get isOwner() {
    return this.mayChange(this.client.user);
  }

  /** @param {import("./documents.mjs").FakeUser} user */
  mayChange(user) {
    if (this.parent) return this.parent.mayChange(user);
    const ownership = this._source.ownership ?? {};
    return user.isGM || (ownership[user.id] ?? ownership.default ?? 0) >= OWNER;
  }

  /** @private the source was replaced by an update */
  _refresh() {}
}
