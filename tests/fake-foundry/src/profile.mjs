// What differs between generations, as far as this fake knows it.

/** Builds that exist; the newest known of each generation. */
const BUILDS = { 12: 343, 13: 351, 14: 367 };

/** @param {number} generation 12, 13 or 14 */
export function profileOf(generation) {
  const build = BUILDS[generation];
  if (!build) throw new Error(`this fake knows generations ${Object.keys(BUILDS).join(", ")}, not ${generation}`);
  return {
    generation,
    build,
    release: { generation, build, version: `${generation}.${build}` },
    /** The lifecycle hooks, in order. */
    lifecycle: [
      "init", "i18nInit", "setup", "initializeDynamicTokenRingConfig",
      ...(generation >= 13 ? ["initializeCombatConfiguration"] : []),
      "canvasConfig", "ready",
    ],
    settingScopes: generation >= 13 ? ["world", "client", "user"] : ["world", "client"],
    /** `message.user` was shimmed in 12 and 13 and is gone in 14. */
    messageUserShim: generation < 14,
    visibilitySetting: generation >= 14 ? "messageMode" : "rollMode",
    /** Globals that warn since 13. */
    deprecatedGlobals: generation >= 13 ? ["Application", "FormApplication", "Dialog", "renderTemplate", "loadTemplates", "TextEditor", "FilePicker"] : [],
    hasClientSettingChanged: generation >= 13,
  };
}
