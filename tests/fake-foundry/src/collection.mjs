// Foundry's Collection: a Map that iterates over values and filters like an array.

/** A map of documents by id. */
export class Collection extends Map {
  get contents() {
    return [...this.values()];
  }

  [Symbol.iterator]() {
    return this.values();
  }

  find(test) {
    return this.contents.find(test);
  }

  filter(test) {
    return this.contents.filter(test);
  }

  map(change) {
    return this.contents.map(change);
  }

  some(test) {
    return this.contents.some(test);
  }

  reduce(step, start) {
    return this.contents.reduce(step, start);
  }

  getName(name) {
    return this.find((document) => document.name === name);
  }
}
