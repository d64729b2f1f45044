import { readdirSync } from "node:fs";
import { dirname, extname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { migrateProject } from "../../cli/migrate/migrate-project.ts";
import { viewOf } from "../../cli/migrate/project-view.ts";
import { Project } from "../../cli/project.ts";
import { Sources } from "../../cli/sources.ts";
import { findTargets } from "../../cli/targets.ts";
import { DEFAULT_OPTIONS } from "../../codemods/codemod.ts";
import type { Refusal, Rewrite } from "../../codemods/edit.ts";
import { codemod } from "../../codemods/no-unbounded-retry.ts";
import { applyEdits, isRefusal } from "../../codemods/read-target.ts";
import { noUnboundedRetry } from "../../rules/no-unbounded-retry/rule.ts";
import { makeTree } from "../cli/tree.ts";
import { FIXTURES, type Fixture, fixturesOf } from "../rules/fixture.ts";
import { findingsIn } from "../rules/front-ends.ts";
import { projectOf } from "../rules/worlds.ts";
import { behaviourOf } from "./behaviour.ts";
import { diagnosticsOf } from "./rewriting.ts";

const BAD = join(FIXTURES, "no-unbounded-retry", "bad");
const fixtures = fixturesOf("no-unbounded-retry").filter(({ verdict }) => verdict === "bad");

interface Outcome {
  readonly after: ReadonlyMap<string, string>;
  readonly rewrites: readonly Rewrite[];
  readonly refused: readonly Refusal[];
}

function rewriteAll(texts: ReadonlyMap<string, string>, folder: string): Outcome {
  const { context } = viewOf(projectOf(texts, folder), [noUnboundedRetry], DEFAULT_OPTIONS);
  const outcomes = findingsIn(noUnboundedRetry, texts, {}, folder).map((finding) => codemod.rewrite(finding, context));
  const rewrites = outcomes.filter((outcome): outcome is Rewrite => !isRefusal(outcome));
  const edits = rewrites.flatMap((rewrite) => rewrite.edits);
  const after = new Map([...new Set(edits.map(({ file }) => file))].map((path) => [path, applyEdits(texts.get(path) ?? "", edits.filter(({ file }) => file === path))]));
  return { after, rewrites, refused: outcomes.filter(isRefusal) };
}

const outcomes = new Map(fixtures.map((fixture) => [fixture.stem, rewriteAll(fixture.files, fixture.root)]));

function outcomeOf({ stem }: Fixture): Outcome {
  return outcomes.get(stem) ?? { after: new Map(), rewrites: [], refused: [] };
}

/** What stands beside a case: its text afterwards, or why it stays. */
function companionsOf(fixture: Fixture): ReadonlyMap<string, string> {
  const { after, refused } = outcomeOf(fixture);
  const companions = new Map([...after].map(([path, text]) => [fixture.crossFile ? `${fixture.stem}.fixed/${relative(fixture.root, path)}` : `${fixture.stem}.fixed${extname(path)}`, text.replace(/^\s*\n/, "")]));
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
    expect(readdirSync(BAD).filter((entry) => /\.(?:fixed|refused)(?:\.|$)/.test(entry) && !wanted.has(entry))).toEqual([]);
  });

  it("are rewritten often enough, and refused for many reasons", () => {
    const all = fixtures.map(outcomeOf);
    expect(all.filter(({ refused }) => refused.length === 0).length).toBeGreaterThanOrEqual(8);
    expect(new Set(all.flatMap(({ refused }) => refused.map(({ reason }) => reason))).size).toBeGreaterThanOrEqual(6);
  });
});

describe("all rewrites", () => {
  const rewritten = fixtures.filter((fixture) => outcomeOf(fixture).refused.length === 0);
  const before = merged(rewritten.map(({ files }) => files));
  const after = merged(rewritten.map((fixture) => merged([fixture.files, outcomeOf(fixture).after])));

  it("are kept by every law of `migrate`", () => {
    const root = makeTree(Object.fromEntries(rewritten.flatMap(({ stem, root: own, files }) => [...files].map(([path, text]) => [`${stem}/${relative(own, path)}`, text]))));
    const project = new Project(new Sources(findTargets({ paths: ["."], cwd: root, useIgnoreFiles: false }), false));
    const { refused, proof } = migrateProject({ project, definitions: [noUnboundedRetry], codemods: [codemod], options: DEFAULT_OPTIONS, allowDirty: true });
    expect(refused.map(({ finding, refusal }) => ({ file: finding.file, ...refusal }))).toEqual([]);
    expect(proof.kept.rewrites).toHaveLength(rewritten.flatMap((fixture) => outcomeOf(fixture).rewrites).length);
  });

  it("type-check with the real library", () => {
    const known = diagnosticsOf(before);
    expect(diagnosticsOf(after).filter((diagnostic) => !known.includes(diagnostic))).toEqual([]);
  });

  it("leave no finding, so a second run changes nothing", () => {
    expect(findingsIn(noUnboundedRetry, after, {}, BAD)).toEqual([]);
  });

  it("put something in, and take nothing out but what is drawn already, another name of the delay, and the retry inside of another one", () => {
    const taken = rewritten.flatMap((fixture) =>
      outcomeOf(fixture).rewrites.filter(({ finding }) => finding.messageId !== "nestedRetry").flatMap(({ edits }) => edits.filter(({ text }) => !text.endsWith("waitMs")).map(({ file, span }) => (fixture.files.get(file) ?? "").slice(span.start, span.end))),
    );
    expect(taken.filter((text) => text !== "" && !/^(?:false|"none")$/.test(text) && !text.includes("Math.random()"))).toEqual([]);
  });
});

/** The delays of a client before its first, second, … further attempt. */
const BEHAVING: Readonly<Record<string, readonly number[]>> = {
  "delay-in-a-warning": [250, 500, 1000],
  "delay-in-a-log": [100, 200, 400, 800, 1600],
  "linear-loop": [25, 50, 75],
  "redis-strategy": [50, 100, 150],
};

const CLIENTS = 1000;

/** The most attempts that come within one millisecond. */
function peakOf(delays: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const delay of delays) counts.set(Math.floor(delay), (counts.get(Math.floor(delay)) ?? 0) + 1);
  return Math.max(...counts.values());
}

describe.each(Object.entries(BEHAVING))("%s with many clients that failed together", (stem, delays) => {
  const fixture = fixtures.find((each) => each.stem === stem);
  const files = fixture?.files ?? new Map<string, string>();
  const [entry = ""] = files.keys();
  const delaysIn = async (texts: ReadonlyMap<string, string>): Promise<readonly number[]> => {
    const { taken, refused } = await behaviourOf(texts, entry, join(dirname(entry), `${stem}.behaves.mjs`), CLIENTS);
    expect(refused).toBe(stem === "linear-loop" || stem === "delay-in-a-warning" ? CLIENTS : 0);
    return taken;
  };

  it("brought all of them back in one moment", async () => {
    const taken = await delaysIn(files);
    expect([...new Set(taken)].sort((a, b) => a - b)).toEqual(delays);
    expect(peakOf(taken)).toBe(CLIENTS);
  });

  it("brings them back spread, as often as before and never later", async () => {
    const taken = await delaysIn(merged([files, rewriteAll(files, fixture?.root ?? "/").after]));
    expect(taken).toHaveLength(CLIENTS * delays.length);
    expect(new Set(taken).size).toBeGreaterThan(CLIENTS / 2);
    expect(peakOf(taken)).toBeLessThan(CLIENTS / 5);
    expect(Math.min(...taken)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...taken)).toBeLessThanOrEqual(delays.at(-1) ?? 0);
  });
});

describe("attempts that multiply, with many clients whose dependency is down", () => {
  const fixture = fixtures.find(({ stem }) => stem === "attempts-multiply");
  const files = fixture?.files ?? new Map<string, string>();
  const [entry = ""] = files.keys();
  const callsOf = async (texts: ReadonlyMap<string, string>): Promise<number> => {
    const { taken, refused } = await behaviourOf(texts, entry, join(dirname(entry), "attempts-multiply.behaves.mjs"), CLIENTS);
    expect(refused).toBe(CLIENTS);
    return taken.length;
  };

  it("were twelve for each client, and are four", async () => {
    expect(await callsOf(files)).toBe(12 * CLIENTS);
    expect(await callsOf(merged([files, rewriteAll(files, fixture?.root ?? "/").after]))).toBe(4 * CLIENTS);
  });
});

describe("a loop without a limit, with many clients whose dependency is down for a hundred calls", () => {
  const fixture = fixtures.find(({ stem }) => stem === "hot-loop");
  const files = fixture?.files ?? new Map<string, string>();
  const [entry = ""] = files.keys();
  const seenOf = (texts: ReadonlyMap<string, string>): ReturnType<typeof behaviourOf> => behaviourOf(texts, entry, join(dirname(entry), "hot-loop.behaves.mjs"), CLIENTS);

  it("called it a hundred times in one moment", async () => {
    const { taken, refused } = await seenOf(files);
    expect([taken.length, peakOf(taken), refused]).toEqual([101 * CLIENTS, 101 * CLIENTS, 0]);
  });

  it("calls it ten times, at the second attempt and later at moments of each client's own, and tells the caller", async () => {
    const { taken, refused } = await seenOf(merged([files, rewriteAll(files, fixture?.root ?? "/").after]));
    expect([taken.length, refused]).toEqual([10 * CLIENTS, CLIENTS]);
    const again = taken.filter((moment) => moment > 0);
    expect(again.length).toBeGreaterThan(8.9 * CLIENTS);
    expect(peakOf(again)).toBeLessThan(CLIENTS / 20);
  });
});

describe("attempts at once, with many clients whose dependency is down", () => {
  const fixture = fixtures.find(({ stem }) => stem === "three-at-once");
  const files = fixture?.files ?? new Map<string, string>();
  const [entry = ""] = files.keys();
  const seenOf = (texts: ReadonlyMap<string, string>): ReturnType<typeof behaviourOf> => behaviourOf(texts, entry, join(dirname(entry), "three-at-once.behaves.mjs"), CLIENTS);

  it("came three times in one moment", async () => {
    const { taken, refused } = await seenOf(files);
    expect([taken.length, peakOf(taken), refused]).toEqual([3 * CLIENTS, 3 * CLIENTS, CLIENTS]);
  });

  it("come three times, the first one at once and the others at moments of each client's own", async () => {
    const { taken, refused } = await seenOf(merged([files, rewriteAll(files, fixture?.root ?? "/").after]));
    expect([taken.length, refused, taken.filter((moment) => moment === 0).length]).toEqual([3 * CLIENTS, CLIENTS, CLIENTS]);
    expect(peakOf(taken.filter((moment) => moment > 0))).toBeLessThan(CLIENTS / 20);
  });
});

describe("what opens again in the handler of its own end, with many clients whose connection does not stay", () => {
  const fixture = fixtures.find(({ stem }) => stem === "connects-at-once");
  const files = fixture?.files ?? new Map<string, string>();
  const [entry = ""] = files.keys();
  const takenOf = async (texts: ReadonlyMap<string, string>): Promise<readonly number[]> => (await behaviourOf(texts, entry, join(dirname(entry), "connects-at-once.behaves.mjs"), CLIENTS)).taken;

  it("opened it forty times more in one moment", async () => {
    expect(peakOf(await takenOf(files))).toBe(41 * CLIENTS);
  });

  it("opens it after about a second each time, at moments of each client's own", async () => {
    const taken = await takenOf(merged([files, rewriteAll(files, fixture?.root ?? "/").after]));
    const again = taken.filter((moment) => moment > 0);
    expect([taken.length, again.length]).toEqual([41 * CLIENTS, 40 * CLIENTS]);
    expect(Math.min(...again)).toBeGreaterThanOrEqual(500);
    expect(peakOf(again)).toBeLessThan(CLIENTS / 10);
  });
});
