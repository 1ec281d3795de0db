// What a test opened is closed when it ends, last opened first: a server before its database, a socket before its server.

/** What each test has to close. */
const opened = new WeakMap();

/**
 * Closes something when a test ends, before what was opened earlier.
 * @param {import("node:test").TestContext} test
 * @param {() => unknown} close
 */
export function atEnd(test, close) {
  const closes = opened.get(test) ?? [];
  if (closes.length === 0) {
    opened.set(test, closes);
    test.after(() => closeAll(closes));
  }
  closes.push(close);
}

/** Closes everything, whatever fails on the way; the first failure is told. */
async function closeAll(closes) {
  const failures = [];
  while (closes.length > 0) {
    try {
      await closes.pop()();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
