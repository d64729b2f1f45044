import { existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { run, type Run } from "./command.ts";
import { makeTree } from "./tree.ts";
import { runWarm } from "./warm-command.ts";

function init(cwd: string, ...args: readonly string[]): Run {
  return runWarm(cwd, ["init", ...args], { NO_COLOR: "1" });
}

/** A project with ESLint of a version, and a configuration. */
function withConfig(name: string, text: string, more: Readonly<Record<string, string>> = {}): string {
  return makeTree({
    "package.json": JSON.stringify({ name: "mails", type: "module", devDependencies: { eslint: "^9.0.0" } }),
    "node_modules/eslint/package.json": JSON.stringify({ version: "9.39.5" }),
    "package-lock.json": "{}",
    [name]: text,
    ...more,
  });
}

/** Every way to write a configuration that is edited, before and after. */
const EDITED: readonly (readonly [what: string, name: string, before: string, after: string])[] = [
  ["an array", "eslint.config.js", "export default [\n  js.configs.recommended,\n];\n", 'import pokayoke from "eslint-plugin-pokayoke";\n\nexport default [\n  js.configs.recommended,\n  pokayoke.configs.recommended,\n];\n'],
  ["an array without a last comma", "eslint.config.mjs", "import js from '@eslint/js'\n\nexport default [\n  js.configs.recommended // all of it\n]\n", "import js from '@eslint/js'\nimport pokayoke from 'eslint-plugin-pokayoke'\n\nexport default [\n  js.configs.recommended, // all of it\n  pokayoke.configs.recommended\n]\n"],
  ["an array on one line", "eslint.config.js", 'import js from "@eslint/js"; // the basics\nexport default [js.configs.recommended];\n', 'import js from "@eslint/js"; // the basics\nimport pokayoke from "eslint-plugin-pokayoke";\nexport default [js.configs.recommended, pokayoke.configs.recommended];\n'],
  ["an empty array", "eslint.config.js", "export default [];\n", 'import pokayoke from "eslint-plugin-pokayoke";\n\nexport default [pokayoke.configs.recommended];\n'],
  ["defineConfig with an array", "eslint.config.js", 'import { defineConfig } from "eslint/config";\n\nexport default defineConfig([\n\t{ rules: {} },\n]);\n', 'import { defineConfig } from "eslint/config";\nimport pokayoke from "eslint-plugin-pokayoke";\n\nexport default defineConfig([\n\t{ rules: {} },\n\tpokayoke.configs.recommended,\n]);\n'],
  ["defineConfig with arguments", "eslint.config.js", 'import { defineConfig } from "eslint/config";\n\nexport default defineConfig({\n  rules: {},\n});\n', 'import { defineConfig } from "eslint/config";\nimport pokayoke from "eslint-plugin-pokayoke";\n\nexport default defineConfig({\n  rules: {},\n}, pokayoke.configs.recommended);\n'],
  ["tseslint.config", "eslint.config.ts", 'import tseslint from "typescript-eslint";\n\nexport default tseslint.config(\n  tseslint.configs.recommended,\n);\n', 'import tseslint from "typescript-eslint";\nimport pokayoke from "eslint-plugin-pokayoke";\n\nexport default tseslint.config(\n  tseslint.configs.recommended,\n  pokayoke.configs.recommended,\n);\n'],
  ["a name", "eslint.config.js", "/** @type {import('eslint').Linter.Config[]} */\nconst config = [{ rules: {} }];\n\nexport default config;\n", "import pokayoke from 'eslint-plugin-pokayoke';\n\n/** @type {import('eslint').Linter.Config[]} */\nconst config = [{ rules: {} }, pokayoke.configs.recommended];\n\nexport default config;\n"],
  ["CommonJS", "eslint.config.cjs", '"use strict";\nconst js = require("@eslint/js");\n\nmodule.exports = [js.configs.recommended];\n', '"use strict";\nconst js = require("@eslint/js");\nconst pokayoke = require("eslint-plugin-pokayoke");\n\nmodule.exports = [js.configs.recommended, pokayoke.configs.recommended];\n'],
  ["Windows line ends", "eslint.config.js", "export default [\r\n  {},\r\n];\r\n", 'import pokayoke from "eslint-plugin-pokayoke";\r\n\r\nexport default [\r\n  {},\r\n  pokayoke.configs.recommended,\r\n];\r\n'],
  ["a byte order mark", "eslint.config.js", "\uFEFFexport default [];\n", '\uFEFFimport pokayoke from "eslint-plugin-pokayoke";\n\nexport default [pokayoke.configs.recommended];\n'],
  ["a taken name", "eslint.config.js", "const pokayoke = {};\nexport default [pokayoke];\n", 'import pokayokePlugin from "eslint-plugin-pokayoke";\n\nconst pokayoke = {};\nexport default [pokayoke, pokayokePlugin.configs.recommended];\n'],
];

const BY_HAND: readonly (readonly [what: string, text: string, why: string])[] = [
  ["a function of a library", 'import antfu from "@antfu/eslint-config";\nexport default antfu({});\n', "what it exports is not written as an array"],
  ["something awaited", "export default await load();\n", "what it exports is not written as an array"],
  ["an unknown defineConfig", 'import { defineConfig } from "./mine.js";\nexport default defineConfig([]);\n', "what it exports is not written as an array"],
  ["no default export", "export const config = [];\n", "it has no default export"],
  ["syntax errors", "export default [;\n", "it has syntax errors"],
];

describe("pokayoke init", () => {
  it.each(EDITED)("adds the plugin to %s", (_, name, before, after) => {
    const root = withConfig(name, before);
    const dry = init(root, "--dry-run");
    expect(dry).toMatchObject({ status: 1, stderr: "" });
    expect(dry.stdout).toContain("not written (--dry-run)");
    expect(readFileSync(join(root, name), "utf8")).toBe(before);

    const { status, stdout, stderr } = init(root);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(readFileSync(join(root, name), "utf8")).toBe(after);
    expect(stdout).toContain(`${name}: the plugin is added`);
    expect(stdout).toContain("npm install --save-dev eslint-plugin-pokayoke");

    // A second run finds it in its place, and nothing but the configuration has changed.
    expect(init(root)).toMatchObject({ status: 0 });
    expect(readFileSync(join(root, name), "utf8")).toBe(after);
    expect(readdirSync(root).filter((each) => each !== name).sort()).toEqual(["node_modules", "package-lock.json", "package.json"]);
  });

  it.each(BY_HAND)("prints the lines for %s, and touches nothing", (_, text, why) => {
    const root = withConfig("eslint.config.js", text);
    const { status, stdout } = init(root);
    expect(status).toBe(1);
    expect(stdout).toContain(`not edited, because ${why}`);
    expect(stdout).toContain('    import pokayoke from "eslint-plugin-pokayoke";');
    expect(readFileSync(join(root, "eslint.config.js"), "utf8")).toBe(text);
  });

  it("runs nothing of the project", () => {
    const root = withConfig("eslint.config.js", 'import { writeFileSync } from "node:fs";\nwriteFileSync("ran", "");\nexport default [];\n');
    expect(init(root).status).toBe(0);
    expect(existsSync(join(root, "ran"))).toBe(false);
  });

  it("makes a first configuration, and overwrites none", () => {
    const root = makeTree({ "package.json": JSON.stringify({ devDependencies: { eslint: "9.0.0" } }) });
    expect(init(root).status).toBe(0);
    const path = join(root, "eslint.config.mjs");
    expect(readFileSync(path, "utf8")).toContain("export default defineConfig(pokayoke.configs.recommended);");
    expect(init(root).stdout).toContain("the plugin is in the configuration already");
    const typed = makeTree({ "package.json": JSON.stringify({ devDependencies: { "eslint": "9.0.0", "typescript-eslint": "8.0.0" } }), "tsconfig.json": "{}" });
    expect(init(typed).status).toBe(0);
    expect(readFileSync(join(typed, "eslint.config.mjs"), "utf8")).toContain('defineConfig(tseslint.configs.base, pokayoke.configs["recommended-type-checked"])');
  });

  it("accepts today's findings where that is wanted, for check and for ESLint, and overwrites no baseline", () => {
    const queue = "const q = [];\nsetInterval(async () => { await q.shift(); }, 1);\nexport function add(x) { q.push(x); }\n";
    const root = withConfig("eslint.config.js", "export default [\n  {},\n];\n", { "queue.js": queue });
    expect(init(root, "--dry-run", "--baseline")).toMatchObject({ status: 1, stdout: expect.stringContaining("pokayoke-baseline.txt: not written (--dry-run)") as string });
    expect(existsSync(join(root, "pokayoke-baseline.txt"))).toBe(false);
    expect(init(root, "--baseline")).toMatchObject({ status: 0, stdout: expect.stringContaining("1 accepted finding") as string });
    expect(readFileSync(join(root, "eslint.config.js"), "utf8")).toBe('import pokayoke from "eslint-plugin-pokayoke";\n\nexport default [\n  {},\n  pokayoke.configs.recommended,\n  { settings: { pokayoke: { baseline: "pokayoke-baseline.txt" } } },\n];\n');
    expect(run(root, ["check", "--baseline", "pokayoke-baseline.txt"]).status).toBe(0);
    expect(init(root, "--baseline").stdout).toContain("pokayoke-baseline.txt is there already, and stays as it is");
  });

  it("says why where there is nothing to edit", () => {
    expect(init(makeTree({ "package.json": "{}" }))).toMatchObject({ status: 0, stdout: expect.stringContaining("there is no ESLint here: `pokayoke check` needs none") as string });
    const old = makeTree({ "package.json": JSON.stringify({ devDependencies: { eslint: "^8.57.0" } }), ".eslintrc.json": "{}" });
    expect(init(old)).toMatchObject({ status: 1, stdout: expect.stringContaining("the plugin needs ESLint 9, and this is 8") as string });
    const legacy = withConfig(".eslintrc.cjs", "module.exports = {};\n");
    expect(init(legacy)).toMatchObject({ status: 1, stdout: expect.stringContaining("ESLint 9 does not read a configuration of the old format") as string });
  });

  it("speaks to the package manager and the workspace that are there", () => {
    const root = makeTree({
      "pnpm-workspace.yaml": "packages: ['packages/*']\n",
      "pnpm-lock.yaml": "",
      "package.json": JSON.stringify({ name: "all", devDependencies: { eslint: "10.0.0" } }),
      "eslint.config.mjs": "export default [];\n",
      "packages/web/package.json": "{}",
      "packages/web/eslint.config.mjs": "export default [];\n",
      "packages/web/index.js": "export const one = 1;\n",
      "packages/api/package.json": "{}",
    });
    const { stdout } = init(root);
    expect(stdout).toContain("all: pnpm, a workspace (pnpm-workspace.yaml)");
    expect(stdout).toContain("pnpm add --save-dev --workspace-root eslint-plugin-pokayoke");
    expect(stdout).toContain("packages/web has a configuration of its own: run `pokayoke init packages/web`, too");
  });

  it("refuses links, and folders that are not there", () => {
    const root = withConfig("real.config.js", "export default [];\n");
    symlinkSync(join(root, "real.config.js"), join(root, "eslint.config.js"));
    expect(init(root).status).not.toBe(0);
    expect(readFileSync(join(root, "real.config.js"), "utf8")).toBe("export default [];\n");
    expect(init(root, "gone")).toEqual({ status: 2, stdout: "", stderr: "pokayoke: gone: no such folder\n" });
  });
});
