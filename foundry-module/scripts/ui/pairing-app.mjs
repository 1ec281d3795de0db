// @ts-check
// The pairing window. Shows what the handshake says; decides nothing.

import { applicationBase, worldFacts } from "../compat.mjs";
import { MODULE_ID, STATUS_HOOK } from "../constants.mjs";
import * as settings from "../settings.mjs";
import { addressProblem, normalizeServerUrl } from "../transport/address.mjs";
import { codeOf } from "../wire-error.mjs";
import { describe, explain, foretell } from "./status.mjs";

/**
 * Makes the window's class. Foundry's base classes exist only once Foundry has loaded.
 * @param {() => import("../bridge.mjs").Bridge | null} bridge null before `ready`
 */
export function definePairingApp(bridge) {
  return class PairingApp extends applicationBase() {
    static DEFAULT_OPTIONS = {
      id: `${MODULE_ID}-pairing`,
      tag: "form",
      classes: ["tumulte", "tumulte-pairing"],
      window: { title: "TUMULTE.Pairing.Title", icon: "fa-solid fa-tower-broadcast", resizable: false },
      position: { width: 560, height: "auto" },
      form: { handler: PairingApp.#submitted, submitOnChange: false, closeOnSubmit: false },
      actions: {
        copyCode: PairingApp.#copyCode,
        copyPage: PairingApp.#copyPage,
        copyConnect: PairingApp.#copyConnect,
        again: PairingApp.#again,
        test: PairingApp.#test,
        unpair: PairingApp.#unpair,
      },
    };

    /** The window that was drawn last: the settings menu makes its own instances. @type {any} */
    static current = null;

    static PARTS = { body: { template: `modules/${MODULE_ID}/templates/pairing.hbs` } };

    /** Which of its views the window shows. */
    view = "address";
    /** What stands in the address field, so that a redraw does not eat it. */
    typed = settings.serverUrl() ?? "";
    /** A problem with what was typed: a key below `TUMULTE.Address`. */
    addressTrouble = "";
    /** Whether the GM asked for a new pairing although one exists. */
    starting = false;
    /** @type {unknown} */
    #ticking = null;
    #statusHook = 0;

    /** What the template draws. */
    async _prepareContext() {
      const link = bridge();
      const pairing = link?.pairing.state ?? { phase: "idle" };
      const status = link?.status;
      const paired = Boolean(link?.tokens.credentials);
      const waiting = pairing.phase === "waiting" ? pairing : null;
      const line = status ? describe(status) : null;
      if (waiting) this.view = "waiting";
      else if (pairing.phase === "preparing") this.view = "preparing";
      else this.view = paired && !this.starting ? "paired" : "address";
      return {
        isWaiting: this.view === "waiting",
        isPreparing: this.view === "preparing",
        isPaired: this.view === "paired",
        isAddress: this.view === "address",
        world: game.world.title,
        server: this.typed,
        notice: this.addressTrouble ? `TUMULTE.Address.${this.addressTrouble}` : "",
        error: pairing.phase === "failed" ? explain(pairing.code) : "",
        trouble: waiting?.trouble ? explain(waiting.trouble) : "",
        glyphs: waiting ? [...waiting.offer.code].map((glyph) => ({ glyph, dash: glyph === "-" })) : [],
        code: waiting?.offer.code ?? "",
        pageUrl: waiting?.offer.pageUrl ?? "",
        connectUrl: waiting?.offer.connectUrl ?? "",
        // As an image the drawing can run nothing, whoever made it.
        qr: waiting ? `data:image/svg+xml;utf8,${encodeURIComponent(waiting.offer.qrSvg)}` : "",
        justPaired: pairing.phase === "approved",
        status: line ? { tone: line.tone, text: game.i18n.format(line.key, line.data) } : null,
        reason: status?.code && (this.view === "paired" || status.state === "revoked") ? explain(status.code) : "",
        pairedServer: status?.server ?? "",
        last: status?.last ? foretell(status.last) : "",
        canTest: status?.state === "connected" && status.imported,
        queued: status?.queued ?? 0,
        refused: status?.refused ?? 0,
        overflowed: status?.overflowed ?? 0,
        imported: status?.imported ?? false,
        mayReturn: status?.mayReturn ?? false,
      };
    }

    /** @param {any} context @param {any} options */
    _onRender(context, options) {
      super._onRender?.(context, options);
      PairingApp.current = this;
      const field = this.element.querySelector("input[name=server]");
      field?.addEventListener("input", () => {
        this.typed = field.value;
      });
      this.#statusHook ||= Hooks.on(STATUS_HOOK, () => {
        // A redraw takes the focus away from who types, and the selection from who copies.
        const cameBack = this.view === "address" && !this.starting && bridge()?.tokens.credentials;
        if (this.view === "paired" || cameBack) void this.render();
        else this.#refreshStatus();
      });
      this.#tick();
    }

    /** @param {any} options */
    _onClose(options) {
      super._onClose?.(options);
      clearTimeout(/** @type {any} */ (this.#ticking));
      Hooks.off(STATUS_HOOK, this.#statusHook);
      this.#statusHook = 0;
      this.starting = false;
    }

    /** The status line alone, while somebody types. */
    #refreshStatus() {
      const status = bridge()?.status;
      const line = this.element?.querySelector("[data-tumulte-status]");
      if (!status || !line) return;
      const { tone, key, data } = describe(status);
      line.dataset.tone = tone;
      line.querySelector("span:last-child").textContent = game.i18n.format(key, data);
    }

    /** Redraws the countdown alone, once a second, so that nothing selected is lost. */
    #tick() {
      clearTimeout(/** @type {any} */ (this.#ticking));
      const state = bridge()?.pairing.state;
      const clock = this.element?.querySelector("[data-tumulte-countdown]");
      if (state?.phase !== "waiting" || !clock) return;
      const seconds = Math.max(0, Math.ceil((state.offer.expiresAt - Date.now()) / 1000));
      const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
      clock.textContent = game.i18n.format("TUMULTE.Pairing.Countdown", { time });
      clock.classList.toggle("tumulte-late", seconds <= 30);
      this.#ticking = setTimeout(() => this.#tick(), 1000);
    }

    /** Asks for a code from the server that was typed. */
    async begin() {
      const url = normalizeServerUrl(this.typed);
      this.addressTrouble = url ? (addressProblem(url, location.href) ?? "") : "malformed";
      if (!url || this.addressTrouble === "mixed_content") return void this.render();
      this.typed = url;
      if (url !== settings.serverUrl()) {
        // An assistant may lack the right to change it; the handshake does not need it stored.
        await settings.setServerUrl(url).catch(() => {});
      }
      this.starting = false;
      void bridge()?.pairing.start(url, worldFacts());
    }

    /** @this {PairingApp} @param {Event} event */
    static async #submitted(event) {
      event.preventDefault?.();
      const state = bridge()?.pairing.state.phase;
      if (state === "preparing" || state === "waiting") return;
      await this.begin();
    }

    /** @this {PairingApp} */
    static async #again() {
      const paired = Boolean(bridge()?.tokens.credentials);
      if (paired && !this.starting) {
        this.starting = true;
        this.typed = bridge()?.status.server ?? this.typed;
        return void this.render();
      }
      await this.begin();
    }

    /** Sends a roll that is in nobody's chat, and says how it fared. */
    static async #test() {
      try {
        const sent = await bridge()?.testRoll();
        if (!sent) return;
        const { ms, shown } = sent;
        ui.notifications.info(game.i18n.format("TUMULTE.Notice.testArrived", { ms: String(ms), shown: shown ? foretell(shown) : "" }).trim());
      } catch (thrown) {
        ui.notifications.warn(game.i18n.format("TUMULTE.Notice.testFailed", { reason: explain(codeOf(thrown)) }));
      }
    }

    /** @this {PairingApp} */
    static async #unpair() {
      const sure = await foundry.applications.api.DialogV2.confirm({
        window: { title: "TUMULTE.Pairing.Unpair" },
        content: `<p>${game.i18n.localize("TUMULTE.Pairing.UnpairQuestion")}</p>`,
        rejectClose: false,
      });
      if (!sure) return;
      bridge()?.pairing.cancel();
      await bridge()?.unpair();
      void this.render();
    }

    static async #copyCode() {
      const state = bridge()?.pairing.state;
      if (state?.phase === "waiting") await copy(state.offer.code);
    }

    static async #copyPage() {
      const state = bridge()?.pairing.state;
      if (state?.phase === "waiting") await copy(state.offer.pageUrl);
    }

    static async #copyConnect() {
      const state = bridge()?.pairing.state;
      if (state?.phase === "waiting") await copy(state.offer.connectUrl);
    }
  };
}

/**
 * Foundry's own clipboard also works on the plain http pages of a local network.
 * @param {string} text
 */
async function copy(text) {
  await game.clipboard.copyPlainText(text);
  ui.notifications.info(game.i18n.localize("TUMULTE.Notice.copied"));
}
