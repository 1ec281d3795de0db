// Builds the add-on with cargo and puts it where index.js looks for it, or into the folder behind `--into`.
// `--release` builds what is published; other arguments go to cargo.
import { execFileSync } from "node:child_process";
import { copyFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const { platform, arch, report } = process;
const glibc = platform === "linux" && report.getReport().header.glibcVersionRuntime;
const abi = { linux: glibc ? "-gnu" : "-musl", win32: "-msvc" }[platform] ?? "";
/** Signatures and digests are rare: they are computed with less code and a little slower. */
const LESS_CODE = '--cfg=curve25519_dalek_backend="serial" --cfg=sha2_backend_soft="compact"';

let folder = here;
const options = [];
const env = { ...process.env };
for (let [option, ...rest] = process.argv.slice(2); option !== undefined; [option, ...rest] = rest) {
  if (option === "--release") {
    options.push("--profile", "addon");
    env.RUSTFLAGS = `${env.RUSTFLAGS ?? ""} ${LESS_CODE}`.trim();
  } else if (option === "--into") folder = resolve(rest.shift());
  else options.push(option);
}

const messages = execFileSync(
  "cargo",
  ["build", "--package", "tumulte-node", "--message-format=json-render-diagnostics", ...options],
  { cwd: here, env, encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "inherit"] },
);
const library = messages
  .split("\n")
  .filter(Boolean)
  .map((line) => JSON.parse(line))
  .filter(({ reason, target }) => reason === "compiler-artifact" && target.name === "tumulte_node")
  .flatMap(({ filenames }) => filenames)
  .find((file) => /\.(so|dylib|dll)$/.test(file));
copyFileSync(library, join(folder, `tumulte.${platform}-${arch}${abi}.node`));
