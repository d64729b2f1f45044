import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RuleDefinition } from "../../rules/model/rule.ts";
import type { Fixture } from "./fixture.ts";
import { casesIn, fixturesOf, loadFixture } from "./fixture.ts";
import { findingsOf, frontEndsFor, reportsOf } from "./front-ends.ts";
import { readMarks } from "./marks.ts";
import { toyRule } from "./toy-rule.ts";
import { complaintsOf } from "./verdict.ts";
import { typedProgram } from "./worlds.ts";

const HEADER = "// corner: the runner's own test\n";
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "pokayoke-runner-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** A case of one file that holds `code`. */
function fixture(code: string, name = "case.ts"): Fixture {
  write({ [name]: HEADER + code });
  return loadFixture(join(folder, name), "bad", folder);
}

function complaints(code: string, rule: RuleDefinition = toyRule): readonly string[] {
  const marked = fixture(code);
  return complaintsOf(rule, marked, findingsOf(rule, marked));
}

describe("what is marked is what is found", () => {
  it("is content when it is so", () => {
    expect(complaints('const timer = setInterval(f, 9); // ! idle "timer" ~ starts\nexport {};\n')).toEqual([]);
    expect(complaints("const timer = setInterval(f, 9);\nclearInterval(timer);\nexport {};\n")).toEqual([]);
  });

  it("counts findings of one line", () => {
    const line = "const a = setInterval(f, 9), b = setInterval(f, 9);";
    expect(complaints(`${line} // ! idle "a" ! idle "b"\n`)).toEqual([]);
    expect(complaints(`${line} // ! idle "a"\n`)).toEqual(["case.ts:2: idle is not marked"]);
  });

  it.each([
    ["an extra finding", "const timer = setInterval(f, 9);\n", ["case.ts:2: idle is not marked"]],
    ["a mark nobody answers", "const timer = 9; // ! idle\n", ["case.ts:2: idle is marked and was not found"]],
    [
      "a mark on the wrong line",
      "// ! idle\nconst timer = setInterval(f, 9);\n",
      ["case.ts:3: idle is not marked", "case.ts:2: idle is marked and was not found"],
    ],
    [
      "another message",
      "const timer = setInterval(f, 9); // ! lost\n",
      ["case.ts:2: idle is not marked", "case.ts:2: lost is marked and was not found"],
    ],
    ["another span", 'const timer = setInterval(f, 9); // ! idle "setInterval"\n', ['case.ts:2: idle covers "timer", not "setInterval"']],
    [
      "a wrong note",
      "const timer = setInterval(f, 9); // ! idle ~ stops\n",
      ['case.ts:2: the evidence "stops" is marked, and there is "starts"'],
    ],
    [
      "a note on the wrong line",
      "const timer = // ! idle ~ starts\n  setInterval(f, 9);\n",
      ['case.ts:2: the evidence "starts" is marked, and there is no evidence'],
    ],
  ])("complains of %s", (_, code, expected) => {
    expect(complaints(code)).toEqual(expected);
  });

  it("complains of findings that no reader could use", () => {
    const broken: RuleDefinition = {
      ...toyRule,
      detect: (ask, options) => toyRule.detect(ask, options).map((finding) => ({ ...finding, rule: "other", related: [], data: {} })),
    };
    expect(complaints("const timer = setInterval(f, 9); // ! idle\n", broken)).toEqual([
      'case.ts:2: says it is of the rule "other"',
      "case.ts:2: has no evidence",
      expect.stringContaining("case.ts:2: its message is not filled in: `{{name}}`"),
    ]);
  });
});

describe("marks", () => {
  it("are taken off, with the header, and lines keep their numbers", () => {
    const lines = [
      "\uFEFF#!/usr/bin/env node",
      "// https://example.org/a.ts#L3",
      '// options: {"ignored":"x"}',
      "// untyped: silent",
      'a(); // why // ! one "a ! b" ~ adds to it',
    ];
    const { text, offences, notes, header } = readMarks("a.ts", `${lines.join("\r\n")}\r\n`);
    expect(text).toBe("#!/usr/bin/env node\r\n\r\n\r\n\r\na(); // why\r\n");
    expect(offences).toEqual([{ file: "a.ts", line: 5, messageId: "one", covers: "a ! b" }]);
    expect(notes).toEqual([{ file: "a.ts", line: 5, note: "adds to it" }]);
    expect(header).toEqual({ source: "https://example.org/a.ts#L3", options: { ignored: "x" }, untypedSilent: true, neighbour: undefined });
  });

  it.each([
    ["no source", "const a = 1;\n", "the first line must be"],
    ["an unknown header line", `${HEADER}// option: {}\n`, 'unknown header line "option: {}"'],
    ["a mark without its blank", `${HEADER}a(); //! idle\n`, "this looks like a mark"],
    ["a mark that names nothing", `${HEADER}a(); // ! \n`, "is not made of"],
    ["a mark that says too much", `${HEADER}a(); // ! idle timer\n`, "is not made of `! messageId`"],
  ])("are refused with %s", (_, text, message) => {
    expect(() => readMarks("a.ts", text)).toThrow(message);
  });
});

describe("cases", () => {
  it("are files and folders; what stands beside them is not", () => {
    write({ "r/bad/a.ts": HEADER, "r/bad/a.fixed.ts": "", "r/bad/b/x.ts": HEADER, "r/bad/b.fixed/x.ts": "", "r/bad/notes.md": "" });
    expect(casesIn(join(folder, "r/bad"))).toEqual(["a.ts", "b"]);
    expect(fixturesOf("r", folder).map(({ name, crossFile }) => [name, crossFile])).toEqual([
      ["r/bad/a.ts", false],
      ["r/bad/b", true],
    ]);
    expect(fixturesOf("nothing", folder)).toEqual([]);
  });
});

describe("front ends", () => {
  /** What every ESLint says of a case, by name; `check` is beside them. */
  function told(marked: Fixture): Readonly<Record<string, readonly string[]>> {
    const findings = findingsOf(toyRule, marked);
    const said = frontEndsFor(marked, typedProgram(marked.files)).map(({ name, report }) => [name, report(toyRule, marked)] as const);
    return Object.fromEntries(
      [["check", reportsOf(toyRule, marked, findings)] as const, ...said].map(([name, reports]) => [
        name,
        reports.map(({ file, from, to, message }) => `${file}:${from}-${to} ${message.slice(0, 24)}`),
      ]),
    );
  }

  it("tell the same of one file, with its options", () => {
    const code = '// options: {"ignored":"b"}\nconst a = setInterval(f, 9), b = setInterval(f, 9);\r\n\u2028const c = setInterval(f, 9);';
    const lines = ["case.js:3:7-3:8 `a` is never cleared: `s", "case.js:5:7-5:8 `c` is never cleared: `s"];
    expect(told(fixture(code, "case.js"))).toEqual({
      check: lines,
      "ESLint 10, typed": lines,
      "ESLint 10, untyped": lines,
      "ESLint 9, untyped": lines,
      "ESLint 10, espree": lines,
    });
  });

  it("see another file where they are typed", () => {
    write({
      "two/timer.ts": `${HEADER}export const timer = setInterval(f, 9);\nexport const idle = setInterval(f, 9); // ! idle\n`,
      "two/stop.ts": `${HEADER}import { timer } from "./timer.js";\nclearInterval(timer);\n`,
    });
    const lines = ["timer.ts:3:14-3:18 `idle` is never cleared:"];
    expect(told(loadFixture(join(folder, "two"), "bad", folder))).toEqual({ check: lines, "ESLint 10, typed": lines });
  });

  it("fail a test when the code does not parse", () => {
    expect(() => told(fixture("const = ;\n", "broken.js"))).toThrow("broken.js");
  });
});
