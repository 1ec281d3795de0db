/** What the build and userscript managers put there. */
declare const __VERSION__: string;
declare const GM_getValue: any;
declare const GM_setValue: any;
declare const GM_deleteValue: any;
declare module "*/pkg/index.js";
declare module "tumulte-engine" {
  export const engine: string;
}
