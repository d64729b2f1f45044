import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { CheckResult, FileReport } from "../../cli/check-project.ts";
import { toJson } from "../../cli/reporters/json.ts";
import { toStylish, type StylishOptions } from "../../cli/reporters/stylish.ts";
import { paintFor, widthOf } from "../../cli/terminal.ts";
import type { Evidence, Finding } from "../../rules/model/finding.ts";
import type { Identity } from "../../rules/model/identity.ts";

const CWD = "/srv";

const IDENTITY: Identity = { rule: "no-unbounded-queue", scope: "Jobs.add", code: "0123456789abcdef" };

const TEXTS: Readonly<Record<string, string>> = {
  "jobs.ts": "export class Jobs {\n\tprivate readonly jobs: Job[] = [];\n\n\tadd(job: Job): void {\n\t\tthis.jobs.push(job);\n\t}\n\n\n\ttake(): Job | undefined {\n\t\treturn this.jobs.shift();\n\t}\n}\n",
  "lib/other.ts": "import { Jobs } from '../jobs';\r\nnew Jobs().add(1);\r\n",
  "wide.ts": "const 任务 = '任务'; /* 🙂e\u0301 */ 任务.push(1);\n",
  "long.ts": `const q = []; ${"/* filler */ ".repeat(400)}q.push(1); ${"/* filler */ ".repeat(400)}q.shift();\n`,
  "evil\u001b[31m\n.ts": "q.push('\u001b[2J\u202e\u0007'); // \u200b\ufeff\u2029q.shift();\n",
  "empty.ts": "",
};

function textOf(path: string): string | undefined {
  return TEXTS[path.slice(CWD.length + 1)];
}

/** The place of a text in a file. */
function place(file: string, part: string, note = ""): Evidence {
  const start = TEXTS[file]?.indexOf(part) ?? -1;
  if (start < 0) throw new Error(`${part} is not in ${file}`);
  return { file: join(CWD, file), span: { start, end: start + part.length }, note };
}

function found(subject: Evidence, ...related: readonly Evidence[]): Finding {
  return { rule: "no-unbounded-queue", messageId: "fifo", file: subject.file, span: subject.span, related, data: {}, confidence: "high" };
}

function resultOf(...reports: readonly Partial<FileReport>[]): CheckResult {
  const full = reports.map((report) => ({ path: join(CWD, "jobs.ts"), findings: [], suppressed: [], known: [], failures: [], ...report }));
  return { reports: full, checked: full.map(({ path }) => path), skipped: new Map(), problems: [] };
}

function reporting(finding: Finding, message = "`jobs` has no limit."): Partial<FileReport> {
  return { path: finding.file, findings: [{ finding, message, identity: IDENTITY }] };
}

function stylish(result: CheckResult, options: Partial<StylishOptions> = {}): string {
  return toStylish(result, { paint: (_, text) => text, width: 80, wraps: false, cwd: CWD, textOf, withSummary: false, ...options });
}

describe("stylish", () => {
  it("shows the place and the evidence, in the order of the lines", () => {
    const finding = found(place("jobs.ts", "this.jobs.push(job)"), place("jobs.ts", "this.jobs.shift()", "removes"), place("jobs.ts", "jobs: Job[]", "declared"), place("jobs.ts", "this.jobs.push(job)", "adds"));
    expect(stylish(resultOf(reporting(finding)))).toMatchInlineSnapshot(`
      "jobs.ts:5:3  no-unbounded-queue  \`jobs\` has no limit.
         2 │     private readonly jobs: Job[] = [];
           │                      ----------- declared
         …
         5 │         this.jobs.push(job);
           │         ^^^^^^^^^^^^^^^^^^^ adds
         …
        10 │         return this.jobs.shift();
           │                ----------------- removes
      "
    `);
  });

  it("shows evidence of other files with their names", () => {
    const finding = found(place("jobs.ts", "this.jobs.push(job)"), place("lib/other.ts", "Jobs", "imported"), place("lib/other.ts", "new Jobs().add(1)", "calls"));
    expect(stylish(resultOf(reporting(finding)))).toMatchInlineSnapshot(`
      "jobs.ts:5:3  no-unbounded-queue  \`jobs\` has no limit.
        5 │         this.jobs.push(job);
          │         ^^^^^^^^^^^^^^^^^^^
          in lib/other.ts:1:10
        1 │ import { Jobs } from '../jobs';
          │          ---- imported
        2 │ new Jobs().add(1);
          │ ----------------- calls
      "
    `);
  });

  it("shows a line between two marked ones, and several marks in one line", () => {
    const finding = found(place("jobs.ts", "private readonly jobs: Job[] = [];\n\n\tadd"), place("jobs.ts", "add(job: Job)", "takes"), place("jobs.ts", "job: Job", "the job"));
    expect(stylish(resultOf(reporting(finding)))).toMatchInlineSnapshot(`
      "jobs.ts:2:2  no-unbounded-queue  \`jobs\` has no limit.
        2 │     private readonly jobs: Job[] = [];
          │     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        3 │
        4 │     add(job: Job): void {
          │     ------------- takes
          │         -------- the job
      "
    `);
  });

  it("puts marks under wide characters", () => {
    expect(stylish(resultOf(reporting(found(place("wide.ts", "任务.push(1)"), place("wide.ts", "任务", "声明")))))).toMatchInlineSnapshot(`
      "wide.ts:1:29  no-unbounded-queue  \`jobs\` has no limit.
        1 │ const 任务 = '任务'; /* 🙂é */ 任务.push(1);
          │       ---- 声明
          │                                ^^^^^^^^^^^^
      "
    `);
  });

  it("cuts long lines, around each mark", () => {
    const shown = stylish(resultOf(reporting(found(place("long.ts", "q.push(1)", "adds"), place("long.ts", "q = []", "declared"), place("long.ts", "q.shift()", "removes, and this note is so long that it does not fit on the line")))));
    expect(shown).toMatchInlineSnapshot(`
      "long.ts:1:5215  no-unbounded-queue  \`jobs\` has no limit.
        1 │ const q = []; /* filler */ /* filler */ /* filler */ /* filler */ /* fil…
          │       ------ declared
        1 │ … filler */ /* filler */ q.push(1); /* filler */ /* filler */ /* filler *…
          │                          ^^^^^^^^^
        1 │ … filler */ /* filler */ q.shift();
          │                          --------- removes, and this note is so long that…
      "
    `);
    expect(Math.max(...shown.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it("lets nothing of the target act on the terminal", () => {
    const file = "evil\u001b[31m\n.ts";
    const shown = stylish(resultOf(reporting(found(place(file, "q.push"), place(file, "q.shift", "re\u001bmoves")), "`\u001b[8mjobs\u009b0m`")));
    expect(shown).toMatchInlineSnapshot(`
      "evil\\x1b[31m\\x0a.ts:1:1  no-unbounded-queue  \`\\x1b[8mjobs\\x9b0m\`
        1 │ q.push('\\x1b[2J\\u202e\\x07'); // \\u200b\\ufeff
          │ ^^^^^^
        2 │ q.shift();
          │ ------- re\\x1bmoves
      "
    `);
    // eslint-disable-next-line no-control-regex -- there must be none
    expect(shown).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e]/);
  });

  it("tells a lot of evidence by number", () => {
    const many = Array.from({ length: 15 }, () => place("jobs.ts", "add", "here"));
    expect(stylish(resultOf(reporting(found(place("jobs.ts", "jobs"), ...many)))).split("\n").at(-2)).toBe("  … and 3 more places");
  });

  it("shows a finding at the end of an empty file", () => {
    const subject = { file: join(CWD, "empty.ts"), span: { start: 0, end: 0 }, note: "" };
    expect(stylish(resultOf(reporting(found(subject))))).toMatchInlineSnapshot(`
      "empty.ts:1:1  no-unbounded-queue  \`jobs\` has no limit.
        1 │
          │ ^
      "
    `);
  });

  it("tells what could not be checked in one line each", () => {
    const failures = [
      { kind: "syntax-error", at: 30, message: "';' expected." },
      { kind: "internal-error", at: 0, message: "no-unbounded-queue failed: x\ny." },
    ] as const;
    expect(stylish(resultOf({ failures }))).toMatchInlineSnapshot(`
      "jobs.ts:2:11  syntax-error  could not be parsed: ';' expected.

      jobs.ts  internal-error  no-unbounded-queue failed: x\\x0ay.
      "
    `);
  });

  it("breaks headlines on a screen", () => {
    const words = "`jobs` has no limit: `enqueue` adds on every call and only `flush` (line 41) removes. Reject, drop or wait when it is full.";
    const finding = found(place("jobs.ts", "jobs"));
    expect(stylish(resultOf(reporting(finding, words)), { wraps: true, width: 60 })).toMatchInlineSnapshot(`
      "jobs.ts:2:19  no-unbounded-queue  \`jobs\` has no limit:
          \`enqueue\` adds on every call and only \`flush\` (line 41)
          removes. Reject, drop or wait when it is full.
        2 │     private readonly jobs: Job[] = [];
          │                      ^^^^
      "
    `);
  });

  it("closes with a count", () => {
    const finding = found(place("jobs.ts", "jobs"));
    const both = resultOf({ ...reporting(finding), suppressed: [{ finding, message: "", identity: IDENTITY, justification: "" }] }, { path: "/srv/b.ts", failures: [{ kind: "syntax-error", at: 0, message: "" }] });
    const skipped = new Map([["over 1 MB", 1], ["generated", 2], ["minified", 1]] as const);
    const last = (result: CheckResult, seconds?: number): string | undefined => stylish(result, { withSummary: true, seconds }).trimEnd().split("\n").at(-1);
    expect(last({ ...both, skipped, checked: Array.from({ length: 1200 }, String) }, 0.44)).toMatchInlineSnapshot(`"1 finding in 1 file (1,200 files checked, 1 of them could not be parsed, 1 finding disabled by comments, 4 skipped: 2 generated, 1 minified, 1 over 1 MB) in 0.4 s"`);
    expect(last(resultOf())).toMatchInlineSnapshot(`"No findings (0 files checked)"`);
    expect(last(resultOf(reporting(finding)))).toMatchInlineSnapshot(`"1 finding in 1 file (1 file checked)"`);
  });

  it("colours when it is asked to", () => {
    const paint = paintFor({ isTTY: true }, {});
    expect(stylish(resultOf(reporting(found(place("jobs.ts", "jobs"), place("jobs.ts", "add", "adds")))), { paint }).replaceAll("\u001b", "ESC")).toMatchInlineSnapshot(`
      "ESC[1mjobs.ts:2:19ESC[22m  ESC[2mno-unbounded-queueESC[22m  \`jobs\` has no limit.
      ESC[2m  2 │ESC[22m     private readonly jobs: Job[] = [];
      ESC[2m    │ESC[22m                      ESC[31m^^^^ESC[39m
      ESC[2m  3 │ESC[22m
      ESC[2m  4 │ESC[22m     add(job: Job): void {
      ESC[2m    │ESC[22m     ESC[36m--- addsESC[39m
      "
    `);
  });
});

describe("colours", () => {
  it.each([
    [true, {}, true],
    [false, {}, false],
    [undefined, {}, false],
    [true, { NO_COLOR: "1" }, false],
    [true, { NO_COLOR: "" }, true],
    [true, { TERM: "dumb" }, false],
    [false, { FORCE_COLOR: "1" }, true],
    [false, { FORCE_COLOR: "" }, true],
    [true, { FORCE_COLOR: "0" }, false],
    [true, { FORCE_COLOR: "1", NO_COLOR: "1" }, true],
  ])("on a terminal (%s), with %j: %s", (isTTY, environment, expected) => {
    expect(paintFor({ ...(isTTY === undefined ? {} : { isTTY }) }, environment)("error", "x") !== "x").toBe(expected);
  });

  it("fit the width of the terminal", () => {
    expect(widthOf({ isTTY: true, columns: 100 })).toBe(100);
    expect(widthOf({ isTTY: true, columns: 5 })).toBe(40);
    expect(widthOf({ isTTY: true, columns: 0 })).toBe(160);
    expect(widthOf({ columns: 100 })).toBe(160);
  });
});

describe("json", () => {
  it("has ESLint's shape", () => {
    const finding = found(place("jobs.ts", "this.jobs.push(job)"), place("lib/other.ts", "new Jobs().add(1)", "calls"));
    const { reports, ...rest } = resultOf(reporting(finding), { path: "/srv/lib/other.ts", suppressed: [{ finding, message: "m", identity: IDENTITY, justification: "why" }], failures: [{ kind: "syntax-error", at: 33, message: "no" }, { kind: "internal-error", at: 0, message: "oh" }] });
    expect(JSON.parse(toJson({ ...rest, reports, checked: [...rest.checked, "/srv/empty.ts"] }, textOf))).toMatchInlineSnapshot(`
      [
        {
          "errorCount": 1,
          "fatalErrorCount": 0,
          "filePath": "/srv/jobs.ts",
          "fixableErrorCount": 0,
          "fixableWarningCount": 0,
          "messages": [
            {
              "column": 3,
              "endColumn": 22,
              "endLine": 5,
              "line": 5,
              "message": "\`jobs\` has no limit.",
              "messageId": "fifo",
              "nodeType": null,
              "related": [
                {
                  "column": 1,
                  "endColumn": 18,
                  "endLine": 2,
                  "filePath": "/srv/lib/other.ts",
                  "line": 2,
                  "note": "calls",
                },
              ],
              "ruleId": "pokayoke/no-unbounded-queue",
              "severity": 2,
            },
          ],
          "source": "export class Jobs {
      	private readonly jobs: Job[] = [];

      	add(job: Job): void {
      		this.jobs.push(job);
      	}


      	take(): Job | undefined {
      		return this.jobs.shift();
      	}
      }
      ",
          "suppressedMessages": [],
          "usedDeprecatedRules": [],
          "warningCount": 0,
        },
        {
          "errorCount": 2,
          "fatalErrorCount": 2,
          "filePath": "/srv/lib/other.ts",
          "fixableErrorCount": 0,
          "fixableWarningCount": 0,
          "messages": [
            {
              "column": 1,
              "fatal": true,
              "line": 2,
              "message": "Parsing error: no",
              "nodeType": null,
              "ruleId": null,
              "severity": 2,
            },
            {
              "column": 1,
              "fatal": true,
              "line": 1,
              "message": "oh",
              "nodeType": null,
              "ruleId": "pokayoke/internal-error",
              "severity": 2,
            },
          ],
          "source": "import { Jobs } from '../jobs';
      new Jobs().add(1);
      ",
          "suppressedMessages": [
            {
              "column": 30,
              "endColumn": 49,
              "endLine": 3,
              "line": 3,
              "message": "m",
              "messageId": "fifo",
              "nodeType": null,
              "related": [
                {
                  "column": 1,
                  "endColumn": 18,
                  "endLine": 2,
                  "filePath": "/srv/lib/other.ts",
                  "line": 2,
                  "note": "calls",
                },
              ],
              "ruleId": "pokayoke/no-unbounded-queue",
              "severity": 2,
              "suppressions": [
                {
                  "justification": "why",
                  "kind": "directive",
                },
              ],
            },
          ],
          "usedDeprecatedRules": [],
          "warningCount": 0,
        },
        {
          "errorCount": 0,
          "fatalErrorCount": 0,
          "filePath": "/srv/empty.ts",
          "fixableErrorCount": 0,
          "fixableWarningCount": 0,
          "messages": [],
          "suppressedMessages": [],
          "usedDeprecatedRules": [],
          "warningCount": 0,
        },
      ]
    `);
  });
});
