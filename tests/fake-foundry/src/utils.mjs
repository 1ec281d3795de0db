// The part of `foundry.utils` that modules of this size use.

export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

export const deepClone = (value) => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

export function getProperty(object, path) {
  return path.split(".").reduce((at, key) => at?.[key], object);
}

export function setProperty(object, path, value) {
  const keys = path.split(".");
  const last = keys.pop();
  let at = object;
  for (const key of keys) at = at[key] = isObject(at[key]) ? at[key] : {};
  at[last] = value;
  return true;
}

/** Dotted keys become nested objects. */
export function expandObject(object) {
  const expanded = {};
  for (const [key, value] of Object.entries(object)) {
    setProperty(expanded, key, isObject(value) ? expandObject(value) : value);
  }
  return expanded;
}

/** Merges in place; `-=key` deletes, as in document updates. */
export function mergeObject(original, other, { inplace = true } = {}) {
  const target = inplace ? original : deepClone(original);
  for (const [key, value] of Object.entries(expandObject(other))) {
    if (key.startsWith("-=")) delete target[key.slice(2)];
    else if (isObject(value) && isObject(target[key])) mergeObject(target[key], value);
    else target[key] = value;
  }
  return target;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

export function randomID(length = 16) {
  let id = "";
  for (let i = 0; i < length; i += 1) id += ALPHABET[Math.floor(Math.random() * ALPHABET.length)];
  return id;
}

export function isNewerVersion(a, b) {
  const [left, right] = [a, b].map((version) => String(version).split(".").map(Number));
  for (let i = 0; i < Math.max(left.length, right.length); i += 1) {
    if ((left[i] ?? 0) !== (right[i] ?? 0)) return (left[i] ?? 0) > (right[i] ?? 0);
  }
  return false;
}

/** `foundry.utils` for one client. @param {string} prefix the route prefix, "" or "game1" */
export function makeUtils(prefix) {
  return {
    deepClone, getProperty, setProperty, expandObject, mergeObject, randomID, isNewerVersion,
    getRoute: (path) => `/${prefix ? `${prefix}/` : ""}${path.replace(/^\//, "")}`,
  };
}
