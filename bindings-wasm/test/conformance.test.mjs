import { readFileSync } from "node:fs";
import { conformance } from "../../tests/vectors/conformance.mjs";
import { tumulte } from "./load.mjs";

const declarations = ["types", "index"].map((name) => readFileSync(new URL(`../pkg/${name}.d.ts`, import.meta.url), "utf8"));

conformance(tumulte, declarations.join(""));
