// ApplicationV2 and HandlebarsApplicationMixin as far as a module's own window needs them, drawing
// real DOM from the real templates. Outside a page the classes exist but refuse to render.

/**
 * The classes of `foundry.applications.api` for one client.
 * @param {import("./client.mjs").FakeClient} client
 * @param {{document: Document, handlebars: any, loadTemplate: (path: string) => Promise<string>} | null} page
 */
export function makeApplications(client, page) {
  /** Options of a class and its ancestors, merged as Foundry does: lists are joined. */
  function inheritedOptions(constructor) {
    const chain = [];
    for (let at = constructor; at?.DEFAULT_OPTIONS; at = Object.getPrototypeOf(at)) {
      if (Object.hasOwn(at, "DEFAULT_OPTIONS")) chain.unshift(at.DEFAULT_OPTIONS);
    }
    return chain.reduce((merged, options) => ({
      ...merged,
      ...options,
      classes: [...new Set([...(merged.classes ?? []), ...(options.classes ?? [])])],
      window: { ...merged.window, ...options.window },
      position: { ...merged.position, ...options.position },
      form: { ...merged.form, ...options.form },
      actions: { ...merged.actions, ...options.actions },
    }), {});
  }

  class ApplicationV2 {
    static DEFAULT_OPTIONS = {
      id: "app-{id}", classes: [], tag: "div", window: { frame: true, title: "", icon: "" }, position: {}, form: {}, actions: {},
    };

    element = null;
    rendered = false;
    #drawing = Promise.resolve();

    constructor(options = {}) {
      this.options = { ...inheritedOptions(this.constructor), ...options };
    }

    get id() {
      return this.options.id;
    }

    async _prepareContext() {
      return {};
    }

    async _renderHTML() {
      throw new Error(`${this.constructor.name} must implement _renderHTML`);
    }

    _replaceHTML() {
      throw new Error(`${this.constructor.name} must implement _replaceHTML`);
    }

    _onRender() {}

    _onFirstRender() {}

    _onClose() {}

    /** Draws one after the other; without `force` only what is already open. */
    render(options = {}) {
      const { force = false } = options === true ? { force: true } : options;
      this.#drawing = this.#drawing.then(() => this.#draw(force));
      return this.#drawing;
    }

    async #draw(force) {
      if (!page) throw new Error("this client has no page to render in");
      if (!this.rendered && !force) return this;
      const context = await this._prepareContext({});
      const html = await this._renderHTML(context, {});
      const first = !this.rendered;
      if (first) this.#frame();
      this._replaceHTML(html, this.element.querySelector(".window-content"), {});
      this.rendered = true;
      if (first) this._onFirstRender(context, {});
      this._onRender(context, {});
      return this;
    }

    #frame() {
      const { document } = page;
      const { id, tag, classes, window: frame, position } = this.options;
      const element = document.createElement(tag);
      element.id = id;
      element.classList.add("application", ...classes);
      element.style.width = typeof position.width === "number" ? `${position.width}px` : "auto";
      const header = document.createElement("header");
      header.className = "window-header";
      const icon = Object.assign(document.createElement("i"), { className: `window-icon ${frame.icon ?? ""}` });
      const title = Object.assign(document.createElement("h1"), { className: "window-title", textContent: client.game.i18n.localize(frame.title) });
      const close = Object.assign(document.createElement("button"), { type: "button", className: "header-control icon fa-solid fa-xmark" });
      close.dataset.action = "close";
      header.append(icon, title, close);
      const content = Object.assign(document.createElement("section"), { className: "window-content" });
      element.append(header, content);
      element.addEventListener("click", (event) => this.#clicked(event));
      if (tag === "form") element.addEventListener("submit", (event) => this.#submitted(event));
      const twin = document.getElementById(id);
      if (twin) twin.replaceWith(element);
      else document.body.append(element);
      this.element = element;
    }

    #clicked(event) {
      const target = event.target.closest("[data-action]");
      if (!target) return;
      const { action } = target.dataset;
      if (action === "close") return void this.close();
      const handler = this.options.actions[action];
      if (!handler) throw new Error(`no handler for the action "${action}"`);
      event.preventDefault();
      void handler.call(this, event, target);
    }

    async #submitted(event) {
      event.preventDefault();
      const { handler, closeOnSubmit } = this.options.form;
      const data = new FormData(this.element);
      await handler?.call(this, event, this.element, { object: Object.fromEntries(data) });
      if (closeOnSubmit) await this.close();
    }

    async close() {
      if (!this.rendered) return this;
      this.rendered = false;
      this.element.remove();
      this._onClose({});
      this.element = null;
      return this;
    }
  }

  /** @param {any} Base */
  const HandlebarsApplicationMixin = (Base) => class HandlebarsApplication extends Base {
    static PARTS = {};

    async _renderHTML(context) {
      const parts = {};
      for (const [name, { template }] of Object.entries(this.constructor.PARTS)) {
        const text = page.handlebars.compile(await page.loadTemplate(template))(context, { allowProtoPropertiesByDefault: true });
        const holder = page.document.createElement("template");
        holder.innerHTML = text.trim();
        if (holder.content.children.length !== 1) throw new Error(`template part "${name}" must render a single HTML element`);
        parts[name] = holder.content.firstElementChild;
        parts[name].dataset.applicationPart = name;
      }
      return parts;
    }

    _replaceHTML(parts, content) {
      for (const [name, element] of Object.entries(parts)) {
        const old = content.querySelector(`[data-application-part="${name}"]`);
        if (old) old.replaceWith(element);
        else content.append(element);
        element.querySelector("[autofocus]")?.focus();
      }
    }
  };

  class DialogV2 {
    /** A question with yes and no; resolves to true, false, or null when it was closed. */
    static confirm({ window: frame, content }) {
      const { document } = page;
      const dialog = Object.assign(document.createElement("dialog"), { className: "application dialog" });
      const title = Object.assign(document.createElement("h1"), { className: "window-title", textContent: client.game.i18n.localize(frame.title) });
      const body = document.createElement("div");
      body.innerHTML = content;
      dialog.append(title, body);
      return new Promise((resolve) => {
        for (const [action, answer] of [["yes", true], ["no", false]]) {
          const button = Object.assign(document.createElement("button"), { type: "button", textContent: action });
          button.dataset.action = action;
          button.addEventListener("click", () => {
            dialog.remove();
            resolve(answer);
          });
          dialog.append(button);
        }
        document.body.append(dialog);
        dialog.show();
      });
    }
  }

  return { ApplicationV2, HandlebarsApplicationMixin, DialogV2 };
}
