import { join, relative } from "node:path";
import type * as TS from "typescript";
import { describe, expect, it } from "vitest";
import { walk } from "../../cli/discover.ts";
import { importResolver } from "../../cli/imports/resolve-import.ts";
import { nothingIgnored } from "../../cli/gitignore.ts";
import { parse } from "../../cli/parse.ts";
import { Project } from "../../cli/project.ts";
import { Sources } from "../../cli/sources.ts";
import { findTargets } from "../../cli/targets.ts";
import { createAsk, type Ask } from "../../rules/model/ask.ts";
import { programOf } from "../../rules/model/world.ts";
import { makeTree } from "./tree.ts";

const HERE = join(import.meta.dirname, "..", "..");

function open(cwd: string, ...paths: readonly string[]): Project {
  return new Project(new Sources(findTargets({ cwd, paths, useIgnoreFiles: true }), true));
}

/** The names of a file, in order. */
function namesIn(ts: typeof TS, file: TS.SourceFile): readonly TS.Identifier[] {
  const names: TS.Identifier[] = [];
  const visit = (node: TS.Node): void => {
    if (ts.isIdentifier(node)) names.push(node);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return names;
}

function placeOf(declaration: TS.Declaration | undefined): string {
  return declaration === undefined ? "nowhere" : `${relative(HERE, declaration.getSourceFile().fileName)}:${String(declaration.pos)}`;
}

/** Where the first `name` of a file is declared, as `file:text`. */
function declaredIn(project: Project, root: string, path: string, name: string): string {
  const parsed = project.parsed(join(root, path));
  if (!parsed) throw new Error(`${path} can't be parsed`);
  const ask = project.ask(parsed.file);
  const declaration = ask.declarationOf(ask.named(name)[0] ?? parsed.file);
  return declaration === undefined ? "nowhere" : relative(root, declaration.getSourceFile().fileName);
}

describe("the answers about a file", () => {
  it("are those of a Program over all files", () => {
    const files = ["cli", "codemods", "rules", "runtime"].flatMap((folder) => walk(join(HERE, folder), nothingIgnored, true).files);
    const project = open(HERE, ...files);
    const { ts, sources } = project;
    const parsed = new Map(files.map((path) => [path, parse(ts, path, sources.textOf(path) ?? "")?.file] as const).filter((pair): pair is [string, TS.SourceFile] => pair[1] !== undefined));
    const checker = programOf(ts, parsed, importResolver(ts, sources)).getTypeChecker();
    const whole = { ts, checkerFor: () => checker, wholeProject: true, filesNaming: () => [...parsed.values()], filesSaying: () => [...parsed.values()], sights: () => [...parsed].map(([path, each]) => ({ path, text: each.text, file: () => each })) };
    let compared = 0;
    for (const [path, file] of parsed) {
      const own = project.parsed(path)?.file;
      if (own === undefined) throw new Error(path);
      const lazy = project.ask(own);
      const full: Ask = createAsk(whole, file);
      const answers = (ask: Ask): readonly string[] => namesIn(ts, ask.file).map((name) => `${name.text} ${String(name.pos)} ${placeOf(ask.declarationOf(name))}`);
      expect(answers(lazy)).toEqual(answers(full));
      compared += namesIn(ts, own).length;
    }
    expect(compared).toBeGreaterThan(10_000);
  });

  it("lead to uses in all files that can have seen it and name its class, and to no others", () => {
    const root = makeTree({
      ".git/": "",
      "a.ts": "export class Box { danger = 1; }",
      "b.ts": "import { Box } from './a'; export const box = new Box(); box.danger;",
      "c.ts": "import { box } from './b'; import type { Box } from './a'; const own: Box = box; own.danger; export * from './a';",
      "d.ts": "import { Box as B } from './c'; new B().danger;",
      "e.ts": "class Box { danger = 2; } new Box().danger;",
      "f.js": "const { Box } = require('./a'); const b = new Box(); b.danger;",
    });
    const project = open(root, "a.ts");
    const file = project.parsed(join(root, "a.ts"))?.file;
    if (file === undefined) throw new Error("not parsed");
    const ask = project.ask(file);
    const declaration = ask.declarationOf(ask.named("danger")[0] ?? file);
    if (declaration === undefined) throw new Error("not found");
    expect(ask.usesOf(declaration, "danger").map((use) => relative(root, use.getSourceFile().fileName))).toEqual(["a.ts", "b.ts", "c.ts", "d.ts", "f.js"]);
  });

  it("do not mix the globals of two scripts", () => {
    const root = makeTree({ "a.js": "var danger = 1; danger;", "b.js": "var danger = 2; danger;" });
    const project = open(root, ".");
    expect(declaredIn(project, root, "a.js", "danger")).toBe("a.js");
    expect(declaredIn(project, root, "b.js", "danger")).toBe("b.js");
  });

  it("see CommonJS", () => {
    const root = makeTree({
      "a.js": "exports.one = 1; module.exports.two = function () {};",
      "b.js": "class Two { three() {} }\nmodule.exports = Two;",
      "c.js": "const { one } = require('./a');\nconst Two = require('./b');\nconst a = require('./a');\none; new Two().three(); a.two();",
    });
    const project = open(root, ".");
    expect(declaredIn(project, root, "c.js", "three")).toBe("b.js");
    expect(declaredIn(project, root, "c.js", "two")).toBe("a.js");
    expect(declaredIn(project, root, "c.js", "one")).toBe("a.js");
  });
});

describe("texts that are not on the disk", () => {
  it("stand in for those that are, and the rest stays", () => {
    const root = makeTree({ "a.ts": "import { x } from './b'; x;", "b.ts": "export const y = 1;", "c.ts": "" });
    const before = open(root, ".");
    expect(declaredIn(before, root, "a.ts", "x")).toBe("nowhere");
    const after = before.with(new Map([[join(root, "b.ts"), "export { x } from './new/d';"], [join(root, "new/d.ts"), "export const x = 1;"]]));
    expect(declaredIn(after, root, "a.ts", "x")).toBe("new/d.ts");
    expect(declaredIn(before, root, "a.ts", "x")).toBe("nowhere");
    expect(after.sources.targets.files).toEqual(before.sources.targets.files);
  });
});

describe("several files", () => {
  it("may be asked about in turns", () => {
    const root = makeTree({ "a.ts": "const danger = 1; danger;", "b.ts": "const danger = 1; danger;" });
    const project = open(root, ".");
    const asks = ["a.ts", "b.ts"].map((path) => {
      const parsed = project.parsed(join(root, path));
      if (!parsed) throw new Error(path);
      return project.ask(parsed.file);
    });
    expect(asks.map((ask) => ask.declarationOf(ask.named("danger")[1] ?? ask.file)?.getSourceFile() === ask.file)).toEqual([true, true]);
  });

  it("may be let go, and come back", () => {
    const root = makeTree({ "a.ts": "export const danger = 1; danger;", "b.ts": "import { danger } from './a';" });
    const project = open(root, ".");
    const path = join(root, "a.ts");
    const first = project.parsed(path)?.file;
    if (first === undefined) throw new Error(path);
    project.ask(first);
    project.release(path);
    expect(project.parsed(path)?.file).not.toBe(first);
    expect(declaredIn(project, root, "b.ts", "danger")).toBe("a.ts");
    const second = project.parsed(path)?.file;
    project.release(path);
    expect(project.parsed(path)?.file).toBe(second);
  });
});
