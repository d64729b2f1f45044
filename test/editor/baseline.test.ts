import { mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import * as parser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import { Linter as Linter9 } from "eslint-9";
import { afterAll, describe, expect, it } from "vitest";
import { checkProject } from "../../cli/check-project.ts";
import plugin from "../../plugin/plugin.ts";
import { definitions } from "../../rules/index.ts";
import { formatBaseline } from "../../rules/model/baseline.ts";
import { git, queueOf } from "../cli/command.ts";
import { makeTree } from "../cli/tree.ts";
import { runWarm as run } from "../cli/warm-command.ts";
import { fixturesOf } from "../rules/fixture.ts";
import { projectOf } from "../rules/worlds.ts";

const FILE = "pokayoke-baseline.txt";

/** What ESLint reports of our rules in one text. */
function reported(Eslint: typeof Linter, root: string, path: string, text: string, baseline: unknown = FILE, languageOptions: Linter.LanguageOptions = { parser }): readonly string[] {
  const config: Linter.Config = { ...plugin.configs.strict, files: ["**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}"], languageOptions, settings: { pokayoke: { baseline } }, linterOptions: { reportUnusedDisableDirectives: "off" } };
  return new Eslint({ cwd: root }).verify(text, [config], { filename: join(root, path) }).map(({ ruleId, line, message }) => (ruleId === null ? message : `${ruleId}:${String(line)}`));
}

/** A repository of one accepted finding. */
function accepted(text = queueOf("Mail")): string {
  const root = makeTree({ "package.json": "{}", "src/mail.ts": text });
  git(root, "init", "-q");
  expect(run(root, ["baseline"]).status).toBe(0);
  return root;
}

const FOUND = ["pokayoke/no-unbounded-queue:5"];

describe.each([
  ["ESLint 10", Linter],
  // Its types are those of version 9, and say the same.
  ["ESLint 9", Linter9 as unknown as typeof Linter],
])("in %s, the baseline that `pokayoke baseline` wrote", (_, Eslint) => {
  it("is what is not reported", () => {
    const root = accepted();
    expect(reported(Eslint, root, "src/mail.ts", queueOf("Mail"))).toEqual([]);
    expect(reported(Eslint, root, "src/mail.ts", queueOf("Mail"), join(root, FILE))).toEqual([]);
    expect(reported(Eslint, root, "src/mail.ts", `// typed just now\n${queueOf("Mail").replaceAll("  ", "\t")}`)).toEqual([]);
    expect(reported(Eslint, root, "src/mail.ts", queueOf("Mail").replaceAll("jobs", "mails"))).toEqual(FOUND);
    expect(reported(Eslint, root, "src/copy.ts", queueOf("Mail"))).toEqual(FOUND);
  });

  it("is read without types, and without a TypeScript parser", () => {
    const text = "const jobs = [];\nsetInterval(async () => { await jobs.shift(); }, 1);\nexport function add(job) { jobs.push(job); }\n";
    const root = makeTree({ "package.json": "{}", "a.js": text });
    run(root, ["baseline"]);
    expect(reported(Eslint, root, "a.js", text, "", {})).toEqual(["pokayoke/no-unbounded-queue:3"]);
    expect(reported(Eslint, root, "a.js", text, FILE, {})).toEqual([]);
  });
});

describe("in an editor", () => {
  it("a renamed file keeps what is accepted in it", () => {
    const root = accepted();
    renameSync(join(root, "src/mail.ts"), join(root, "src/post.ts"));
    expect(reported(Linter, root, "src/post.ts", queueOf("Mail"))).toEqual([]);
  });

  it("a baseline that changes is read again", () => {
    const root = accepted();
    expect(reported(Linter, root, "src/mail.ts", queueOf("Mail"))).toEqual([]);
    writeFileSync(join(root, FILE), formatBaseline([]));
    expect(reported(Linter, root, "src/mail.ts", queueOf("Mail"))).toEqual(FOUND);
    run(root, ["baseline"]);
    utimesSync(join(root, FILE), 1, 1);
    expect(reported(Linter, root, "src/mail.ts", queueOf("Mail"))).toEqual([]);
  });

  it.each([
    ["is not there", "gone.txt"],
    ["is a folder", "src"],
    ["is not named by a text", 1],
    ["is not named", null],
  ])("a baseline that %s accepts nothing, and breaks nothing", (_, baseline) => {
    expect(reported(Linter, accepted(), "src/mail.ts", queueOf("Mail"), baseline)).toEqual(FOUND);
  });

  it("of a merge conflict the lines of both sides count", () => {
    const root = accepted();
    writeFileSync(join(root, FILE), `<<<<<<< HEAD\n=======\n${lineOf(root)}\n>>>>>>> other\n`);
    expect(reported(Linter, root, "src/mail.ts", queueOf("Mail"))).toEqual([]);
  });
});

/** The one line of a baseline. */
function lineOf(root: string): string {
  const { reports } = checkProject(projectOf(new Map([[join(root, "src/mail.ts"), queueOf("Mail")]]), root), definitions);
  const identity = reports[0]?.findings[0]?.identity;
  if (identity === undefined) throw new Error("nothing found");
  return formatBaseline([{ ...identity, path: "src/mail.ts" }]).split("\n")[1] ?? "";
}

describe("every fixture, accepted by the command line, is accepted by ESLint", () => {
  const folder = mkdtempSync(join(tmpdir(), "pokayoke-baseline-"));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each(definitions.map(({ id }) => id))("%s", (id) => {
    const cases = fixturesOf(id).filter(({ verdict, crossFile }) => verdict === "bad" && !crossFile);
    expect(cases.length).toBeGreaterThan(0);
    for (const { name, root, files } of cases) {
      const baseline = join(folder, "baseline.txt");
      const { reports } = checkProject(projectOf(files, root), definitions);
      writeFileSync(baseline, formatBaseline(reports.flatMap(({ path, findings }) => findings.map(({ identity }) => ({ ...identity, path: relative(dirname(baseline), path) })))));
      for (const [path, text] of files) {
        const options = { parser, sourceType: path.endsWith(".cjs") ? ("commonjs" as const) : ("module" as const) };
        expect([name, reported(Linter, root, relative(root, path), text, baseline, options)]).toEqual([name, []]);
      }
    }
  });
});
