import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { diffsOf } from "../../cli/migrate/unified-diff.ts";
import type { MigrationReport } from "../../cli/reporters/migration.ts";
import { migrationToJson } from "../../cli/reporters/migration-json.ts";
import { migrationToStylish } from "../../cli/reporters/migration-stylish.ts";
import { paintFor } from "../../cli/terminal.ts";
import { DEFAULT_OPTIONS } from "../../codemods/codemod.ts";
import { makeRepository, migrateToy } from "../codemods/toy.ts";

const FILES = {
  "tsconfig.json": JSON.stringify({ compilerOptions: { strict: true, module: "preserve" } }),
  "a.ts": "export const a: number[] = [];\nexport const bTypo: number[] = [];\nexport const cEscapes: number[] = [];\n",
};

function reportOf(root: string, isWritten = false): { readonly report: MigrationReport; readonly textOf: (path: string) => string | undefined } {
  const { check, plan, proof, refused } = migrateToy(root);
  const report = { root, options: DEFAULT_OPTIONS, isWritten, check, rewrites: proof.kept.rewrites, refused, diffs: diffsOf(proof.kept, root), notes: [] };
  return { report, textOf: (path) => plan.targets.files.get(path)?.text ?? FILES["a.ts"] };
}

describe("the report of a migration", () => {
  it("tells everything to a tool", () => {
    const root = makeRepository(FILES);
    const { report, textOf } = reportOf(root);
    const path = join(root, "a.ts");
    const place = (line: number, start: number, end: number): object => ({ filePath: path, line, column: start, endLine: line, endColumn: end });
    const told = (binding: string): object => ({ ruleId: "pokayoke/no-empty", messageId: "empty", message: `\`${binding}\` starts empty.`, binding });
    expect(JSON.parse(migrationToJson(report, textOf))).toEqual({
      version: 1,
      root,
      written: false,
      options: { overflow: "reject", capacity: 1000, runtime: "inline" },
      rewrites: [
        {
          ...told("a"),
          ...place(1, 14, 15),
          choices: { capacity: "1000", overflow: "reject" },
          laws: { parses: true, types: true, finding: true, converged: true, behaves: "fixtures" },
          edits: [
            { ...place(1, 28, 30), range: [27, 29], text: "new Bounded()" },
            { ...place(1, 1, 1), range: [0, 0], text: 'import { Bounded } from "./bounded.js";\n' },
          ],
          newFiles: [join(root, "bounded.ts")],
        },
      ],
      refused: [
        { ...told("bTypo"), ...place(2, 14, 19), reason: "law-types", detail: "a.ts:2 TS2322 Type 'number' is not assignable to type 'number[]'.", choices: { capacity: "1000", overflow: "reject" }, laws: { parses: true, types: false, finding: true, converged: true } },
        { ...told("cEscapes"), ...place(3, 14, 22), reason: "escapes", detail: "cEscapes goes away" },
      ],
      files: [
        { filePath: path, isNew: false, diff: expect.stringContaining("+++ b/a.ts\n") as string },
        { filePath: join(root, "bounded.ts"), isNew: true, diff: expect.stringContaining("--- /dev/null\n") as string },
      ],
      failures: [],
      problems: [],
      checked: 1,
      skipped: {},
      notes: [],
    });
  });

  it("tells everything to a person", () => {
    const root = makeRepository(FILES);
    const { report, textOf } = reportOf(root);
    const text = migrationToStylish(report, { paint: paintFor({}, {}), isScreen: false, cwd: root, textOf });
    expect(text.slice(text.indexOf("\n1 rewrite\n"))).toBe(`
1 rewrite
  a.ts:1:14  no-empty  a
      capacity: 1000, overflow: reject
      parses ✓  types ✓  finding ✓  converged ✓  behaviour: by the codemod's own fixtures

2 findings stay as they are
  a.ts:2:14  no-empty  bTypo  refused: law-types
      the rewrite adds a type error, or its types can't be checked: a.ts:2 TS2322 Type 'number' is not assignable to type 'number[]'.
      parses ✓  types ✗  finding ✓  converged ✓
  a.ts:3:14  no-empty  cEscapes  refused: escapes
      the array itself is handed to code that may use it in any way: cEscapes goes away

1 of 3 findings can be rewritten in 1 file and 1 new one, 2 refused (1 file checked). Nothing is written yet: --write does it
`);
  });

  it("says what was written, without the diff", () => {
    const root = makeRepository(FILES);
    const { report, textOf } = reportOf(root, true);
    const text = migrationToStylish(report, { paint: paintFor({}, {}), isScreen: false, cwd: root, textOf });
    expect(text).toMatch(/^1 rewrite written\n/);
    expect(text).toMatch(/\n1 of 3 findings rewritten in 1 file and 1 new one, 2 refused \(1 file checked\)\n$/);
  });

  it("shows a screen nothing that the screen would obey", () => {
    const root = makeRepository({ "\u001b[31ma.ts": "export const a: number[] = []; // \u001b[2J\u202e\r\n" });
    const { report, textOf } = reportOf(root);
    const screen = migrationToStylish(report, { paint: paintFor({}, {}), isScreen: true, cwd: root, textOf });
    // eslint-disable-next-line no-control-regex -- controls are what must not be there
    expect(screen).not.toMatch(/[\u001b\r\u202e]/);
    expect(screen).toContain("\\x1b[31ma.ts:1:14");
    const piped = migrationToStylish(report, { paint: paintFor({}, {}), isScreen: false, cwd: root, textOf });
    expect(piped).toContain("// \u001b[2J\u202e\r\n");
  });
});
