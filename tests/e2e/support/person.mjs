// Somebody with a browser's cookies and no browser.

let registered = 0;

/** A GM, or nobody: what REST answers them. */
export class Person {
  #url;
  #cookies = new Map();

  /** @param {string} url the server */
  constructor(url) {
    this.#url = url;
  }

  /**
   * Somebody with an account, signed in.
   * @param {{url: string}} server
   */
  static async registered(server) {
    const person = new Person(server.url);
    registered += 1;
    const answer = await person.post("/auth/register", { name: `gm-${registered}`, password: "correct horse battery" });
    if (answer.status !== 201) throw new Error(`expected an account, found ${answer.status} ${answer.text}`);
    return person;
  }

  /** The same person at another server of the same house. */
  at(server) {
    const there = new Person(server.url);
    there.#cookies = this.#cookies;
    return there;
  }

  /** Takes a cookie over from a browser. */
  take(name, value) {
    this.#cookies.set(name, value);
  }

  /** The cookies, for a WebSocket's handshake. */
  get cookie() {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  get(path, headers) {
    return this.ask("GET", path, { headers });
  }

  post(path, body, headers) {
    return this.ask("POST", path, { body, headers });
  }

  delete(path, headers) {
    return this.ask("DELETE", path, { headers });
  }

  /**
   * One request.
   * @param {string} method
   * @param {string} path
   * @param {{body?: unknown, headers?: Record<string, string>}} [options] `body` is sent as JSON, a text as it is
   * @returns {Promise<{status: number, headers: Headers, text: string, body: any, code: string | undefined}>}
   */
  async ask(method, path, { body, headers = {} } = {}) {
    const response = await fetch(this.#url + path, {
      method,
      redirect: "manual",
      headers: {
        ...(this.#cookies.size > 0 ? { cookie: this.cookie } : {}),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      body: body === undefined || typeof body === "string" ? body : JSON.stringify(body),
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair] = line.split(";");
      const at = pair.indexOf("=");
      this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const text = await response.text();
    const read = parse(text);
    return { status: response.status, headers: response.headers, text, body: read, code: read?.error?.code };
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
