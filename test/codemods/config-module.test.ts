import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { migrateProject } from "../../cli/migrate/migrate-project.ts";
import { Project } from "../../cli/project.ts";
import { Sources } from "../../cli/sources.ts";
import { findTargets } from "../../cli/targets.ts";
import { DEFAULT_OPTIONS } from "../../codemods/codemod.ts";
import { codemod } from "../../codemods/no-unchecked-config.ts";
import { noUncheckedConfig } from "../../rules/no-unchecked-config/rule.ts";
import { makeTree } from "../cli/tree.ts";

interface Migrated {
  readonly root: string;
  /** The new texts, by path below the root. */
  readonly after: Readonly<Record<string, string>>;
  readonly refused: readonly string[];
}

function migrated(root: string): Migrated {
  const project = new Project(new Sources(findTargets({ paths: ["."], cwd: root, useIgnoreFiles: false }), false));
  const { proof, refused } = migrateProject({ project, definitions: [noUncheckedConfig], codemods: [codemod], options: DEFAULT_OPTIONS, allowDirty: true });
  const after = Object.fromEntries([...proof.kept.overlay].map(([path, text]) => [path.slice(root.length + 1), text]));
  return { root, after, refused: refused.map(({ refusal: { reason, detail } }) => `${reason}: ${detail}`) };
}

function migratedTree(files: Readonly<Record<string, string>>): Migrated {
  return migrated(makeTree({ "package.json": "{}", ...files }));
}

/** The entries of the module, without what every entry says alike. */
function entriesOf(text: string | undefined): readonly string[] {
  return (text ?? "").split("\n").filter((line) => line.startsWith("  get ")).map((line) => line.trim());
}

/** The checks that the module is written with, and the table that one of them asks. */
function checksOf(text: string | undefined): readonly string[] {
  const [, list = ""] = /const kinds = \{\n([\s\S]*?)\n\};/.exec(text ?? "") ?? [];
  return [...list.matchAll(/^ +(\w+):/gm)].map(([, name = ""]) => name).concat(text?.includes("const switches") === true ? ["switches"] : []);
}

const reading = (expression: string): string => `export const value = (): unknown => ${expression};\n`;

describe("the checked configuration", () => {
  it("is one module of a package, with every variable of every file, each once, in the order of their names", () => {
    const { after } = migratedTree({ "src/b.ts": reading("process.env.ZONE!"), "src/in/a.ts": reading("[process.env.KEY!, process.env.ZONE!]") });
    expect(Object.keys(after)).toEqual(["src/b.ts", "src/in/a.ts", "src/checked-config.ts"]);
    expect(entriesOf(after["src/checked-config.ts"])).toEqual([
      'get KEY(): string { return read("KEY", process.env.KEY, kinds.text) ?? stop("KEY", "is not set"); },',
      'get ZONE(): string { return read("ZONE", process.env.ZONE, kinds.text) ?? stop("ZONE", "is not set"); },',
    ]);
    expect(after["src/in/a.ts"]).toContain('import { config } from "../checked-config";');
  });

  it("gets more variables when there are more, and none twice", () => {
    const { root, after } = migratedTree({ "src/a.ts": reading("process.env.KEY!") });
    for (const [path, text] of Object.entries(after)) writeFileSync(join(root, path), text);
    writeFileSync(join(root, "src/b.ts"), reading("[process.env.KEY!, process.env.AREA!, Number(process.env.LIMIT ?? 5), process.env.AREA!]"));
    const again = migrated(root);
    expect(again.after["src/b.ts"]).toContain("[config.KEY, config.AREA, config.LIMIT ?? 5, config.AREA]");
    expect(entriesOf(again.after["src/checked-config.ts"]).map((line) => line.slice(4, line.indexOf("{")))).toEqual(["KEY(): string ", "AREA(): string ", "LIMIT(): number | undefined "]);
  });

  it.each([["ts", "src"], ["js", "lib"]])("holds the checks that its variables need and no others, and gets more with them (.%s)", (extension, folder) => {
    const read = (expression: string): string => (extension === "ts" ? reading(expression) : `const http = require("http");\nexports.value = () => ${expression};\n`);
    const { root, after } = migratedTree({ [`${folder}/a.${extension}`]: read("`${process.env.KEY}`") });
    expect(checksOf(after[`${folder}/checked-config.${extension}`])).toEqual(["text"]);
    for (const [path, text] of Object.entries(after)) writeFileSync(join(root, path), text);
    writeFileSync(join(root, `${folder}/b.${extension}`), read("[parseInt(process.env.SIZE || '5', 10), parseInt(process.env.LIMIT || '7', 10)]"));
    writeFileSync(join(root, `${folder}/c.${extension}`), read("Number(process.env.RATE ?? 2)"));
    const again = migrated(root);
    expect(again.refused).toEqual([]);
    expect(checksOf(again.after[`${folder}/checked-config.${extension}`])).toEqual(["text", "integer", "number"]);
  });

  it("has one type for a variable: the first that is needed", () => {
    const { root, after, refused } = migratedTree({ "src/a.ts": reading("Number(process.env.SIZE ?? 5)"), "src/b.ts": reading("process.env.SIZE!") });
    expect(Object.keys(after)).toEqual(["src/a.ts", "src/checked-config.ts"]);
    expect(refused).toEqual(["overlap: the rewrite of line 1 comes first, and makes `SIZE` another entry"]);
    for (const [path, text] of Object.entries(after)) writeFileSync(join(root, path), text);
    expect(migrated(root)).toMatchObject({ after: {}, refused: ["entry-differs: src/checked-config.ts has `SIZE` as `number | undefined`, and here it is `string`"] });
  });

  it("is found again in JavaScript, where its entries have no types", () => {
    const { root, after } = migratedTree({ "lib/a.js": 'const http = require("http");\nexports.size = () => parseInt(process.env.SIZE || "5", 10);\n' });
    expect(after["lib/a.js"]).toContain('const { config } = require("./checked-config.js");');
    for (const [path, text] of Object.entries(after)) writeFileSync(join(root, path), text);
    writeFileSync(join(root, "lib/b.js"), 'const http = require("http");\nexports.size = () => [parseInt(process.env.SIZE || "9", 10), `${process.env.ZONE}`];\n');
    const again = migrated(root);
    expect(again.refused).toEqual([]);
    expect(entriesOf(again.after["lib/checked-config.js"])).toHaveLength(2);
  });

  it("is not written over another module of that name", () => {
    const { after, refused } = migratedTree({ "src/a.ts": reading("process.env.KEY!"), "src/checked-config.ts": "export const config = {};\n" });
    expect([after, refused]).toEqual([{}, ["name-taken: src/checked-config.ts exists, and is no checked configuration"]]);
  });

  it("takes the name that the file has left for it", () => {
    const { after, refused } = migratedTree({
      "src/a.ts": `export const config = 1;\n${reading("process.env.KEY!")}`,
      "src/b.ts": `const checkedConfig = 1;\nexport const config = checkedConfig;\n${reading("process.env.KEY!")}`,
      "src/c.ts": reading("[{ config: 1 }.config, process.env.KEY!]"),
    });
    expect(after["src/a.ts"]).toContain('import { config as checkedConfig } from "./checked-config";');
    expect(after["src/a.ts"]).toContain("=> checkedConfig.KEY;");
    expect(after["src/c.ts"]).toContain("[{ config: 1 }.config, config.KEY]");
    expect(refused).toEqual(["name-clash: `config` and `checkedConfig` mean something else in this file"]);
  });
});

/** Every case has variables of its own, so that all of them are proven at once. */
function own(expression: string, index: number): string {
  return expression.replace(/\b(?:AA|BB|CC)\b/g, (name) => `${name}${String(index)}`);
}

function migratedCases(cases: readonly (readonly [before: string, after: string])[]): Migrated {
  return migratedTree(Object.fromEntries(cases.map(([before], index) => [`src/case${String(index)}.ts`, reading(own(before, index))])));
}

describe("a number", () => {
  it("is read from the configuration, and its default stays where it is", () => {
    const cases = [
      ["Number(process.env.AA) * 2", "config.AA * 2"],
      ["Number(process.env.AA ?? '1.5') * 2", "(config.AA ?? 1.5) * 2"],
      ["[parseInt(process.env.AA!, 10)]", "[config.AA]"],
      ["new Date(+(process.env.AA!))", "new Date(config.AA)"],
      ["Number(process.env.AA || process.env.BB || '7')", "config.AA ?? config.BB ?? 7"],
      ["(process.env.AA ? Number(process.env.AA) : undefined)", "config.AA"],
      ["process.env.AA === undefined ? (process.env.CC ? 1 : 2) : Number(process.env.AA)", "config.AA ?? (process.env.CC ? 1 : 2)"],
      ["Number(process.env.AA || '') + 1", "(config.AA ?? 0) + 1"],
      ["process.env.AA ? parseInt(process.env.AA ?? '7', 10) : -1", "config.AA ?? -1"],
      ["void(process.env.AA!).length", "void config.AA.length"],
      ["Number(process.env['AA'] ?? String(Date.now()))", "config.AA ?? Number(String(Date.now()))"],
    ] as const;
    const { after, refused } = migratedCases(cases);
    expect(refused).toEqual([]);
    expect(cases.map((_, index) => after[`src/case${String(index)}.ts`]?.split("=> ")[1])).toEqual(cases.map(([, wanted], index) => `${own(wanted, index)};\n`));
  });

  it("stays where its value could become another one", () => {
    const cases = [
      ["parseInt(process.env.AA ?? '10', 16)", "mixed-value"],
      ["Number(process.env.AA ?? 'many')", "default-unclear"],
      ["Number(process.env.AA ?? process.env.BB)", "default-unclear"],
      ["Number((process.env.AA ?? '5').trim())", "mixed-value"],
      ["(process.env.AA && Number(process.env.AA))", "optional-here"],
    ] as const;
    const { after, refused } = migratedCases(cases);
    expect([after, refused.map((line) => line.split(":")[0])]).toEqual([{}, cases.map(([, reason]) => reason)]);
  });
});
