// @ts-check
// Wires the parts to Foundry's lifecycle, nothing else.

import { Bridge } from "./bridge.mjs";
import { systemClock } from "./clock.mjs";
import { hasPage, isSupported } from "./compat.mjs";
import { MODULE_ID } from "./constants.mjs";
import { registerSettings } from "./settings.mjs";
import { definePairingApp } from "./ui/pairing-app.mjs";
import { Indicator, createNotifier } from "./ui/status.mjs";
import * as log from "./log.mjs";

/** @type {Bridge | null} */
let bridge = null;
/** @type {any} */
let PairingApp = null;

const openPairing = () => (PairingApp.current ?? new PairingApp()).render({ force: true });

/** Draws the pairing window anew, if it is open. */
function refreshPairing() {
  if (PairingApp?.current?.rendered) PairingApp.current.render();
}

Hooks.once("init", () => {
  if (!isSupported()) return log.error("This Foundry is older than the module can work with.");
  PairingApp = definePairingApp(() => bridge);
  registerSettings({ menu: PairingApp, onServerUrl: refreshPairing });
});

Hooks.once("ready", async () => {
  if (!isSupported() || !game.user.isGM) return;
  bridge = new Bridge({
    clock: systemClock,
    notify: createNotifier(),
    onPairing: refreshPairing,
  });
  const running = bridge;
  const module = game.modules.get(MODULE_ID);
  if (module) module.api = { openPairing, unpair: () => running.unpair(), testRoll: () => running.testRoll(), status: () => running.status };
  if (hasPage()) new Indicator(openPairing).mount(running.status);
  await running.start();
});
