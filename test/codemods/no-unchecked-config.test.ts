import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, extname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { migrateProject } from "../../cli/migrate/migrate-project.ts";
import { viewOf } from "../../cli/migrate/project-view.ts";
import { Project } from "../../cli/project.ts";
import { Sources } from "../../cli/sources.ts";
import { findTargets } from "../../cli/targets.ts";
import { DEFAULT_OPTIONS, type MigrateOptions } from "../../codemods/codemod.ts";
import type { Refusal, Rewrite } from "../../codemods/edit.ts";
import { codemod } from "../../codemods/no-unchecked-config.ts";
import { applyEdits, isRefusal } from "../../codemods/read-target.ts";
import { merge } from "../../codemods/plan-merge.ts";
import { noUncheckedConfig } from "../../rules/no-unchecked-config/rule.ts";
import { makeTree } from "../cli/tree.ts";
import { FIXTURES, type Fixture, fixturesOf } from "../rules/fixture.ts";
import { findingsIn } from "../rules/front-ends.ts";
import { projectOf } from "../rules/worlds.ts";
import { seenOf } from "./environment.ts";
import { diagnosticsOf } from "./rewriting.ts";

const BAD = join(FIXTURES, "no-unchecked-config", "bad");
const fixtures = fixturesOf("no-unchecked-config").filter(({ verdict }) => verdict === "bad");

interface Outcome {
  /** The files that changed, and the module that came into being. */
  readonly after: ReadonlyMap<string, string>;
  readonly added: ReadonlyMap<string, string>;
  readonly rewrites: readonly Rewrite[];
  readonly refused: readonly Refusal[];
}

/** What the user of `migrate` chose for a case: `<case>.migrate.json`, else nothing. */
function optionsOf(stem: string): MigrateOptions {
  const path = join(BAD, `${stem}.migrate.json`);
  return existsSync(path) ? { ...DEFAULT_OPTIONS, ...(JSON.parse(readFileSync(path, "utf8")) as Partial<MigrateOptions>) } : DEFAULT_OPTIONS;
}

function rewriteAll(texts: ReadonlyMap<string, string>, folder: string, options: MigrateOptions): Outcome {
  const { context } = viewOf(projectOf(texts, folder), [noUncheckedConfig], options);
  const outcomes = findingsIn(noUncheckedConfig, texts, {}, folder).map((finding) => codemod.rewrite(finding, context));
  const rewrites = outcomes.filter((outcome): outcome is Rewrite => !isRefusal(outcome));
  const added = merge(rewrites.map((rewrite) => ({ ...rewrite, edits: [] })), { files: new Map(), present: new Set() }).added;
  const edits = rewrites.flatMap((rewrite) => rewrite.edits);
  const distinct = edits.filter((edit, index) => edits.findIndex((other) => JSON.stringify(other) === JSON.stringify(edit)) === index);
  const changed = [...new Set(edits.map(({ file }) => file))].map((path) => [path, applyEdits(texts.get(path) ?? "", distinct.filter(({ file }) => file === path))] as const);
  return { after: new Map([...changed, ...added]), added, rewrites, refused: outcomes.filter(isRefusal) };
}

const outcomes = new Map(fixtures.map((fixture) => [fixture.stem, rewriteAll(fixture.files, fixture.root, optionsOf(fixture.stem))]));

function outcomeOf({ stem }: Fixture): Outcome {
  return outcomes.get(stem) ?? { after: new Map(), added: new Map(), rewrites: [], refused: [] };
}

/** What stands beside a case: its text afterwards, the module that it then needs, or why it stays. */
function companionsOf(fixture: Fixture): ReadonlyMap<string, string> {
  const { after, added, refused } = outcomeOf(fixture);
  const nameOf = (path: string): string => {
    const what = added.has(path) ? basename(path, extname(path)) : "fixed";
    return fixture.crossFile ? `${fixture.stem}.fixed/${relative(fixture.root, path)}` : `${fixture.stem}.${what}${extname(path)}`;
  };
  const companions = new Map([...after].map(([path, text]) => [nameOf(path), text.replace(/^\s*\n/, "")]));
  if (refused.length > 0) companions.set(`${fixture.stem}.refused.txt`, refused.map(({ reason, detail }) => `${reason}: ${detail}\n`).join(""));
  return companions;
}

function merged(maps: readonly ReadonlyMap<string, string>[]): ReadonlyMap<string, string> {
  return new Map(maps.flatMap((map) => [...map]));
}

describe("fixtures of the codemod", () => {
  it.each(fixtures)("$stem becomes what its companions say", async (fixture) => {
    for (const [name, text] of companionsOf(fixture)) await expect(text).toMatchFileSnapshot(join(BAD, name));
  });

  it("have no companion too many", () => {
    const wanted = new Set(fixtures.flatMap((fixture) => [...companionsOf(fixture).keys()].map((name) => name.split("/")[0])));
    expect(readdirSync(BAD).filter((entry) => /\.(?:fixed|checked-config|checked-content|last-known-good|refused)(?:\.|$)/.test(entry) && !wanted.has(entry))).toEqual([]);
  });

  it("are rewritten often enough, and refused for many reasons", () => {
    const all = fixtures.map(outcomeOf);
    expect(all.filter(({ refused }) => refused.length === 0).length).toBeGreaterThanOrEqual(8);
    expect(new Set(all.flatMap(({ refused }) => refused.map(({ reason }) => reason))).size).toBeGreaterThanOrEqual(6);
  });
});

describe("the choices of a rewrite", () => {
  const takenIn = (text: string): readonly (string | undefined)[] => rewriteAll(new Map([["/p/limits.ts", text]]), "/p", DEFAULT_OPTIONS).rewrites.map(({ choices }) => choices["taken"]);

  it("say what the check takes no more", () => {
    expect(takenIn(`export const limits = { rows: parseInt(process.env.MAX_ROWS || "5", 10) };`)).toEqual(["only whole numbers from now on (`5s` was 5, and `1.5` was 1)"]);
    expect(takenIn(`export const limits = { share: parseFloat(process.env.MAX_SHARE || "0.5") };`)).toEqual(["only numbers from now on (`5s` was 5)"]);
    expect(takenIn(`export const limits = { port: Number(process.env.PROXY_PORT || "80") };`)).toEqual(["only ports (0 to 65535) from now on"]);
  });

  it("say nothing where all that was a number still is", () => {
    expect(takenIn(`export const limits = { rows: Number(process.env.MAX_ROWS || "5") };`)).toEqual([undefined]);
  });
});

describe("all rewrites", () => {
  const rewritten = fixtures.filter((fixture) => outcomeOf(fixture).refused.length === 0);
  const treeOf = (what: (fixture: Fixture) => ReadonlyMap<string, string>): Readonly<Record<string, string>> =>
    Object.fromEntries(rewritten.flatMap((fixture) => [...what(fixture)].map(([path, text]) => [`${fixture.stem}/${relative(fixture.root, path)}`, text])));
  const migrate = (root: string): ReturnType<typeof migrateProject> => {
    const project = new Project(new Sources(findTargets({ paths: ["."], cwd: root, useIgnoreFiles: false }), false));
    return migrateProject({ project, definitions: [noUncheckedConfig], codemods: [codemod], options: DEFAULT_OPTIONS, allowDirty: true });
  };

  it("are kept by every law of `migrate`", () => {
    const { refused, proof } = migrate(makeTree(treeOf(({ files }) => files)));
    expect(refused.map(({ finding, refusal }) => ({ file: finding.file, ...refusal }))).toEqual([]);
    expect(proof.kept.rewrites).toHaveLength(rewritten.flatMap((fixture) => outcomeOf(fixture).rewrites).length);
  });

  it("type-check with the real library", () => {
    for (const fixture of rewritten) {
      const known = diagnosticsOf(fixture.files);
      expect(diagnosticsOf(merged([fixture.files, outcomeOf(fixture).after])).filter((diagnostic) => !known.includes(diagnostic))).toEqual([]);
    }
  });

  it("leave no finding, so a second run changes nothing", () => {
    const { proof, refused } = migrate(makeTree(treeOf((fixture) => merged([fixture.files, outcomeOf(fixture).after]))));
    expect([proof.kept.rewrites, refused]).toEqual([[], []]);
  });
});

describe.each(fixtures.filter(({ stem }) => existsSync(join(BAD, `${stem}.behaves.mjs`))))("$stem under its fault", (fixture) => {
  const { files, stem, root } = fixture;
  const seen = async (texts: ReadonlyMap<string, string>): ReturnType<typeof seenOf> => seenOf(texts, [...files.keys()][0] ?? root, join(BAD, `${stem}.behaves.mjs`));

  it("went on before", async () => {
    const { told, before } = await seen(files);
    expect(told).toBe(before);
  });

  it("stops with one error that names every variable, and tells no value", async () => {
    const { told, after } = await seen(merged([files, outcomeOf(fixture).after]));
    expect(told).toBe(after);
    expect(told).not.toContain("hidden");
  });
});
