import { readFileSync } from "node:fs";
import * as tumulte from "../index.js";
import { conformance } from "../../tests/vectors/conformance.mjs";

const declarations = ["types", "index"].map((name) => readFileSync(new URL(`../${name}.d.ts`, import.meta.url), "utf8"));

conformance(tumulte, declarations.join(""));
