import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { definitions } from "../../rules/index.ts";
import { measuredBlock, overview, pageOf, README, readFigures, withBlock } from "./page.mjs";
import { CLASS_OF_RULE, heldOut, score, sum, wilsonLower, type Label } from "./score.mjs";

/** Longer than any reason; code that was pasted in would be longer still. */
const MAX_LENGTH = 500;
const FIELDS = ["repo", "commit", "path", "line", "endLine", "class", "verdict", "sub", "symbol", "confidence", "why", "source"];

const linesOf = (name: string): readonly string[] => readFileSync(new URL(`../../fixtures/corpus/${name}`, import.meta.url), "utf8").split("\n");
const parsed = (lines: readonly string[]): readonly Label[] => lines.slice(0, -1).map((line) => JSON.parse(line) as Label);
const labels = parsed(linesOf("labels.jsonl"));
const sample = parsed(linesOf("sample.jsonl"));
const keyOf = ({ repo, path, line, class: name }: Label): string => [repo, path, String(line).padStart(8, "0"), name].join("\0");
const placeOf = ({ repo, path, line }: Label): string => `${repo} ${path}:${String(line)}`;

function isWellFormed(label: Label): boolean {
  const { repo, commit, path, line, endLine, verdict, sub, symbol, confidence, why, source } = label;
  return (
    [FIELDS, [...FIELDS, "sample"]].some((fields) => Object.keys(label).join() === fields.join()) &&
    (label.sample === undefined || source !== "dev") &&
    [undefined, "held-out"].includes(label.sample) &&
    /^[\w.-]+\/[\w.-]+$/.test(repo) &&
    /^[\da-f]{40}$/.test(commit) &&
    /^(?!\/)[^\\]+\.[cm]?[jt]sx?$/.test(path) &&
    Number.isInteger(line) &&
    line >= 1 &&
    Number.isInteger(endLine) &&
    endLine >= line &&
    Object.values(CLASS_OF_RULE).includes(label.class) &&
    ["offender", "ok"].includes(verdict) &&
    Array.isArray(sub) &&
    symbol !== "" &&
    ["high", "medium"].includes(confidence) &&
    why !== "" &&
    ["dev", "blind", "judged"].includes(source)
  );
}

describe.each(["labels.jsonl", "blind.jsonl", "sample.jsonl"])("the labels of %s", (name) => {
  const lines = linesOf(name);
  const labels = parsed(lines);

  it("end with a line end and have no empty line", () => {
    expect(lines.at(-1)).toBe("");
    expect(lines.slice(0, -1)).not.toContain("");
  });

  it("are well formed", () => {
    expect(labels.filter((label) => !isWellFormed(label)).map(placeOf)).toEqual([]);
  });

  it("stand in order, each place once", () => {
    const keys = labels.map(keyOf);
    expect(keys).toEqual([...new Set(keys)].sort());
  });

  it("name one commit of each repository", () => {
    const commits = new Set(labels.map(({ repo, commit }) => `${repo} ${commit}`));
    expect(commits.size).toBe(new Set(labels.map(({ repo }) => repo)).size);
  });

  it("hold facts and no code", () => {
    const texts = (label: Label): readonly string[] => [label.repo, label.commit, label.path, label.class, label.verdict, ...label.sub, label.symbol, label.confidence, label.why];
    const long = labels.filter((label) => texts(label).some((text) => text.length > MAX_LENGTH || text.includes("\n")));
    expect(long.map(placeOf)).toEqual([]);
  });
});

describe("the figures", () => {
  const figures = readFigures();

  it("are there for every rule that has labels", () => {
    expect(Object.keys(figures)).toEqual(definitions.map(({ id }) => id).filter((id) => Object.hasOwn(CLASS_OF_RULE, id)));
  });

  it.each(Object.entries(figures))("of %s add up and count all labels", (rule, { class: name, total, repositories }) => {
    const own = labels.filter((label) => label.class === name);
    expect(Object.keys(repositories)).toEqual([...new Set(own.map(({ repo }) => repo))]);
    expect(total).toEqual(sum(Object.values(repositories)));
    const { offenders, lookAlikes, judged } = score([], own).counts;
    expect(total).toMatchObject({ offenders, lookAlikes, judged });
    expect(figures[rule]?.heldOut).toEqual(heldOut(sample.filter((label) => label.class === name)));
  });

  it.each(Object.entries(figures))("of %s are those of its page", (rule, each) => {
    const page = readFileSync(pageOf(rule), "utf8");
    expect(withBlock(page, measuredBlock(each))).toBe(page);
  });
});

describe("the README", () => {
  it("has the figures of all rules", () => {
    const text = readFileSync(README, "utf8");
    expect(withBlock(text, overview(readFigures()))).toBe(text);
  });
});

describe("a score", () => {
  const place: Label = {
    repo: "owner/name",
    commit: "0".repeat(40),
    path: "a.ts",
    line: 10,
    endLine: 12,
    class: "unbounded-queue",
    verdict: "offender",
    sub: [],
    symbol: "queue",
    confidence: "high",
    why: "because",
    source: "dev",
  };
  const ok: Label = { ...place, verdict: "ok", line: 30, endLine: 30 };

  it.each([
    [6, 0],
    [7, 1],
    [15, 1],
    [16, 0],
  ])("of a finding in line %i has %i offenders found", (line, found) => {
    const { counts, unlabelled } = score([{ path: "a.ts", line }], [place]);
    expect(counts).toMatchObject({ findings: 1, offenders: 1, found });
    expect(unlabelled).toHaveLength(1 - found);
  });

  it("leaves a finding beside an offender to the offender", () => {
    const beside = { ...ok, line: 13, endLine: 13 };
    expect(score([{ path: "a.ts", line: 12 }], [place, beside]).counts).toMatchObject({ found: 1, lookAlikesHit: 0 });
    expect(score([{ path: "a.ts", line: 30 }], [place, ok]).counts).toMatchObject({ found: 0, lookAlikesHit: 1 });
  });

  it("counts what was judged apart from what was labelled", () => {
    const judged = [place, ok].map((label): Label => ({ ...label, source: "judged" }));
    const findings = [10, 30].map((line) => ({ path: "a.ts", line }));
    expect(score(findings, judged).counts).toMatchObject({ offenders: 0, lookAlikes: 0, judged: 2, standing: 1, wrong: 1, unlabelled: 0 });
  });

  it("has Wilson's lower bound", () => {
    // Newcombe 1998, table I: 81 of 263, 15 of 148.
    expect(wilsonLower(81, 263)).toBeCloseTo(0.2553, 4);
    expect(wilsonLower(15, 148)).toBeCloseTo(0.0624, 4);
    expect(wilsonLower(0, 0)).toBe(0);
  });
});
