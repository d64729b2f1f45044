import { spawnSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { canTakeOffers } from "../../plugin/taken.ts";

const require = createRequire(import.meta.url);
const ESLINT = join(dirname(require.resolve("eslint/package.json")), "bin", "eslint.js");
const PLUGIN = pathToFileURL(join(import.meta.dirname, "../../dist/plugin/entry.js")).href;

describe("who can take offers", () => {
  it.each([
    [["node", "/x/node_modules/.bin/eslint", "src"], false],
    [["node", "/x/node_modules/eslint/bin/eslint.js", "src", "--format", "stylish"], false],
    [["node", "C:\\x\\node_modules\\eslint\\bin\\eslint.js", "-f=html"], false],
    [["node", "/x/node_modules/.bin/eslint", "src", "-f", "json"], true],
    [["node", "/x/node_modules/.bin/eslint", "--format=json-with-metadata"], true],
    [["node", "/x/node_modules/.bin/eslint", "--format", "./mine.js"], true],
    [["node", "/x/.vscode/extensions/dbaeumer.vscode-eslint/server/out/eslintServer.js"], true],
    [["node", "/x/lint-with-the-api.mjs"], true],
    [["node"], true],
  ])("of %j: %s", (argv, isTaken) => {
    expect(canTakeOffers(argv)).toBe(isTaken);
  });
});

describe("the eslint command", () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "pokayoke-taken-")));
  writeFileSync(join(root, "package.json"), JSON.stringify({ type: "module", dependencies: { "@pokayoke/runtime": "*" } }));
  writeFileSync(join(root, "eslint.config.js"), `import pokayoke from ${JSON.stringify(PLUGIN)};\nexport default [pokayoke.configs.recommended];\n`);
  writeFileSync(join(root, "jobs.js"), "const jobs = [];\nsetInterval(async () => { await fetch(jobs.shift()); }, 1);\nexport function add(job) { jobs.push(job); }\n");
  afterAll(() => {
    rmSync(root, { recursive: true });
  });
  const lint = (...more: readonly string[]): string => spawnSync(process.execPath, [ESLINT, "jobs.js", ...more], { cwd: root, encoding: "utf8" }).stdout;

  it("reports the same, and has suggestions where it writes them", () => {
    const [file] = JSON.parse(lint("--format", "json")) as readonly { readonly messages: readonly { readonly line: number; readonly message: string; readonly suggestions?: readonly unknown[] }[] }[];
    const [message] = file?.messages ?? [];
    expect(file?.messages).toHaveLength(1);
    expect(message?.suggestions?.length).toBeGreaterThan(0);
    const printed = lint();
    expect(printed).toContain(` ${String(message?.line)}:`);
    expect(printed).toContain(message?.message.slice(0, -1)); // without its full stop
  });
});
