import { readdirSync } from "node:fs";
import { dirname, extname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { migrateProject } from "../../cli/migrate/migrate-project.ts";
import { Project } from "../../cli/project.ts";
import { Sources } from "../../cli/sources.ts";
import { findTargets } from "../../cli/targets.ts";
import { DEFAULT_OPTIONS, type OverflowPolicy } from "../../codemods/codemod.ts";
import { codemod } from "../../codemods/no-unbounded-queue.ts";
import { noUnboundedQueue } from "../../rules/no-unbounded-queue/rule.ts";
import { makeTree } from "../cli/tree.ts";
import type { Fixture } from "../rules/fixture.ts";
import { FIXTURES, fixturesOf } from "../rules/fixture.ts";
import { findingsIn } from "../rules/front-ends.ts";
import type { Behaviour } from "./behaviour.ts";
import { behaviourOf } from "./behaviour.ts";
import { diagnosticsOf, type Outcome, rewriteAll } from "./rewriting.ts";

const BAD = join(FIXTURES, "no-unbounded-queue", "bad");
const POLICIES: readonly OverflowPolicy[] = ["reject", "drop-oldest", "wait"];
const fixtures = fixturesOf("no-unbounded-queue").filter(({ verdict }) => verdict === "bad");

/** Each case as a tree of its own, as it would be in a project. */
function filesOf(fixture: Fixture): ReadonlyMap<string, string> {
  return fixture.files;
}

const outcomes = new Map<string, Outcome>();

function outcomeOf(fixture: Fixture, overflow: OverflowPolicy): Outcome {
  const key = `${fixture.name} ${overflow}`;
  let outcome = outcomes.get(key);
  if (outcome === undefined) outcomes.set(key, (outcome = rewriteAll(filesOf(fixture), { overflow }, fixture.root)));
  return outcome;
}

/** The files of a case after its rewrite, all of them. */
function textsAfter(fixture: Fixture, { after }: Outcome): ReadonlyMap<string, string> {
  return new Map([...filesOf(fixture), ...after]);
}

/** The companions that a case must have: what is shown of each policy. */
function companionsOf(fixture: Fixture): ReadonlyMap<string, string> {
  const companions = new Map<string, string>();
  const refusals: string[] = [];
  for (const overflow of POLICIES) {
    const outcome = outcomeOf(fixture, overflow);
    const what = overflow === "reject" ? "fixed" : overflow;
    for (const { reason, detail } of outcome.refused) refusals.push(`${overflow}: ${reason}: ${detail}\n`);
    // Where the default does, the drop policies differ from it in one word.
    if (outcome.refused.length > 0 || (overflow === "drop-oldest" && refusals.length === 0)) continue;
    for (const [path, text] of outcome.after) {
      if (outcome.added.has(path)) continue;
      const name = fixture.crossFile ? `${fixture.stem}.${what}/${relative(fixture.root, path)}` : `${fixture.stem}.${what}${extname(path)}`;
      companions.set(name, text.replace(/^\s*\n/, ""));
    }
  }
  if (refusals.some((line) => line.startsWith("reject"))) companions.set(`${fixture.stem}.refused.txt`, refusals.join(""));
  return companions;
}

const expected = new Map(fixtures.map((fixture) => [fixture.stem, companionsOf(fixture)]));

describe("fixtures of the codemod", () => {
  it.each(fixtures)("$stem becomes what its companions say", async ({ stem }) => {
    for (const [name, text] of expected.get(stem) ?? []) await expect(text).toMatchFileSnapshot(join(BAD, name));
  });

  it("have no companion too many", () => {
    const isCompanion = (entry: string): boolean => /\.(?:fixed|refused|reject|wait|drop-oldest)(?:\.|$)/.test(entry);
    const wanted = new Set([...expected.values()].flatMap((companions) => [...companions.keys()].map((name) => name.split("/")[0] ?? name)));
    expect(readdirSync(BAD).filter((entry) => isCompanion(entry) && !wanted.has(entry))).toEqual([]);
  });

  it("are rewritten often enough, and refused for many reasons", () => {
    const refused = fixtures.flatMap((fixture) => outcomeOf(fixture, "reject").refused);
    expect(fixtures.length - refused.length).toBeGreaterThanOrEqual(8);
    expect(new Set(refused.map(({ reason }) => reason)).size).toBeGreaterThanOrEqual(6);
  });
});

describe.each([...POLICIES, "drop-newest"] as const)("all rewrites under %s", (overflow) => {
  const rewritten = fixtures.filter((fixture) => outcomeOf(fixture, overflow).refused.length === 0);
  const before = merged(rewritten.map(filesOf));
  const after = merged(rewritten.map((fixture) => textsAfter(fixture, outcomeOf(fixture, overflow))));

  it("are kept by every law of `migrate`", () => {
    const place = ({ stem, root }: Fixture, path: string): string => `${stem}/${relative(root, path)}`;
    const root = makeTree(Object.fromEntries(rewritten.flatMap((fixture) => [...filesOf(fixture)].map(([path, text]) => [place(fixture, path), text]))));
    const project = new Project(new Sources(findTargets({ paths: ["."], cwd: root, useIgnoreFiles: false }), false));
    const options = { ...DEFAULT_OPTIONS, overflow };
    const { refused, proof } = migrateProject({ project, definitions: [noUnboundedQueue], codemods: [codemod], options, allowDirty: true });
    expect(refused.map(({ finding, refusal }) => ({ file: finding.file, ...refusal }))).toEqual([]);
    expect(proof.kept.rewrites).toHaveLength(rewritten.flatMap((fixture) => outcomeOf(fixture, overflow).rewrites).length);
  });

  it("type-check with the real library", () => {
    const known = diagnosticsOf(before);
    expect(diagnosticsOf(after).filter((diagnostic) => !known.includes(diagnostic))).toEqual([]);
  });

  it("leave no finding, so a second run changes nothing", () => {
    expect(findingsIn(noUnboundedQueue, after, {}, BAD)).toEqual([]);
  });

  it("leave every comment, and every line that they do not touch", () => {
    for (const fixture of rewritten) {
      const { after: changed, rewrites } = outcomeOf(fixture, overflow);
      for (const [path, text] of filesOf(fixture)) {
        const edits = rewrites.flatMap((rewrite) => rewrite.edits).filter(({ file }) => file === path);
        const isTouched = (start: number, end: number): boolean => edits.some(({ span }) => span.start <= end && span.end >= start);
        let start = 0;
        for (const line of text.split("\n")) {
          if (!isTouched(start, start + line.length)) expect(changed.get(path) ?? text).toContain(line);
          start += line.length + 1;
        }
      }
    }
  });
});

function merged(maps: readonly ReadonlyMap<string, string>[]): ReadonlyMap<string, string> {
  return new Map(maps.flatMap((map) => [...map]));
}

/** The cases that are run, and under which policies. */
const BEHAVING: Readonly<Record<string, readonly OverflowPolicy[]>> = {
  "fifo-field": ["reject", "drop-oldest", "drop-newest"],
  "answers-false": ["reject", "drop-newest"],
  "awaited-producer": ["wait", "reject"],
  "event-iterator": ["drop-oldest", "drop-newest"],
  "lifo-stack": ["reject", "drop-oldest", "drop-newest"],
  "private-name": ["reject"],
  "set-of-operations": ["reject"],
  "swap-and-drain": ["reject", "drop-oldest"],
  "takes-a-batch": ["reject", "drop-newest"],
  "told-by-promise": ["reject"],
};

const CAPACITY = 50;
const LOADED = 10 * CAPACITY;

describe.each(Object.entries(BEHAVING))("%s under ten times the load", (stem, policies) => {
  const fixture = fixtures.find((each) => each.stem === stem);
  const [entry = ""] = fixture?.files.keys() ?? [];
  const companion = join(dirname(entry), `${stem}.behaves.mjs`);
  const behave = (texts: ReadonlyMap<string, string>): Promise<Behaviour> => behaviourOf(texts, entry, companion, LOADED);
  const files = fixture?.files ?? new Map<string, string>();

  it("grew without a bound", async () => {
    const before = await behave(files);
    expect(before).toMatchObject({ depth: LOADED, refused: 0 });
    expect([...before.taken].sort((a, b) => a - b)).toEqual(Array.from({ length: LOADED }, (_, index) => index));
  });

  it.each(policies)("holds no more than its capacity under %s", async (overflow) => {
    const before = await behave(files);
    const { after } = rewriteAll(files, { overflow, capacity: CAPACITY }, fixture?.root);
    const seen = await behave(new Map([...files, ...after]));
    expect(seen.depth).toBe(CAPACITY);
    const lost = before.taken.filter((value) => !seen.taken.includes(value));
    // Nothing is lost that nobody was told of or that no counter has, and what comes out comes in the order of before.
    expect(lost).toHaveLength(seen.refused + seen.shed);
    expect(seen.taken).toEqual(before.taken.filter((value) => seen.taken.includes(value)));
    if (overflow === "wait") expect(seen.refused + seen.shed).toBe(0);
    if (overflow === "reject") expect(seen.shed).toBe(0);
    if (overflow.startsWith("drop")) expect(seen.refused).toBe(0);
    const first = overflow === "drop-oldest" ? LOADED - CAPACITY : 0;
    if (overflow !== "wait") expect([...seen.taken].sort((a, b) => a - b)).toEqual(Array.from({ length: CAPACITY }, (_, index) => first + index));
  });
});
