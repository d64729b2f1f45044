import { chmodSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { checkProject, type CheckResult } from "../../cli/check-project.ts";
import { Project } from "../../cli/project.ts";
import { Sources } from "../../cli/sources.ts";
import { findTargets } from "../../cli/targets.ts";
import type { RuleDefinition } from "../../rules/model/rule.ts";
import { noDanger } from "./toy-rule.ts";
import { makeTree } from "./tree.ts";

function check(cwd: string, paths: readonly string[] = ["."], definitions: readonly RuleDefinition[] = [noDanger]): CheckResult {
  return checkProject(new Project(new Sources(findTargets({ cwd, paths, useIgnoreFiles: true }), true)), definitions);
}

/** The findings and their evidence, as lines. */
function linesOf(root: string, { reports }: CheckResult): readonly string[] {
  return reports.flatMap(({ path, findings }) =>
    findings.map(({ finding, message }) => `${relative(root, path)}:${String(finding.span.start)} ${message} ${finding.related.map(({ file, span, note }) => `[${relative(root, file)}:${String(span.start)} ${note}]`).join("")}`),
  );
}

/** A rule that does what it is told to. */
function ruleThat(detect: RuleDefinition["detect"], mayFind: RuleDefinition["mayFind"] = () => true): RuleDefinition {
  return { ...noDanger, id: "no-luck", mayFind, detect };
}

const PROJECT = {
  "package.json": "{}",
  "a.ts": "import { danger as d } from './lib/index.js'; // CALL\nd();",
  "b.ts": "import * as lib from '@lib/deep'; // CALL\nlib.danger();",
  "c.ts": "const danger = () => {}; // CALL\ndanger(); harmless();",
  "tsconfig.json": '{ "compilerOptions": { "paths": { "@lib/*": ["./lib/*"] } } }',
  "lib/index.ts": "export * from './deep';",
  "lib/deep.ts": "export { danger } from './deepest';",
  "lib/deepest.ts": "export function danger(): void {}",
  "quiet.ts": "import { danger } from './lib'; danger();",
};

describe("a run", () => {
  it("sees through imports to files that no rule would open", () => {
    const root = makeTree(PROJECT);
    expect(linesOf(root, check(root))).toMatchInlineSnapshot(`
      [
        "a.ts:54 \`d\` calls \`danger\`, declared in line 1. [lib/deepest.ts:16 declared][a.ts:9 also used][a.ts:19 also used][b.ts:46 also used][lib/deep.ts:9 also used][quiet.ts:9 also used][quiet.ts:32 also used]",
        "b.ts:42 \`danger\` calls \`danger\`, declared in line 1. [lib/deepest.ts:16 declared][a.ts:9 also used][a.ts:19 also used][a.ts:54 also used][lib/deep.ts:9 also used][quiet.ts:9 also used][quiet.ts:32 also used]",
        "c.ts:33 \`danger\` calls \`danger\`, declared in line 1. [c.ts:6 declared]",
      ]
    `);
  });

  it("finds the same in a file whatever is checked with it, in any order", () => {
    const root = makeTree(PROJECT);
    const whole = check(root);
    const names = ["a.ts", "b.ts", "c.ts", "lib", "quiet.ts"];
    for (const paths of [[...names].reverse(), ["c.ts", "quiet.ts", "lib", "b.ts", "a.ts", "a.ts"]]) expect(check(root, paths).reports).toEqual(whole.reports);
    for (const name of ["a.ts", "b.ts", "c.ts"]) expect(check(root, [name]).reports).toEqual(whole.reports.filter(({ path }) => path === join(root, name)));
    expect(check(join(root, "lib"), ["../b.ts"]).reports).toEqual(whole.reports.filter(({ path }) => path === join(root, "b.ts")));
  });

  it("counts what it leaves out, by reason", () => {
    const root = makeTree({ ...PROJECT, "gen.ts": "// @generated\n", "gen2.ts": "// DO NOT EDIT\n", "a.min.js": "", "big.ts": " ".repeat(1_048_577), "video.ts": "\0", "types.d.ts": "" });
    const { skipped, checked, problems } = check(root, [".", "types.d.ts"]);
    expect([...skipped].sort()).toEqual([
      ["binary", 1],
      ["generated", 2],
      ["minified", 1],
      ["over 1 MB", 1],
      ["type declarations", 1],
    ]);
    expect(checked).toHaveLength(7);
    expect(problems).toEqual([]);
  });

  it.skipIf(process.getuid?.() === 0)("goes on after a file that can't be read", () => {
    const root = makeTree(PROJECT);
    chmodSync(join(root, "a.ts"), 0);
    const { problems, reports } = check(root);
    expect(problems).toEqual([{ path: join(root, "a.ts"), reason: "permission denied" }]);
    expect(reports).toHaveLength(2);
  });

  it("opens no file that no rule may find anything in", () => {
    const root = makeTree(PROJECT);
    const project = new Project(new Sources(findTargets({ cwd: root, paths: ["."], useIgnoreFiles: true }), true));
    const never = ruleThat(() => {
      throw new Error("was asked");
    }, () => false);
    expect(checkProject(project, [never]).reports).toEqual([]);
  });

  it("tells how far it is", () => {
    const steps: string[] = [];
    const root = makeTree({ "a.ts": "", "b.ts": "" });
    checkProject(new Project(new Sources(findTargets({ cwd: root, paths: ["."], useIgnoreFiles: true }), true)), [], (done, total) => steps.push(`${String(done)}/${String(total)}`));
    expect(steps).toEqual(["0/2", "1/2"]);
  });
});

describe("a file that is switched off", () => {
  it("has suppressed findings, with the reason", () => {
    const root = makeTree({ "a.ts": "const danger = () => {}; // CALL\ndanger(); // eslint-disable-line pokayoke/no-danger -- harmless\ndanger();" });
    const [report] = check(root).reports;
    expect(report?.findings.map(({ finding }) => finding.span.start)).toEqual([97]);
    expect(report?.suppressed.map(({ finding, justification }) => [finding.span.start, justification])).toEqual([[33, "harmless"]]);
  });
});

describe("a file with syntax errors", () => {
  it("has one line and no findings, and the rest goes on", () => {
    const root = makeTree({ ...PROJECT, "c.ts": "const danger = () => {}; // CALL\ndanger(;\nclass {" });
    const { reports } = check(root);
    expect(reports.map(({ path, failures, findings }) => [relative(root, path), failures, findings.length])).toEqual([
      ["a.ts", [], 1],
      ["b.ts", [], 1],
      ["c.ts", [{ kind: "syntax-error", at: 40, message: "')' expected." }], 0],
    ]);
  });

  it.each([
    ["brackets", `${"[\n".repeat(50_000)}${"]".repeat(50_000)}`],
    ["calls", `danger${"()\n".repeat(100_000)}`],
    ["members", `danger${".a\n".repeat(100_000)}`],
    ["conditions", `${"if (a)\n".repeat(50_000)}a;`],
    ["alternatives", `${"if (a) a; else\n".repeat(30_000)}a;`],
    ["functions", `${"() =>\n".repeat(50_000)}1`],
    ["types", `let a: ${"Array<\n".repeat(50_000)}1${">".repeat(50_000)}`],
    ["additions", `a${" +\na".repeat(100_000)}`],
    ["templates", `${"`${\n".repeat(50_000)}1${"}`".repeat(50_000)}`],
  ])("may be nested as deep as it likes: %s", (_, text) => {
    const root = makeTree({ ...PROJECT, "c.ts": `const danger = () => {}; // CALL\n${text};\ndanger();` });
    const { reports } = check(root);
    expect(reports.map(({ path }) => relative(root, path))).toEqual(["a.ts", "b.ts", "c.ts"]);
    const deep = reports[2];
    if (deep?.failures.length !== 0) expect(deep?.failures).toEqual([{ kind: "syntax-error", at: 0, message: "nested too deeply" }]);
  });
});

describe("a rule that fails", () => {
  it("costs one line for one file, and the other rules go on", () => {
    const root = makeTree(PROJECT);
    const fails = ruleThat(({ file }) => {
      if (file.fileName.endsWith("b.ts")) throw new TypeError("no luck");
      return [];
    });
    const { reports } = check(root, ["."], [fails, noDanger]);
    expect(reports.map(({ path, failures, findings }) => [relative(root, path), failures.length, findings.length])).toEqual([
      ["a.ts", 0, 1],
      ["b.ts", 1, 1],
      ["c.ts", 0, 1],
    ]);
    expect(reports[1]?.failures[0]).toMatchObject({ kind: "internal-error", message: "no-luck failed: no luck. Please report it: https://github.com/pokayoke/eslint-plugin-pokayoke/issues" });
  });

  it.each([
    ["in its cheap question", ruleThat(() => [], () => { throw new Error("x"); })],
    ["with what is no error", ruleThat(() => { throw "x" as unknown as Error; })],
    ["by a message it has not", ruleThat((ask) => [{ rule: "no-luck", messageId: "gone", file: ask.file.fileName, span: { start: 0, end: 1 }, related: [], data: {}, confidence: "high" }])],
  ])("may fail %s", (_, rule) => {
    const root = makeTree({ "a.ts": "a" });
    expect(check(root, ["."], [rule]).reports).toMatchObject([{ findings: [], failures: [{ kind: "internal-error" }] }]);
  });
});
