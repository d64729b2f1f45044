import { chmodSync, linkSync, mkdirSync, symlinkSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { findTargets, type Targets } from "../../cli/targets.ts";
import { makeTree } from "./tree.ts";

function targetsOf(cwd: string, paths: readonly string[] = ["."], useIgnoreFiles = true): Targets {
  return findTargets({ cwd, paths, useIgnoreFiles });
}

function filesOf(cwd: string, paths?: readonly string[], useIgnoreFiles?: boolean): readonly string[] {
  return targetsOf(cwd, paths, useIgnoreFiles).files.map((path) => relative(cwd, path));
}

describe("a folder", () => {
  it("gives its TypeScript and JavaScript, sorted, without declarations and what was installed", () => {
    const sources = ["a.ts", "b.tsx", "c.mts", "d.cts", "e.js", "f.jsx", "g.mjs", "h.cjs", "lib/i.ts", "x.d.js", "z.test.ts"];
    const others = ["j.d.ts", "k.d.mts", "l.d.cts", "m.d.json.ts", "n.json", "o.vue", "p.mtsx", "q.ts.bak", "ts", ".git/r.ts", "node_modules/s.ts", "lib/node_modules/t/u.ts"];
    const root = makeTree(Object.fromEntries([...others, ...sources].reverse().map((path) => [path, ""])));
    expect(filesOf(root)).toEqual(sources);
  });

  it("gives hidden files, and names of any kind", () => {
    const names = [".a.ts", ".config/b.ts", "c\nd.ts", "é.ts", "🙂.ts"].sort();
    expect(filesOf(makeTree(Object.fromEntries(names.map((name) => [name, ""]))))).toEqual(names);
  });

  it("gives no links, neither to files nor to folders, and so no loops", () => {
    const root = makeTree({ "a/b.ts": "" });
    const elsewhere = makeTree({ "secret.ts": "", "folder/secret.ts": "" });
    symlinkSync(join(elsewhere, "secret.ts"), join(root, "a", "link.ts"));
    symlinkSync(join(elsewhere, "folder"), join(root, "a", "folder"));
    symlinkSync(root, join(root, "a", "loop"));
    symlinkSync("b.ts", join(root, "a", "README.md"));
    expect(filesOf(root)).toEqual(["a/b.ts"]);
    expect(targetsOf(root).passedOver).toEqual(new Map([["linked", 3]]));
  });

  it("gives files that have several names under all of them", () => {
    const root = makeTree({ "a.ts": "" });
    linkSync(join(root, "a.ts"), join(root, "b.ts"));
    expect(filesOf(root)).toEqual(["a.ts", "b.ts"]);
  });

  it("gives nothing that is no file", () => {
    const root = makeTree({ "a.ts": "", "folder.ts/": "" });
    execFileSync("mkfifo", [join(root, "pipe.ts")]);
    expect(filesOf(root)).toEqual(["a.ts"]);
    expect(targetsOf(root).passedOver).toEqual(new Map([["not a regular file", 1]]));
  });

  it("is walked however deep it is", () => {
    const root = makeTree({ [`${"d/".repeat(1500)}a.ts`]: "" });
    expect(filesOf(root)).toEqual([`${"d/".repeat(1500)}a.ts`]);
  });

  it("with nothing to check is a problem", () => {
    const root = makeTree({ "empty/": "", "data/a.json": "", "a.ts": "" });
    expect(targetsOf(root, ["empty", "data", "."]).problems).toEqual([
      { path: "empty", reason: "no TypeScript or JavaScript files in this folder" },
      { path: "data", reason: "no TypeScript or JavaScript files in this folder" },
    ]);
  });

  it.skipIf(process.getuid?.() === 0)("that can't be entered is a problem", () => {
    const root = makeTree({ "a.ts": "", "locked/b.ts": "" });
    chmodSync(join(root, "locked"), 0);
    expect(targetsOf(root).problems).toEqual([{ path: join(root, "locked"), reason: "permission denied" }]);
    chmodSync(join(root, "locked"), 0o700);
  });
});

describe("what git ignores", () => {
  const tree = { ".gitignore": "/dist\n*.gen.ts\n", "a.ts": "", "b.gen.ts": "", "dist/c.ts": "", "sub/.gitignore": "!*.gen.ts\n/d.ts", "sub/d.ts": "", "sub/e.gen.ts": "", "sub/dist/f.ts": "" };

  it("is left out, with or without a repository", () => {
    expect(filesOf(makeTree(tree))).toEqual(["a.ts", "sub/dist/f.ts", "sub/e.gen.ts"]);
    expect(filesOf(makeTree({ ...tree, ".git/": "" }))).toEqual(["a.ts", "sub/dist/f.ts", "sub/e.gen.ts"]);
  });

  it("is left out in a folder below the one that says so", () => {
    const root = makeTree({ ...tree, ".git/": "" });
    mkdirSync(join(root, "sub", "deep"));
    expect(filesOf(join(root, "sub"))).toEqual(["dist/f.ts", "e.gen.ts"]);
    expect(filesOf(makeTree({ ...tree, ".git/": "", "sub/deep/g.gen.ts": "", "sub/.gitignore": "" }), ["sub/deep"])).toEqual([]);
  });

  it("is left out where the repository says so in private", () => {
    expect(filesOf(makeTree({ ".git/info/exclude": "a.ts\n", "a.ts": "", "b.ts": "" }))).toEqual(["b.ts"]);
  });

  it("is taken if it is named", () => {
    const root = makeTree({ ...tree, ".git/": "" });
    expect(filesOf(root, ["b.gen.ts", "dist/c.ts"])).toEqual(["b.gen.ts", "dist/c.ts"]);
    expect(filesOf(root, ["dist"])).toEqual(["dist/c.ts"]);
  });

  it("is taken on demand, but for what was installed", () => {
    expect(filesOf(makeTree({ ...tree, "node_modules/a.ts": "" }), ["."], false)).toEqual(["a.ts", "b.gen.ts", "dist/c.ts", "sub/d.ts", "sub/dist/f.ts", "sub/e.gen.ts"]);
  });

  it("is asked of no list that is a link or a pipe", () => {
    const elsewhere = makeTree({ list: "*.ts\n" });
    const root = makeTree({ "a.ts": "", "b/c.ts": "" });
    symlinkSync(join(elsewhere, "list"), join(root, ".gitignore"));
    execFileSync("mkfifo", [join(root, "b", ".gitignore")]);
    expect(filesOf(root)).toEqual(["a.ts", "b/c.ts"]);
  });
});

describe("a named path", () => {
  it("that can't be checked is a problem, and the rest goes on", () => {
    const root = makeTree({ "a.ts": "", "data.json": "" });
    symlinkSync(join(root, "a.ts"), join(root, "link.ts"));
    execFileSync("mkfifo", [join(root, "pipe.ts")]);
    const { problems, files } = targetsOf(root, ["gone.ts", "data.json", "link.ts", "pipe.ts", "a.ts/b.ts", "a.ts"]);
    expect(problems).toEqual([
      { path: "gone.ts", reason: "no such file or folder" },
      { path: "link.ts", reason: "it is a symbolic link, and links are not followed" },
      { path: "pipe.ts", reason: "it is not a regular file" },
      { path: "a.ts/b.ts", reason: "no such file or folder" },
      { path: "data.json", reason: "not a TypeScript or JavaScript file" },
    ]);
    expect(files).toEqual([join(root, "a.ts")]);
  });

  it("of type declarations is counted", () => {
    expect(targetsOf(makeTree({ "a.d.ts": "" }), ["a.d.ts"])).toMatchObject({ files: [], passedOver: new Map([["type declarations", 1]]), problems: [] });
  });

  it("counts once, in whatever order the paths come", () => {
    const root = makeTree({ "a.ts": "", "b/c.ts": "" });
    expect(filesOf(root, ["b/c.ts", ".", "b", "a.ts", "./a.ts", join(root, "a.ts")])).toEqual(["a.ts", "b/c.ts"]);
  });
});

describe("the root", () => {
  it("is the repository, else the nearest package, else the folder that holds all paths", () => {
    const root = makeTree({ "repo/.git/": "", "repo/packages/a/package.json": "{}", "repo/packages/a/x.ts": "", "plain/b/package.json": "{}", "plain/b/c/y.ts": "", "plain/d/z.ts": "", "package.json": "{}", "work/": "" });
    const rootOf = (...paths: string[]): object => {
      const { folder, isProject } = targetsOf(join(root, "work"), paths.map((path) => join(root, path))).root;
      return { folder: relative(root, folder), isProject };
    };
    expect(rootOf("repo/packages/a/x.ts")).toEqual({ folder: "repo", isProject: true });
    expect(rootOf("plain/b")).toEqual({ folder: "plain/b", isProject: true });
    expect(rootOf("plain/b/c")).toEqual({ folder: "plain/b/c", isProject: false });
    expect(targetsOf(join(root, "plain"), ["b/c/y.ts"]).root).toEqual({ folder: join(root, "plain", "b"), isProject: true });
    expect(rootOf("plain/b/c/y.ts", "plain/d/z.ts")).toEqual({ folder: "plain", isProject: false });
  });
});
