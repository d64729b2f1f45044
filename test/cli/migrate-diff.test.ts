import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { diffOf, diffsOf } from "../../cli/migrate/unified-diff.ts";
import { commit, git, makeRepository, migrateToy } from "../codemods/toy.ts";
import { makeTree } from "./tree.ts";

/** Old and new texts; `undefined` for a file that is added. */
const CASES: readonly (readonly [what: string, name: string, before: string | undefined, after: string])[] = [
  ["a change in the middle", "a.ts", `${"x\n".repeat(50)}old\n${"y\n".repeat(50)}`, `${"x\n".repeat(50)}new\n${"y\n".repeat(50)}`],
  ["CRLF", "a.ts", "one\r\ntwo\r\nthree\r\n", "zero\r\none\r\nTWO\r\nthree\r\n"],
  ["mixed line ends", "a.ts", "one\r\ntwo\nthree\r\n", "one\r\nTWO\nthree\r\n"],
  ["a byte order mark", "a.ts", "\uFEFFone\ntwo\n", "\uFEFFzero\none\ntwo\n"],
  ["no line end at the end", "a.ts", "one\ntwo", "one\nTWO"],
  ["no line end at the end, away from the change", "a.ts", "one\ntwo", "ONE\ntwo"],
  ["a line end at the end that comes", "a.ts", "one", "one\n"],
  ["lone carriage returns and line separators", "a.ts", "a\rb\u2028c\nd\n", "a\rb\u2028C\nd\n"],
  ["lines that look like a header", "a.ts", "-- a/x y\n++ b/x\n@@ -1 +1 @@\n", "-- a/z z\n++ b/x\n"],
  ["a new file", "new/folder/a.ts", undefined, "one\ntwo\n"],
  ["a new file without a line end", "a.ts", undefined, "one"],
  ["a blank in the name", "a folder/a b.ts", "one\n", "two\n"],
  ["a new file with a blank in the name", "a b.ts", undefined, "two\n"],
  ["quotes, backslashes and controls in the name", 'a"\\b\t\n\u001b[31m.ts', "one\n", "two\n"],
  ["a name that is not ASCII", "é 🙂.ts", "one\n", "two\n"],
  ["a name that looks like an option", "-a.ts", "one\n", "two\n"],
];

describe("a diff", () => {
  it.each(CASES)("is taken by git apply: %s", (_, name, before, after) => {
    const root = makeTree(before === undefined ? {} : { [name]: before });
    commit(root);
    execFileSync("git", ["-C", root, "apply", "--whitespace=nowarn"], { input: diffOf(name, before, after) });
    expect(readFileSync(join(root, name), "utf8")).toBe(after);
  });

  it.each(CASES.filter(([what]) => !/look like|quotes|not ASCII|option/.test(what)))("is taken by patch -p1: %s", (_, name, before, after) => {
    const root = makeTree(before === undefined ? {} : { [name]: before });
    mkdirSync(dirname(join(root, name)), { recursive: true });
    execFileSync("patch", ["-p1", "-s", "--binary"], { cwd: root, input: diffOf(name, before, after) });
    expect(readFileSync(join(root, name), "utf8")).toBe(after);
  });

  it("has a name's controls quoted", () => {
    expect(diffOf("a\u001b[31m.ts", "one\n", "two\n")).not.toContain("\u001b");
  });

  it("of a whole migration leaves what the migration means", () => {
    const root = makeRepository({ "a.ts": "\uFEFFexport const a: number[] = [];\r\n", "x y/b.ts": "export const b: number[] = [];", "c.ts": "export const c = 1;\n" });
    const { proof } = migrateToy(root);
    const diffs = diffsOf(proof.kept, root);
    expect(diffs.map(({ isNew }) => isNew)).toEqual([false, false, true, true]);
    execFileSync("git", ["-C", root, "apply", "--whitespace=nowarn"], { input: diffs.map(({ text }) => text).join("") });
    for (const [path, text] of proof.kept.overlay) expect(readFileSync(path, "utf8").replace("\uFEFF", "")).toBe(text);
    expect(git(root, "status", "--short").trim().split("\n").length).toBe(4);
  });
});
