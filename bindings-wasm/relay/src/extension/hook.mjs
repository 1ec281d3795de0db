// @ts-check
// The extension in the page's own world, before the page's scripts.

import { hook } from "../hook/main.mjs";
import { siteOf } from "../sites.mjs";

const site = siteOf(location.hostname);
if (site) hook(window, site.vtt);
