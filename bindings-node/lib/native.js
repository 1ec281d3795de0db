// Loads the add-on that was built for this platform.
"use strict";

const { platform, arch, report } = process;

/** Which C library the add-on is linked to, where there is more than one. */
function abi() {
  if (platform === "win32") return "-msvc";
  if (platform !== "linux") return "";
  return report.getReport().header.glibcVersionRuntime ? "-gnu" : "-musl";
}

module.exports = require(`../tumulte.${platform}-${arch}${abi()}.node`);
