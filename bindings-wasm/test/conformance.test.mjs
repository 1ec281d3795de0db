import { readFileSync } from "node:fs";
import { conformance } from "../../tests/vectors/conformance.mjs";
import { tumulte } from "./load.mjs";

conformance(tumulte, readFileSync(new URL("../pkg/index.d.ts", import.meta.url), "utf8"));
