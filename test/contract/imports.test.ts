import { builtinModules } from "node:module";
import { describe, expect, it } from "vitest";
import { definitions } from "../../rules/index.ts";
import type { Import } from "./tree.ts";
import { importsOf, PUBLISHED, read, sourcesIn } from "./tree.ts";
import { writesIn } from "./writes.ts";

/** The rooms, and which rooms each may look into. Arrows run one way: test → cli, plugin → codemods → rules/<id> → knowledge → model. */
const MAY_IMPORT = {
  model: ["model"],
  knowledge: ["knowledge", "model"],
  rule: ["rule", "knowledge", "model"],
  index: ["rule", "model"],
  runtime: ["runtime"],
  codemods: ["codemods", "index", "rule", "knowledge", "model"],
  plugin: ["plugin", "codemods", "index", "rule", "knowledge", "model"],
  cli: ["cli", "codemods", "index", "rule", "knowledge", "model"],
  // A front end like the command line, and built from the same parts.
  jscodeshift: ["jscodeshift", "cli", "codemods", "index", "rule", "knowledge", "model"],
  test: ["test", "jscodeshift", "cli", "plugin", "codemods", "runtime", "index", "rule", "knowledge", "model"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

type Room = keyof typeof MAY_IMPORT;

/** The files that may name functions which can change a disk, and which. Everything that is written to a user's tree goes through here. */
const WRITERS: ReadonlyMap<string, RegExp> = new Map([
  ["codemods/file-io.ts", /Sync$/],
  ["cli/read-file.ts", /^openSync$/], // with O_RDONLY
]);
/** The files that may start a process. */
const STARTERS: readonly string[] = ["codemods/git-run.ts", "cli/migrate/run-command.ts"];
/** Who may call those functions: the part that swaps sources, with its journal; and in the command line what writes reports and baselines, and `migrate`. */
const MAY_WRITE = /^codemods\/(?!no-|require-|prefer-)|^cli\/put-file\.ts$|^cli\/migrate\//;
/** What the rules may take of Node: a hash is a pure function. */
const PURE: ReadonlyMap<string, string> = new Map([["rules/model/identity.ts", "node:crypto"]]);
/** The one file that loads a compiler. */
const COMPILER = "rules/model/compiler.ts";

const sources = sourcesIn([...PUBLISHED, "test"]);
const published = sourcesIn(PUBLISHED);
const manifest = JSON.parse(read("package.json")) as { readonly dependencies: Readonly<Record<string, string>> };

function roomOf(file: string): Room {
  const [top = "", second = ""] = file.split("/");
  if (file.startsWith("codemods/jscodeshift/")) return "jscodeshift";
  if (top !== "rules") return top as Room;
  if (second === "model" || second === "knowledge") return second;
  return second === "index.ts" ? "index" : "rule";
}

/** The rule that a file belongs to: its folder in `rules`, or the name of its codemod. */
function ruleOf(file: string): string | undefined {
  const [, folder] = /^rules\/(?!model\/|knowledge\/)([^/]+)\//.exec(file) ?? [];
  const [, codemod = ""] = /^codemods\/(?:jscodeshift\/)?([^/]+)\.ts$/.exec(file) ?? [];
  return folder ?? definitions.find(({ id }) => id === codemod)?.id;
}

/** All imports of some files that break a law, as `file → module`. */
function broken(files: readonly string[], law: (from: string, to: Import) => boolean): readonly string[] {
  return files.flatMap((from) =>
    importsOf(from)
      .filter((to) => !law(from, to))
      .map((to) => `${from} → ${to.specifier}`),
  );
}

function isBuiltin(specifier: string): boolean {
  return specifier.startsWith("node:") || builtinModules.includes(specifier);
}

function packageOf(specifier: string): string {
  return specifier.split("/").slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
}

describe("imports", () => {
  it("run one way", () => {
    const allowed = (from: string, { file }: Import): boolean =>
      file === undefined || (MAY_IMPORT[roomOf(from)] as readonly string[]).includes(roomOf(file));
    expect(broken(sources, allowed)).toEqual([]);
  });

  it("lead from no rule to another", () => {
    const allowed = (from: string, { file }: Import): boolean => {
      const [own, other] = [ruleOf(from), file === undefined ? undefined : ruleOf(file)];
      return own === undefined || other === undefined || own === other;
    };
    expect(broken(published, allowed)).toEqual([]);
  });

  it("name our own files by their names", () => {
    expect(broken(sources, (_, { file }) => file === undefined || /\.(?:[cm]?ts|mjs)$/.test(file))).toEqual([]);
  });

  it("take of `typescript` and `eslint` nothing but types", () => {
    const allowed = (from: string, { specifier, typeOnly }: Import): boolean =>
      typeOnly || from === COMPILER || !/^(?:typescript|eslint|@ts-morph\/common)$/.test(packageOf(specifier));
    expect(broken(published, allowed)).toEqual([]);
  });

  it("lead to packages that are dependencies", () => {
    const isInstalled = (name: string): boolean => isBuiltin(name) || Object.hasOwn(manifest.dependencies, packageOf(name));
    const allowed = (from: string, { specifier, file, typeOnly }: Import): boolean =>
      file !== undefined || typeOnly || from === COMPILER || isInstalled(specifier);
    expect(broken(published, allowed)).toEqual([]);
  });

  it("leave the rules without a disk and a network", () => {
    expect(broken(sourcesIn(["rules"]), (from, { specifier }) => from === COMPILER || PURE.get(from) === specifier || !isBuiltin(specifier))).toEqual([]);
  });

  it("leave what is copied into a user's tree alone with Node", () => {
    expect(broken(sourcesIn(["runtime"]), (_, { specifier, file }) => file !== undefined || specifier.startsWith("node:"))).toEqual([]);
  });
});

describe("the outside", () => {
  it("is written to in one place", () => {
    const writing = published.map((file) => [file, writesIn(file).filter((name) => WRITERS.get(file)?.test(name) !== true)]);
    expect(writing.filter(([, names]) => names?.length !== 0)).toEqual([]);
    expect([...WRITERS.keys()].filter((file) => !published.includes(file))).toEqual([]);
  });

  it("is written to by few", () => {
    expect(broken(published, (from, { file, typeOnly }) => typeOnly || file !== "codemods/file-io.ts" || MAY_WRITE.test(from))).toEqual([]);
  });

  it("is started in few places", () => {
    const starting = published.filter((file) => importsOf(file).some(({ specifier }) => /^(?:node:)?child_process$/.test(specifier)));
    expect(starting).toEqual(STARTERS);
  });
});
