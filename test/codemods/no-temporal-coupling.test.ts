import { existsSync, readdirSync } from "node:fs";
import { extname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { migrateProject } from "../../cli/migrate/migrate-project.ts";
import { viewOf } from "../../cli/migrate/project-view.ts";
import { Project } from "../../cli/project.ts";
import { Sources } from "../../cli/sources.ts";
import { findTargets } from "../../cli/targets.ts";
import { type CodemodContext, DEFAULT_OPTIONS, type Style } from "../../codemods/codemod.ts";
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

function rewriteAll(files: ReadonlyMap<string, string>, root: string, manifest?: Readonly<Record<string, unknown>>, style?: Style): Outcome {
  const { context } = viewOf(projectOf(files, root), [noTemporalCoupling], { ...DEFAULT_OPTIONS, ...(style === undefined ? {} : { style }) });
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

/** The cases that can become one class for each state, where that is asked for. */
const inStates = new Map(fixtures.map((fixture) => [fixture.stem, rewriteAll(fixture.files, fixture.root, undefined, "type-state")] as const).filter(([, { rewrites, refused }]) => rewrites.length > 0 && refused.length === 0));

const rewritten = fixtures.filter((fixture) => outcomeOf(fixture).rewrites.length > 0 && outcomeOf(fixture).refused.length === 0);

function afterOf(fixture: Fixture, { after } = outcomeOf(fixture)): ReadonlyMap<string, string> {
  return new Map([...fixture.files, ...after]);
}

/** What stands beside a case: its text afterwards, or why it stays. */
function companionsOf(fixture: Fixture): ReadonlyMap<string, string> {
  const { after, refused } = outcomeOf(fixture);
  const textsOf = (what: string, texts: ReadonlyMap<string, string>): readonly (readonly [string, string])[] =>
    [...texts].map(([path, text]) => [fixture.crossFile ? `${fixture.stem}.${what}/${relative(fixture.root, path)}` : `${fixture.stem}.${what}${extname(path)}`, text.replace(/^\s*\n/, "")]);
  const stated = inStates.get(fixture.stem)?.after ?? new Map<string, string>();
  const isSame = JSON.stringify([...stated]) === JSON.stringify([...after]);
  const companions = new Map([...textsOf("fixed", after), ...(isSame ? [] : textsOf("type-state", stated))]);
  if (refused.length > 0) companions.set(`${fixture.stem}.refused.txt`, refused.map(({ reason, detail }) => `${reason}: ${detail}\n`).join(""));
  return companions;
}

describe("fixtures of the codemod", () => {
  it.each(fixtures)("$stem becomes what its companions say", async (fixture) => {
    for (const [name, text] of companionsOf(fixture)) await expect(text).toMatchFileSnapshot(join(BAD, name));
  });

  it("have no companion too many", () => {
    const wanted = new Set(fixtures.flatMap((fixture) => [...companionsOf(fixture).keys()].map((name) => name.split("/")[0])));
    expect(readdirSync(BAD).filter((entry) => /\.(?:fixed|type-state|refused)(?:\.|$)/.test(entry) && !wanted.has(entry))).toEqual([]);
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
    expect(diagnosticsOf(merged(rewritten.map((fixture) => afterOf(fixture))))).toEqual([]);
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

  it("compiles no longer, or there is none, or it is left open", async () => {
    const { early, heals, leftOpen, fails } = await order;
    if (leftOpen === true) await expect(resultOf(after, root, early)).rejects.toThrow(fails);
    else if (heals === true) await expect(resultOf(after, root, early)).resolves.toBeDefined();
    else expect(errorsWith(after, early)).not.toEqual([]);
  });

  it("and calls in order do what they did", async () => {
    const { before, after: now } = await order;
    expect(errorsWith(after, now)).toEqual([]);
    expect(await resultOf(after, root, now)).toEqual(await resultOf(files, root, before));
  });
});

describe("one class for each state, where that is asked for", () => {
  const cases = fixtures.filter(({ stem }) => inStates.has(stem));
  const after = (fixture: Fixture): ReadonlyMap<string, string> => afterOf(fixture, inStates.get(fixture.stem));

  it("is kept by every law of `migrate`", () => {
    const root = makeTree(Object.fromEntries(cases.flatMap(({ stem, root: own, files }) => [...files].map(([path, text]) => [`${stem}/${relative(own, path)}`, text]))));
    const project = new Project(new Sources(findTargets({ paths: ["."], cwd: root, useIgnoreFiles: false }), false));
    const { refused, proof } = migrateProject({ project, definitions: [noTemporalCoupling], codemods: [codemod], options: { ...DEFAULT_OPTIONS, style: "type-state" }, allowDirty: true });
    expect(refused.map(({ finding, refusal }) => ({ file: finding.file, ...refusal }))).toEqual([]);
    expect(proof.kept.rewrites.length).toBeGreaterThanOrEqual(4);
  });

  it("type-checks with the real library, and leaves no finding", () => {
    expect(diagnosticsOf(new Map(cases.flatMap((fixture) => [...after(fixture)])))).toEqual([]);
    for (const fixture of cases) expect({ [fixture.stem]: findingsIn(noTemporalCoupling, after(fixture), {}, fixture.root) }).toEqual({ [fixture.stem]: [] });
  });

  it.each(cases.filter(({ stem }) => existsSync(join(BAD, `${stem}.behaves.mjs`))))("$stem has no call out of order, and does what it did", async (fixture) => {
    const { early, before, after: now } = await callOrderOf(join(BAD, `${fixture.stem}.behaves.mjs`));
    expect(diagnosticsOf(new Map([...after(fixture), [join(fixture.root, "program.ts"), early]]))).not.toEqual([]);
    expect(await resultOf(after(fixture), fixture.root, now)).toEqual(await resultOf(fixture.files, fixture.root, before));
  });

  it("is the only way where something is done before, and a factory is asked for", () => {
    const fixture = fixtures.find(({ stem }) => stem === "topics-first");
    expect(rewriteAll(fixture?.files ?? new Map(), fixture?.root ?? "/", undefined, "factory").refused.map(({ reason }) => reason)).toEqual(["held-unready"]);
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

  it("of a published package are left the old way beside a factory", () => {
    const known = fixtures.find(({ stem }) => stem === "handed-over");
    const { after, refused } = rewriteAll(known?.files ?? new Map<string, string>(), known?.root ?? "/", { ...published, exports: "./handed-over.ts" });
    expect(refused).toEqual([]);
    const text = [...after.values()].join("");
    for (const kept of ["\n  constructor(", "is left to users of the package", "static async create(", "\n  async open(", "await Line.create("]) expect(text).toContain(kept);
  });

  it("are none where the package is private, or hands the class on nowhere", () => {
    expect(rewriteAll(files, root, { ...published, private: true, exports: "./guards-go.ts" }).refused).toEqual([]);
    expect(rewriteAll(files, root, { ...published, exports: "./cli.ts" }).refused).toEqual([]);
  });
});
