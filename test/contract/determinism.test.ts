import { describe, expect, it } from "vitest";
import { definitions } from "../../rules/index.ts";
import type { Finding } from "../../rules/model/finding.ts";
import type { RuleDefinition } from "../../rules/model/rule.ts";
import { FIXTURES, fixturesOf } from "../rules/fixture.ts";
import { findingsIn } from "../rules/front-ends.ts";
import { askAbout, projectOf } from "../rules/worlds.ts";

/** All files of all cases of a rule that need no options: a tree such as a user has. */
function treeFor(rule: RuleDefinition): readonly (readonly [path: string, text: string])[] {
  return fixturesOf(rule.id)
    .filter(({ options }) => Object.keys(options).length === 0)
    .flatMap(({ files }) => [...files]);
}

/** The findings over files in this order, put back into the order of the paths. */
function found(rule: RuleDefinition, files: readonly (readonly [string, string])[]): readonly Finding[] {
  return [...findingsIn(rule, new Map(files), {}, FIXTURES)].sort((a, b) => Number(a.file > b.file) - Number(a.file < b.file));
}

/** An order that looks like none, and is the same every time (multiplicative congruence, Numerical Recipes' constants). */
function shuffled<T>(items: readonly T[], seed: number): readonly T[] {
  let state = seed;
  const keyed = items.map((item) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return [state, item] as const;
  });
  return keyed.sort(([a], [b]) => a - b).map(([, item]) => item);
}

describe.each(definitions.map((rule) => [rule.id, rule] as const))("%s", (_, rule) => {
  const files = treeFor(rule);
  let first: readonly Finding[] | undefined;
  const inOrder = (): readonly Finding[] => (first ??= found(rule, files));

  it("finds the same twice", () => {
    expect(found(rule, files)).toEqual(inOrder());
  });

  it.each([1, 2, 3])("finds the same whatever the order of the files (shuffle %i)", (seed) => {
    expect(found(rule, shuffled(files, seed))).toEqual(inOrder());
  });

  it("finds in a tree what it finds in each case alone", () => {
    const alone = fixturesOf(rule.id)
      .filter(({ options }) => Object.keys(options).length === 0)
      .flatMap((fixture) => findingsIn(rule, fixture.files, {}, FIXTURES));
    expect(inOrder()).toEqual(alone.sort((a, b) => Number(a.file > b.file) - Number(a.file < b.file)));
  });

  it("asks a cheap question that hides nothing", () => {
    const project = projectOf(new Map(files));
    const quiet = files.filter(([, text]) => !rule.mayFind(text));
    expect(quiet.filter(([path]) => rule.detect(askAbout(project, path), rule.defaultOptions).length > 0)).toEqual([]);
  });

  it("finds in source order", () => {
    const project = projectOf(new Map(files));
    for (const [path] of files) {
      const starts = rule.detect(askAbout(project, path), rule.defaultOptions).map(({ span }) => span.start);
      expect(starts).toEqual([...starts].sort((a, b) => a - b));
    }
  });
});
