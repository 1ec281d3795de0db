// The server's side of a world: one store, many clients, every change told to all of them in order.

import { DOCUMENTS, EMBEDDED } from "./documents.mjs";
import { profileOf } from "./profile.mjs";
import { deepClone, mergeObject, randomID } from "./utils.mjs";

/** A world with its documents and everyone connected to it. */
export class FakeWorld {
  clients = new Set();
  #documents = new Map(Object.keys(DOCUMENTS).map((name) => [name, new Map()]));
  #settings = new Map();
  /** Everything that happens in a world happens one after the other. */
  #line = Promise.resolve();

  /**
   * @param {object} options
   * @param {number} options.generation
   * @param {string} [options.id]
   * @param {string} [options.title]
   * @param {{id: string, version: string, primaryTokenAttribute?: string}} [options.system]
   * @param {Record<string, any>[]} options.users
   * @param {Record<string, any>[]} [options.actors]
   * @param {Record<string, any>[]} [options.scenes]
   * @param {Record<string, any>[]} [options.combats]
   * @param {() => number} [options.now]
   */
  constructor({ generation, id = "greyhaven", title = "Greyhaven", system = { id: "dnd5e", version: "5.3.3" }, users, actors = [], scenes = [], combats = [], now = () => Date.now() }) {
    this.profile = profileOf(generation);
    this.id = id;
    this.title = title;
    this.system = system;
    this.now = now;
    for (const [name, list] of [["User", users], ["Actor", actors], ["Scene", scenes], ["Combat", combats]]) {
      for (const source of list) this.#documents.get(name).set(source._id, { flags: {}, ...deepClone(source) });
    }
  }

  /** The stored JSON of a kind of document. */
  sources(documentName) {
    return [...this.#documents.get(documentName).values()].map(deepClone);
  }

  /** Puts a document in, before anybody has come. */
  give(documentName, source) {
    this.#documents.get(documentName).set(source._id, { flags: {}, ...deepClone(source) });
  }

  /** Gives somebody another role, before anybody has come. */
  giveRole(userId, role) {
    this.#documents.get("User").get(userId).role = role;
  }

  setting(id) {
    return this.#settings.get(id);
  }

  /** @private users with a client */
  activeUserIds() {
    return new Set([...this.clients].map((client) => client.userId));
  }

  /** @private a client has opened the page */
  join(client) {
    return this.#enqueue(() => {
      const already = this.activeUserIds().has(client.userId);
      this.clients.add(client);
      if (!already) this.#presence(client.userId, true, client);
    });
  }

  /** @private a client has closed the page */
  leave(client) {
    return this.#enqueue(() => {
      this.clients.delete(client);
      if (!this.activeUserIds().has(client.userId)) this.#presence(client.userId, false, client);
    });
  }

  #presence(userId, connected, except) {
    for (const client of this.clients) if (client !== except) client._presence(userId, connected);
  }

  /**
   * @private Creates, updates or deletes a document on behalf of a client; rejects what it may not.
   * @param {any} parent the document it lies in, of whichever client
   * @returns {Promise<string>} the document's id
   */
  operate(client, action, documentName, data, options, parent = null) {
    return this.#enqueue(() => {
      const path = pathOf(parent);
      const id = data._id ?? randomID();
      const list = this.#listOf(documentName, path);
      if (path.length > 0 ? !client.mayChangeAt(path) : action !== "create" && !client.mayChange(documentName, id)) {
        throw new Error(`User lacks permission to ${action} ${documentName} ${id}`);
      }
      const source = action === "create" ? deepClone({ flags: {}, ...data, _id: id }) : list.get(id);
      if (!source) throw new Error(`${documentName} ${id} does not exist`);
      const { _id, ...changes } = data;
      if (action === "create") list.set(source);
      else if (action === "delete") list.delete(id);
      else mergeObject(source, changes);
      for (const one of this.clients) one._operated(action, documentName, path, { id, source, changes, options, userId: client.userId });
      return id;
    });
  }

  /** The stored JSON of the documents of a kind, in the world or inside another. */
  #listOf(documentName, path) {
    if (path.length === 0) {
      const store = this.#documents.get(documentName);
      return { get: (id) => store.get(id), set: (source) => store.set(source._id, source), delete: (id) => store.delete(id) };
    }
    const [[rootName, rootId], ...further] = path;
    let holder = this.#documents.get(rootName).get(rootId);
    for (const [name, id] of further) {
      // A token's own actor is what differs from the one in the sidebar.
      holder = name === "Actor" ? holder && (holder.delta ??= {}) : holder?.[EMBEDDED[name].list]?.find(({ _id }) => _id === id);
    }
    if (!holder) throw new Error("the parent does not exist");
    if (documentName === "Actor") return { get: () => (holder.delta ??= {}), set: refuse, delete: refuse };
    const { list } = EMBEDDED[documentName];
    holder[list] ??= [];
    return {
      get: (id) => holder[list].find(({ _id }) => _id === id),
      set: (source) => holder[list].push(source),
      delete: (id) => {
        holder[list] = holder[list].filter(({ _id }) => _id !== id);
      },
    };
  }

  /** @private */
  changeSetting(client, id, text) {
    return this.#enqueue(() => {
      this.#settings.set(id, text);
      for (const one of this.clients) one._settingChanged(id, text, client.userId);
    });
  }

  /** What the server sends to everyone, players included. */
  broadcast() {
    return {
      settings: Object.fromEntries(this.#settings),
      documents: Object.fromEntries([...this.#documents.keys()].map((name) => [name, this.sources(name)])),
    };
  }

  /** Settles when everything begun so far has reached every client. */
  settled() {
    return this.#enqueue(() => {});
  }

  #enqueue(action) {
    const run = this.#line.then(action);
    this.#line = run.catch(() => {});
    return run;
  }
}

/** A token's own actor comes and goes with the token. */
function refuse() {
  throw new Error("the actor of a token is neither made nor deleted");
}

/** Where a document lies, from the world's side inwards: `[["Actor", id], ["Item", id]]`. */
function pathOf(document) {
  return document ? [...pathOf(document.parent), [document.documentName, document.id]] : [];
}
