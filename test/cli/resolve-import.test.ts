import { symlinkSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { importResolver } from "../../cli/imports/resolve-import.ts";
import { Sources } from "../../cli/sources.ts";
import { findTargets } from "../../cli/targets.ts";
import { bundledCompiler } from "../../rules/model/compiler.ts";
import { makeTree } from "./tree.ts";

/** A resolver over a tree: what an import in a file leads to, from the root of the tree. */
function resolverIn(root: string): (specifier: string, from: string) => string | undefined {
  const sources = new Sources(findTargets({ cwd: root, paths: ["."], useIgnoreFiles: true }), true);
  const resolve = importResolver(bundledCompiler(), sources);
  return (specifier, from) => {
    const path = resolve(specifier, join(root, from));
    return path === undefined ? undefined : relative(root, path);
  };
}

describe("a relative import", () => {
  const names = ["ts.ts", "tsx.tsx", "mts.mts", "cts.cts", "js.js", "jsx.jsx", "mjs.mjs", "cjs.cjs", "types.d.ts", "both.ts", "both.js", "a.service.ts", "folder/index.ts", "ui/index.jsx", "same.ts", "same/index.ts", "from/here.ts"];
  const resolve = (): ReturnType<typeof resolverIn> => resolverIn(makeTree({ "package.json": "{}", ...Object.fromEntries(names.map((name) => [name, ""])) }));

  it.each([
    ["../ts", "ts.ts"],
    ["../tsx", "tsx.tsx"],
    ["../mts", "mts.mts"],
    ["../cts", "cts.cts"],
    ["../js", "js.js"],
    ["../jsx", "jsx.jsx"],
    ["../mjs", "mjs.mjs"],
    ["../cjs", "cjs.cjs"],
    ["../types", undefined],
    ["../gone", undefined],
    ["../ts.ts", "ts.ts"],
    ["../ts.js", "ts.ts"],
    ["../tsx.js", "tsx.tsx"],
    ["../tsx.jsx", "tsx.tsx"],
    ["../mts.mjs", "mts.mts"],
    ["../cts.cjs", "cts.cts"],
    ["../js.js", "js.js"],
    ["../both", "both.ts"],
    ["../both.js", "both.ts"],
    ["../a.service", "a.service.ts"],
    ["../folder", "folder/index.ts"],
    ["../folder/", "folder/index.ts"],
    ["../folder/index.js", "folder/index.ts"],
    ["../ui", "ui/index.jsx"],
    ["../same", "same.ts"],
    ["../same/", "same/index.ts"],
    ["./here", "from/here.ts"],
    ["../../outside", undefined],
    ["/ts", undefined],
    ["", undefined],
  ])("%s leads to %s", (specifier, path) => {
    expect(resolve()(specifier, "from/here.ts")).toBe(path);
  });
});

describe("an alias", () => {
  it("is taken from the nearest tsconfig and what it extends", () => {
    const resolve = resolverIn(
      makeTree({
        "tsconfig.base.json": '{ "compilerOptions": { "paths": { "@base/*": ["./shared/*"] } } }',
        "tsconfig.json": '// the whole\n{ "extends": "./tsconfig.base.json", "compilerOptions": { "strict": true, }, }',
        "app/tsconfig.json": '{ "extends": ["../tsconfig.base", "./more.json"], "compilerOptions": { "baseUrl": "./src" } }',
        "app/more.json": '{ "compilerOptions": { "paths": { "~/*": ["gone/*", "*"], "~/special/*": ["lib/*"], "exact": ["one"], "${configDir}": ["x"] } } }',
        "app/src/one.ts": "",
        "app/src/lib/two.ts": "",
        "app/one.ts": "",
        "app/lib/two.ts": "",
        "shared/one.ts": "",
        "main.ts": "",
      }),
    );
    expect(resolve("@base/one", "main.ts")).toBe("shared/one.ts");
    expect(resolve("~/one", "main.ts")).toBeUndefined();
    expect(resolve("~/one", "app/src/one.ts")).toBe("app/one.ts");
    expect(resolve("~/special/two", "app/src/one.ts")).toBe("app/lib/two.ts");
    expect(resolve("exact", "app/src/one.ts")).toBe("app/one.ts");
    expect(resolve("lib/two", "app/src/one.ts")).toBe("app/src/lib/two.ts");
    expect(resolve("@base/one", "app/src/one.ts")).toBeUndefined();
  });

  it("is found in the configs that a config with no files refers to", () => {
    const resolve = resolverIn(
      makeTree({
        "tsconfig.json": '{ "files": [], "references": [{ "path": "./tsconfig.node.json" }, { "path": "./tsconfig.app.json" }] }',
        "tsconfig.node.json": "{}",
        "tsconfig.app.json": '{ "compilerOptions": { "paths": { "@/*": ["${configDir}/src/*"] } } }',
        "src/a.ts": "",
      }),
    );
    expect(resolve("@/a", "src/a.ts")).toBe("src/a.ts");
  });

  it("is not looked for outside of the root, nor for ever", () => {
    const outside = makeTree({ "tsconfig.json": '{ "compilerOptions": { "paths": { "x": ["./src/a"] } } }' });
    const root = makeTree({
      "project/tsconfig.json": '{ "extends": ["../outside.json", "./link/tsconfig.json", "./loop.json"] }',
      "project/loop.json": '{ "extends": "./loop.json" }',
      "project/src/a.ts": "",
      "project/package.json": "{}",
      "outside.json": '{ "compilerOptions": { "paths": { "x": ["./project/src/a"] } } }',
    });
    symlinkSync(outside, join(root, "project", "link"));
    expect(resolverIn(join(root, "project"))("x", "src/a.ts")).toBeUndefined();
  });

  it("may stand in a config of any quality", () => {
    const texts = ["", "null", "[]", "{ not json", '{ "compilerOptions": 1 }', '{ "compilerOptions": { "paths": [1], "baseUrl": {} }, "extends": [null, 7] }', "[".repeat(100_000), '{ "files": [], "references": [null, 1, { "path": 2 }] }', '{ "compilerOptions": { "paths": { "x": "./src/a", "y": [1, "./src/a"] } } }'];
    for (const text of texts) expect(resolverIn(makeTree({ "tsconfig.json": text, "src/a.ts": "" }))("gone", "src/a.ts")).toBeUndefined();
  });
});

describe("a package of the same project", () => {
  const manifests: Readonly<Record<string, object>> = {
    plain: { name: "plain" },
    main: { name: "@scope/main", main: "./dist/start.js" },
    types: { name: "types", types: "./dist/start.d.ts", main: "./gone.js" },
    source: { name: "source", source: "./source.ts", main: "./dist/index.js" },
    exported: {
      name: "exported",
      exports: { ".": { types: "./dist/start.d.ts", import: "./dist/start.mjs" }, "./deep/*": "./dist/deep/*.js", "./hidden": null, "./up": "./../plain/src/index.ts", "./either": ["./gone.js", { node: "./lib/one.js" }] },
    },
    short: { name: "short", exports: "./dist/start.js" },
    conditions: { name: "conditions", exports: { import: "./dist/start.js" } },
    internal: { name: "internal", imports: { "#one": "./src/start.js", "#deep/*": { default: "./src/deep/*.js" } } },
    root: { name: "root-index" },
    twin: { name: "plain" },
    odd: { name: 7, exports: { ".": 5 } },
  };
  const files = Object.keys(manifests).flatMap((name) => [`packages/${name}/src/start.ts`, `packages/${name}/src/deep/two.ts`, ...(name === "root" ? ["packages/root/index.js"] : [`packages/${name}/src/index.ts`])]);
  const tree = {
    "package.json": '{ "name": "all", "workspaces": ["packages/*"] }',
    "packages/broken/package.json": "{",
    "packages/source/source.ts": "",
    "packages/exported/src/one.ts": "",
    "packages/plain/node_modules/hidden/package.json": '{ "name": "hidden" }',
    "packages/plain/node_modules/hidden/index.js": "",
    ...Object.fromEntries(files.map((file) => [file, ""])),
    ...Object.fromEntries(Object.entries(manifests).map(([name, manifest]) => [`packages/${name}/package.json`, JSON.stringify(manifest)])),
  };

  it.each([
    ["plain", "packages/plain/src/index.ts"],
    ["plain/src/start", "packages/plain/src/start.ts"],
    ["plain/deep/two.js", "packages/plain/src/deep/two.ts"],
    ["@scope/main", "packages/main/src/start.ts"],
    ["types", "packages/types/src/start.ts"],
    ["source", "packages/source/source.ts"],
    ["exported", "packages/exported/src/start.ts"],
    ["exported/deep/two", "packages/exported/src/deep/two.ts"],
    ["exported/either", "packages/exported/src/one.ts"],
    ["exported/up", undefined],
    ["short", "packages/short/src/start.ts"],
    ["conditions", "packages/conditions/src/start.ts"],
    ["root-index", "packages/root/index.js"],
    ["hidden", undefined],
    ["constructor", undefined],
    ["__proto__", undefined],
    ["@scope", undefined],
    ["node:fs", undefined],
    ["#one", undefined],
  ])("%s leads to %s", (specifier, path) => {
    expect(resolverIn(makeTree(tree))(specifier, "packages/plain/src/index.ts")).toBe(path);
  });

  it("has names of its own", () => {
    const resolve = resolverIn(makeTree(tree));
    expect(resolve("#one", "packages/internal/src/deep/two.ts")).toBe("packages/internal/src/start.ts");
    expect(resolve("#deep/two", "packages/internal/src/deep/two.ts")).toBe("packages/internal/src/deep/two.ts");
    expect(resolve("#gone", "packages/internal/src/deep/two.ts")).toBeUndefined();
  });
});
