import { execFile } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ROOT } from "./contract/tree.ts";

// A test among tests, so that it has one core and they have the other. The same as `npm run typecheck && npm run lint`.
it("the compiler and the linter have nothing to say of our own code", async () => {
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, ["--max-semi-space-size=64", join(ROOT, "test/typed-lint.mjs")], { cwd: ROOT, maxBuffer: 1 << 26, env: { ...process.env, NO_COLOR: "1" } }, (error, stdout, stderr) => {
      resolve(error === null ? stdout + stderr : `${stdout}${stderr}\nit ended with ${String(error.code)}`);
    });
  });
  expect(output, output).toBe("");
}, 900_000);
