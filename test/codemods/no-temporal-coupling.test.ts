import { existsSync, readdirSync } from "node:fs";
import { extname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { migrateProject } from "../../cli/migrate/migrate-project.ts";
import { viewOf } from "../../cli/migrate/project-view.ts";
import { Project } from "../../cli/project.ts";
import { Sources } from "../../cli/sources.ts";
import { findTargets } from "../../cli/targets.ts";
import { type CodemodContext, DEFAULT_OPTIONS } from "../../codemods/codemod.ts";
import { type Refusal, REFUSAL_REASONS, type Rewrite } from "../../codemods/edit.ts";
import { codemod } from "../../codemods/no-temporal-coupling.ts";
import { applyEdits, isRefusal } from "../../codemods/read-target.ts";
import { noTemporalCoupling } from "../../rules/no-temporal-coupling/rule.ts";
import { makeTree } from "../cli/tree.ts";
import { type Fixture, FIXTURES, fixturesOf } from "../rules/fixture.ts";
import { findingsIn } from "../rules/front-ends.ts";
import { projectOf } from "../rules/worlds.ts";
import { callOrderOf, resultOf } from "./call-order.ts";
import { diagnosticsOf } from "./rewriting.ts";

const BAD = join(FIXTURES, "no-temporal-coupling", "bad");
const fixtures = fixturesOf("no-temporal-coupling").filter(({ verdict }) => verdict === "bad");

interface Outcome {
  readonly after: ReadonlyMap<string, string>;
  readonly rewrites: readonly Rewrite[];
  readonly refused: readonly Refusal[];
}

function rewriteAll(files: ReadonlyMap<string, string>, root: string, manifest?: Readonly<Record<string, unknown>>): Outcome {
  const { context } = viewOf(projectOf(files, root), [noTemporalCoupling], DEFAULT_OPTIONS);
  const target = manifest && { folder: root, manifest };
  // Descriptors and not values: a view loads its compiler when it is first asked.
  const withPackage = Object.defineProperties({}, { ...Object.getOwnPropertyDescriptors(context), packageOf: { value: () => target } }) as CodemodContext;
  const drafts = findingsIn(noTemporalCoupling, files, {}, root).map((finding) => codemod.rewrite(finding, withPackage));
  const rewrites = drafts.filter((draft): draft is Rewrite => !isRefusal(draft));
  const edits = rewrites.flatMap((rewrite) => rewrite.edits);
  const after = new Map([...new Set(edits.map(({ file }) => file))].map((path) => [path, applyEdits(files.get(path) ?? "", edits.filter(({ file }) => file === path))]));
  return { after, rewrites, refused: drafts.filter(isRefusal) };
}

const outcomes = new Map(fixtures.map((fixture) => [fixture.stem, rewriteAll(fixture.files, fixture.root)]));

function outcomeOf({ stem }: Fixture): Outcome {
  return outcomes.get(stem) ?? { after: new Map(), rewrites: [], refused: [] };
}

const rewritten = fixtures.filter((fixture) => outcomeOf(fixture).rewrites.length > 0 && outcomeOf(fixture).refused.length === 0);

function afterOf(fixture: Fixture): ReadonlyMap<string, string> {
  return new Map([...fixture.files, ...outcomeOf(fixture).after]);
}

/** What stands beside a case: its text afterwards, or why it stays. */
function companionsOf(fixture: Fixture): ReadonlyMap<string, string> {
  const { after, refused } = outcomeOf(fixture);
  const companions = new Map([...after].map(([path, text]) => [fixture.crossFile ? `${fixture.stem}.fixed/${relative(fixture.root, path)}` : `${fixture.stem}.fixed${extname(path)}`, text.replace(/^\s*\n/, "")]));
  if (refused.length > 0) companions.set(`${fixture.stem}.refused.txt`, refused.map(({ reason, detail }) => `${reason}: ${detail}\n`).join(""));
  return companions;
}

describe("fixtures of the codemod", () => {
  it.each(fixtures)("$stem becomes what its companions say", async (fixture) => {
    for (const [name, text] of companionsOf(fixture)) await expect(text).toMatchFileSnapshot(join(BAD, name));
  });

  it("have no companion too many", () => {
    const wanted = new Set(fixtures.flatMap((fixture) => [...companionsOf(fixture).keys()].map((name) => name.split("/")[0])));
    expect(readdirSync(BAD).filter((entry) => /\.(?:fixed|refused)(?:\.|$)/.test(entry) && !wanted.has(entry))).toEqual([]);
  });

  it("are rewritten often enough, and refused for many reasons", () => {
    const refused = fixtures.flatMap((fixture) => outcomeOf(fixture).refused);
    expect(rewritten.length).toBeGreaterThanOrEqual(8);
    expect(new Set(refused.map(({ reason }) => reason)).size).toBeGreaterThanOrEqual(6);
    expect(refused.every(({ reason }) => reason in REFUSAL_REASONS)).toBe(true);
  });
});

describe("all rewrites", () => {
  it("are kept by every law of `migrate`", () => {
    const root = makeTree(Object.fromEntries(rewritten.flatMap(({ stem, root: own, files }) => [...files].map(([path, text]) => [`${stem}/${relative(own, path)}`, text]))));
    const project = new Project(new Sources(findTargets({ paths: ["."], cwd: root, useIgnoreFiles: false }), false));
    const { refused, proof } = migrateProject({ project, definitions: [noTemporalCoupling], codemods: [codemod], options: DEFAULT_OPTIONS, allowDirty: true });
    expect(refused.map(({ finding, refusal }) => ({ file: finding.file, ...refusal }))).toEqual([]);
    expect(proof.kept.rewrites).toHaveLength(rewritten.flatMap((fixture) => outcomeOf(fixture).rewrites).length);
  });

  it("type-check with the real library", () => {
    const merged = (maps: readonly ReadonlyMap<string, string>[]): ReadonlyMap<string, string> => new Map(maps.flatMap((map) => [...map]));
    const known = diagnosticsOf(merged(rewritten.map(({ files }) => files)));
    expect(known).toEqual([]);
    expect(diagnosticsOf(merged(rewritten.map(afterOf)))).toEqual([]);
  });

  it("leave no finding, so a second run changes nothing", () => {
    for (const fixture of rewritten) expect({ [fixture.stem]: findingsIn(noTemporalCoupling, afterOf(fixture), {}, fixture.root) }).toEqual({ [fixture.stem]: [] });
  });
});

describe.each(rewritten.filter(({ stem }) => existsSync(join(BAD, `${stem}.behaves.mjs`))))("$stem with a call out of order", (fixture) => {
  const { stem, root, files } = fixture;
  const after = afterOf(fixture);
  const order = callOrderOf(join(BAD, `${stem}.behaves.mjs`));
  const errorsWith = (texts: ReadonlyMap<string, string>, program: string): readonly string[] => diagnosticsOf(new Map([...texts, [join(root, "program.ts"), program]]));

  it("compiled, and failed where it ran", async () => {
    const { early, fails } = await order;
    expect(errorsWith(files, early)).toEqual([]);
    await expect(resultOf(files, root, early)).rejects.toThrow(fails);
  });

  it("compiles no longer, or there is none", async () => {
    const { early, heals } = await order;
    if (heals === true) await expect(resultOf(after, root, early)).resolves.toBeDefined();
    else expect(errorsWith(after, early)).not.toEqual([]);
  });

  it("and calls in order do what they did", async () => {
    const { before, after: now } = await order;
    expect(errorsWith(after, now)).toEqual([]);
    expect(await resultOf(after, root, now)).toEqual(await resultOf(files, root, before));
  });
});

describe("users out of sight", () => {
  const fixture = fixtures.find(({ stem }) => stem === "guards-go");
  const files = fixture?.files ?? new Map<string, string>();
  const root = fixture?.root ?? "/";
  const published = { name: "talking", version: "1.0.0" };

  it("of a published package keep their class", () => {
    const [refusal] = rewriteAll(files, root, { ...published, exports: "./guards-go.ts" }).refused;
    expect(refusal).toEqual({ reason: "public-api", detail: "guards-go.ts offers `Session` to users of talking, who would have to follow" });
  });

  it("are none where the package is private, or hands the class on nowhere", () => {
    expect(rewriteAll(files, root, { ...published, private: true, exports: "./guards-go.ts" }).refused).toEqual([]);
    expect(rewriteAll(files, root, { ...published, exports: "./cli.ts" }).refused).toEqual([]);
  });
});
