import { accessSync, constants, existsSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { definitions } from "../../rules/index.ts";
import { casesIn, FIXTURES, fixturesOf } from "../rules/fixture.ts";
import { parse, PUBLISHED, read, ROOT, sourcesIn, treeOf } from "./tree.ts";

const ids = definitions.map(({ id }) => id);

/** The longest file of source we want to open, in lines. */
const MAX_LINES = 300;
/** The median file of a rule; past this, vocabulary is probably hiding in it that belongs to `rules/knowledge`. */
const MAX_MEDIAN_LINES = 150;
/** Files that may be longer, each with its reason. */
const LONGER: Readonly<Record<string, string>> = {
  "runtime/bounded-queue.ts": "copied whole into the user's tree, so it is one file, and most of it is its documentation",
};

/** What belongs to a rule. Its name leads to all of it. */
function placesOf(id: string): readonly string[] {
  return [
    `rules/${id}/detect.ts`,
    `rules/${id}/rule.ts`,
    `codemods/${id}.ts`,
    `codemods/jscodeshift/${id}.cts`,
    `docs/rules/${id}.md`,
    `fixtures/${id}/bad`,
    `fixtures/${id}/good`,
    `test/rules/${id}.test.ts`,
  ];
}

function linesOf(path: string): number {
  return read(path).split("\n").length - 1;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

describe("the rules", () => {
  it("stand in the order of their ids, each once", () => {
    expect(ids).toEqual([...new Set(ids)].sort());
  });

  it("are all that has a rule's name", () => {
    const folders = treeOf("rules").folders.filter((folder) => folder.split("/").length === 2);
    expect(folders.filter((folder) => folder !== "rules/model" && folder !== "rules/knowledge")).toEqual(ids.map((id) => `rules/${id}`));
    expect(treeOf("docs/rules").files).toEqual(ids.map((id) => `docs/rules/${id}.md`));
  });
});

describe.each(ids)("%s", (id) => {
  it.each(placesOf(id))("has %s", (path) => {
    expect(existsSync(join(ROOT, path))).toBe(true);
  });

  it("has bad cases, and for each the nearest good one", () => {
    const fixtures = fixturesOf(id);
    const good = new Set(fixtures.filter(({ verdict }) => verdict === "good").map(({ stem }) => stem));
    const bad = fixtures.filter(({ verdict }) => verdict === "bad");
    expect(bad).not.toEqual([]);
    const lonely = bad.filter(({ neighbour }) => !good.has(neighbour));
    expect(lonely.map(({ name, neighbour }) => `${name}: no good case "${neighbour}"`)).toEqual([]);
  });

  it("marks every bad case and no good one", () => {
    const wrong = fixturesOf(id).filter(({ verdict, offences }) => (verdict === "bad") !== offences.length > 0);
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  it("has no companion of a case that is gone", () => {
    const orphans = ["bad", "good"].flatMap((verdict) => {
      const folder = join(FIXTURES, id, verdict);
      if (!existsSync(folder)) return [];
      const stems = new Set(casesIn(folder).map((entry) => entry.split(".")[0]));
      return treeOf(`fixtures/${id}/${verdict}`)
        .files.map((file) => file.split("/")[3] ?? "")
        .filter((entry) => !stems.has(entry.split(".")[0]));
    });
    expect(orphans).toEqual([]);
  });

  it(`has files of fewer than ${String(MAX_MEDIAN_LINES)} lines (median)`, () => {
    expect(median(sourcesIn([`rules/${id}`]).map(linesOf))).toBeLessThan(MAX_MEDIAN_LINES);
  });
});

describe("the house", () => {
  it("has no room that is named for nothing", () => {
    const rooms = treeOf("").folders.filter((folder) => /(?:^|\/)(?:src|utils?|helpers?|common|misc|scripts?)$/.test(folder));
    expect(rooms).toEqual([]);
    const files = treeOf("").files.filter((file) => /(?:^|\/)(?:utils?|helpers?|common|misc)\.[cm]?[jt]s$/.test(file));
    expect(files).toEqual([]);
  });

  it("has one barrel", () => {
    const sources = sourcesIn([...PUBLISHED, "test"]).filter((file) => file !== "rules/index.ts");
    const isBarrel = (file: string): boolean => {
      const { statements } = parse(file);
      const reExports = statements.filter((statement) => ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined);
      return reExports.length > 0 && reExports.length === statements.filter((statement) => !ts.isImportDeclaration(statement)).length;
    };
    expect(sources.filter((file) => /(?:^|\/)index\.ts$/.test(file) || isBarrel(file))).toEqual([]);
  });

  it(`has no source file of more than ${String(MAX_LINES)} lines`, () => {
    const long = sourcesIn(PUBLISHED).filter((file) => linesOf(file) > MAX_LINES);
    expect(long.filter((file) => !Object.hasOwn(LONGER, file)).map((file) => `${file}: ${String(linesOf(file))}`)).toEqual([]);
    expect(Object.keys(LONGER).filter((file) => !long.includes(file))).toEqual([]);
  });

  it("numbers its decisions in one row", () => {
    const numbers = treeOf("docs/decisions").files.flatMap((file) => /\/(\d{4})-[^/]+\.md$/.exec(file)?.[1] ?? []);
    expect(numbers).toEqual(numbers.map((_, at) => String(at + 1).padStart(4, "0")));
  });

  it("is tested by one script, wherever it is tested", () => {
    accessSync(join(ROOT, ".ci/run"), constants.X_OK);
    const workflow = read(".github/workflows/ci.yml");
    expect([...workflow.matchAll(/- run: (?<command>.*)$/gm)].map(({ groups }) => groups?.["command"])).toEqual([".ci/run"]);
    const actions = [...workflow.matchAll(/uses: (?<action>\S+)/g)].map(({ groups }) => groups?.["action"] ?? "");
    expect(actions.filter((action) => !/@[0-9a-f]{40}$/.test(action))).toEqual([]);
  });
});
