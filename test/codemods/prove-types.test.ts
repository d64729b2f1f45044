import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeTree } from "../cli/tree.ts";
import { fatesOf, makeRepository, migrateToy } from "./toy.ts";

const OPTIONS = { strict: true, target: "es2022", module: "nodenext", noEmit: true };
const config = (more: object = {}, others: object = {}): string => JSON.stringify({ compilerOptions: { ...OPTIONS, ...more }, ...others });

function reasonsIn(files: Readonly<Record<string, string>>): readonly string[] {
  return migrateToy(makeRepository(files)).refused.map(({ refusal }) => `${refusal.reason} ${refusal.detail}`);
}

describe("the type law", () => {
  it("holds for files that import a changed one, however far away", () => {
    const files = {
      "package.json": JSON.stringify({ type: "module" }),
      "tsconfig.json": config(),
      "a.ts": "export let jobs = [] as string[];\nexport const listTypo = [];\n",
      "index.ts": 'export * from "./a.js";\n',
      "far.ts": 'import { listTypo } from "./index.js";\nexport const length: number = listTypo.length;\n',
    };
    expect(reasonsIn(files)).toEqual(["law-types far.ts:2 TS2339 Property 'length' does not exist on type '42'."]);
  });

  it("leaves errors alone that were there before", () => {
    const root = makeRepository({ "tsconfig.json": config({ module: "preserve" }), "a.ts": 'import { gone } from "gone";\nconst wrong: number = "x";\nexport const jobs: number[] = [];\nexport { gone, wrong };\n' });
    expect(fatesOf(migrateToy(root))).toEqual({ jobs: "kept" });
  });

  it("uses each file's own tsconfig, aliases and what is installed beside it", () => {
    const root = makeRepository({
      ".gitignore": "node_modules\n",
      "package.json": JSON.stringify({ private: true, workspaces: ["packages/*"] }),
      "tsconfig.base.json": config({ module: "preserve", paths: { "@toy/core": ["./packages/core/index.ts"] } }),
      "packages/core/tsconfig.json": JSON.stringify({ extends: "../../tsconfig.base.json" }),
      "packages/core/index.ts": "export const listTypo = [];\nexport const fine: number[] = [];\n",
      "packages/app/tsconfig.json": JSON.stringify({ extends: "../../tsconfig.base.json", compilerOptions: { strict: false } }),
      "packages/app/main.ts": 'import { listTypo } from "@toy/core";\nimport { take } from "lib";\ntake(listTypo);\nexport const n: number = null;\nexport const own = [];\n',
      "packages/app/node_modules/lib/package.json": JSON.stringify({ name: "lib", types: "lib.d.ts" }),
      "packages/app/node_modules/lib/lib.d.ts": "export function take(list: readonly unknown[]): void;\n",
    });
    const migration = migrateToy(root);
    expect(fatesOf(migration)).toEqual({ listTypo: "law-types", fine: "kept", own: "kept" });
    expect(migration.refused[0]?.refusal.detail).toBe("packages/app/main.ts:3 TS2345 Argument of type 'number' is not assignable to parameter of type 'readonly unknown[]'.");
  });

  it("follows project references to sources that are not built", () => {
    const files = {
      "tsconfig.json": JSON.stringify({ files: [], references: [{ path: "core" }, { path: "app" }] }),
      "core/tsconfig.json": config({ composite: true, noEmit: false, outDir: "dist", module: "preserve" }),
      "core/a.ts": "export const listTypo = [];\n",
      "app/tsconfig.json": config({ composite: true, noEmit: false, outDir: "dist", module: "preserve" }, { references: [{ path: "../core" }] }),
      "app/b.ts": 'import { listTypo } from "../core/a";\nexport const length: number = listTypo.length;\n',
    };
    expect(reasonsIn(files)).toEqual(["law-types app/b.ts:2 TS2339 Property 'length' does not exist on type '42'."]);
  });

  it("checks JavaScript without a tsconfig loosely, and finds what is surely wrong", () => {
    const root = makeRepository({
      "package.json": JSON.stringify({ name: "plain" }),
      "a.js": "const jobs = [];\nconst tasksTypo = [];\nfunction f(job) { jobs.push(job); tasksTypo.push(job); undeclared(); }\nmodule.exports = { f };\n",
    });
    const migration = migrateToy(root);
    expect(fatesOf(migration)).toEqual({ jobs: "kept", tasksTypo: "law-types" });
    expect(migration.refused[0]?.refusal.detail).toBe("a.js:3 TS2339 Property 'push' does not exist on type '42'.");
    expect(migration.proof.notes).toEqual(["no packages are installed, so the type check knows nothing of them; install them to see more"]);
  });

  it("checks the new file with the options of the project", () => {
    const files = { "tsconfig.json": config({ module: "preserve", noImplicitOverride: true, lib: ["es5"], target: "es5", ignoreDeprecations: "6.0", verbatimModuleSyntax: false }), "a.ts": "export const jobs: number[] = [];\nconst x: Set<number> = null!;\nexport { x };\n" };
    expect(fatesOf(migrateToy(makeRepository(files)))).toEqual({ jobs: "kept" });
  });

  it("reads nothing outside of the root, neither by a config nor by a link, and loads no plugin", () => {
    const outside = makeTree({ "types.d.ts": "declare const secret: string;\n", "base.json": config({ strict: false }) });
    const root = makeRepository({
      "tsconfig.json": JSON.stringify({ extends: join(outside, "base.json"), compilerOptions: { ...OPTIONS, module: "preserve", plugins: [{ name: "../evil.js" }], paths: { x: [join(outside, "types.d.ts")] } } }),
      "evil.js": "throw new Error('loaded');\n",
      "a.ts": `/// <reference path="${join(outside, "types.d.ts")}" />\n/// <reference path="./linked/types.d.ts" />\nexport const use: number = secret;\nexport const jobs: number[] = [];\n`,
    });
    symlinkSync(outside, join(root, "linked"));
    // If `secret` were seen, line 3 would have another error, and this could not tell; so look at what the law said before.
    expect(fatesOf(migrateToy(root))).toEqual({ jobs: "kept" });
  });

  it("does not wait for a pipe where types are looked for", () => {
    const root = makeRepository({ "tsconfig.json": config({ module: "preserve" }), "a.ts": 'import "lib";\nexport const jobs: number[] = [];\n' });
    mkdirSync(join(root, "node_modules/lib"), { recursive: true });
    writeFileSync(join(root, "node_modules/lib/package.json"), JSON.stringify({ name: "lib", types: "lib.d.ts" }));
    symlinkSync("/dev/zero", join(root, "node_modules/lib/lib.d.ts"));
    expect(fatesOf(migrateToy(root, { allowDirty: true }))).toEqual({ jobs: "kept" });
  });
});
