// Loads the add-on that was built for this platform.
"use strict";

const { platform, arch, report } = process;

/** Which C library the add-on is linked to, where there is more than one. */
function abi() {
  if (platform === "win32") return "-msvc";
  if (platform !== "linux") return "";
  return report.getReport().header.glibcVersionRuntime ? "-gnu" : "-musl";
}

const native = require(`./tumulte.${platform}-${arch}${abi()}.node`);

// One by one, so that `import { judge } from "tumulte"` finds the names.
exports.createPairingOffer = native.createPairingOffer;
exports.errorCodes = native.errorCodes;
exports.judge = native.judge;
exports.parseMessage = native.parseMessage;
exports.readConnectUrl = native.readConnectUrl;
exports.readPairingCode = native.readPairingCode;
exports.signPairingClaim = native.signPairingClaim;
exports.systems = native.systems;
exports.verifyPairingClaim = native.verifyPairingClaim;
exports.verifyPairingOffer = native.verifyPairingOffer;
