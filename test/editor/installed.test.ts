import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeTree } from "../cli/tree.ts";
import { ROOT } from "../contract/tree.ts";
import { installInto } from "./installed.ts";

const QUEUE = "const q = [];\nsetInterval(async () => { await q.shift(); }, 1);\nFORM add = (x) => { q.push(x); };\n";

interface Run {
  readonly status: number | null;
  readonly output: string;
}

function node(cwd: string, script: string, ...args: readonly string[]): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { cwd, encoding: "utf8", env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined } });
  return { status, output: stdout + stderr };
}

const FORMS = {
  "ES module": ["module", 'import pokayoke from "eslint-plugin-pokayoke";\nexport default [pokayoke.configs.recommended];\n', "export const"],
  "CommonJS": ["commonjs", 'const pokayoke = require("eslint-plugin-pokayoke");\nmodule.exports = [pokayoke.configs.recommended];\n', "exports.add = function"],
} as const;

// The heavy cells, from the registry and with every version of TypeScript, are those of test/editor/matrix.mjs.
describe.each(["eslint", "eslint-9"])("the packed package beside %s", (eslint) => {
  it.each(Object.entries(FORMS))("works from a configuration that is %s, without TypeScript", (_, [type, config, form]) => {
    const code = QUEUE.replace("FORM add =", form === "export const" ? "export const add =" : "exports.add =");
    const root = installInto(makeTree({ "package.json": JSON.stringify({ type }), "eslint.config.js": config, "queue.js": code }), { eslint });
    const linted = node(root, join(root, "node_modules/eslint/bin/eslint.js"), "queue.js");
    expect(linted.output).toContain("pokayoke/no-unbounded-queue");
    expect(linted.status).toBe(1);
    const checked = node(root, join(root, "node_modules/eslint-plugin-pokayoke/dist/cli/main.js"), "check", "queue.js");
    expect(checked.output).toContain("no-unbounded-queue");
    expect(checked.status).toBe(1);
  });

  it("reads code by itself where TypeScript has no compiler API, as 7 has none", () => {
    const root = installInto(makeTree({ "package.json": '{ "type": "module" }', "eslint.config.js": FORMS["ES module"][1], "queue.js": QUEUE.replace("FORM", "export const") }), { eslint });
    mkdirSync(join(root, "node_modules/typescript"), { recursive: true });
    writeFileSync(join(root, "node_modules/typescript/package.json"), JSON.stringify({ name: "typescript", version: "7.0.2", main: "index.js" }));
    writeFileSync(join(root, "node_modules/typescript/index.js"), 'module.exports = { version: "7.0.2" };\n');
    expect(node(root, join(root, "node_modules/eslint/bin/eslint.js"), "queue.js").output).toContain("pokayoke/no-unbounded-queue");
    expect(node(root, join(root, "node_modules/eslint-plugin-pokayoke/dist/cli/main.js"), "doctor").output).toContain("it has no compiler API");
  });
});

it("the packed package has types that defineConfig accepts", () => {
  const config = 'import pokayoke from "eslint-plugin-pokayoke";\nimport { defineConfig } from "eslint/config";\n\nexport default defineConfig(pokayoke.configs.recommended, pokayoke.configs.strict, pokayoke.configs["recommended-type-checked"], { plugins: { pokayoke }, extends: ["pokayoke/strict"] });\n';
  const root = installInto(makeTree({ "package.json": '{ "type": "module" }', "eslint.config.ts": config }), { eslint: "eslint", "@types/json-schema": "@types/json-schema" });
  expect(node(root, join(ROOT, "node_modules/typescript/bin/tsc"), "--noEmit", "--strict", "--module", "nodenext", "--target", "es2022", "--skipLibCheck", "eslint.config.ts")).toEqual({ status: 0, output: "" });
});

it("the packed package holds what it needs, and nothing else", () => {
  const root = installInto(makeTree({ "package.json": "{}" }));
  const own = join(root, "node_modules/eslint-plugin-pokayoke");
  const manifest = JSON.parse(readFileSync(join(own, "package.json"), "utf8")) as { readonly exports: Readonly<Record<string, unknown>> };
  expect(Object.keys(manifest.exports)).toContain(".");
  rmSync(join(root, "node_modules/diff"));
  expect(node(root, join(own, "dist/cli/main.js"), "explain", "no-unbounded-queue").status).toBe(0);
});
