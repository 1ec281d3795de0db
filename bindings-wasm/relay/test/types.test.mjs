import { execFile } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

test("the types in the comments agree", { timeout: 120_000 }, async () => {
  const root = fileURLToPath(new URL("../", import.meta.url));
  const done = promisify(execFile)(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "."], { cwd: root });
  await done.catch((failure) => {
    throw new Error(failure.stdout);
  });
});
