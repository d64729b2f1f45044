import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { walk } from "../../cli/discover.ts";
import { nothingIgnored } from "../../cli/gitignore.ts";
import { parseIgnoreLine } from "../../cli/ignore-pattern.ts";
import { makeTree } from "./tree.ts";

const NAMES = ["a", "b", "ab", "a.b", "[a]", "x y", "é", "a*b", "!a", "#a", "-", "a\\b"];
const PATHS = [...NAMES, ...NAMES.slice(0, 6).flatMap((folder) => NAMES.slice(0, 7).map((name) => `d${folder}/${name}`)), "da/db/a", "da/db/dc/b", "da/db/dc/ab", "b.d/a/b/a"].map((path) => `${path}.ts`);

/** The files that git would add, by its own rules for ignoring. */
function takenByGit(root: string): readonly string[] {
  const args = ["-c", "core.excludesFile=/dev/null", "-c", "core.ignoreCase=false", "ls-files", "-z", "--others", "--exclude-standard"];
  const listed = execFileSync("git", args, { cwd: root, encoding: "utf8" }).split("\0");
  return listed.filter((path) => path.endsWith(".ts")).sort();
}

function takenByUs(root: string): readonly string[] {
  return walk(root, nothingIgnored, true).files.map((path) => relative(root, path)).sort();
}

describe("a .gitignore file", () => {
  const cases: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ["names, anywhere", { ".gitignore": "a.ts\n" }],
    ["names, here alone", { ".gitignore": "/a.ts\nda/b.ts\n" }],
    ["folders alone", { ".gitignore": "da/\nb.ts/\n" }],
    ["wildcards", { ".gitignore": "*.b.ts\nd?/ab.ts\n" }],
    ["brackets", { ".gitignore": "[ab].ts\nd[!a-z]/*\n[[:punct:]]*\n" }],
    ["brackets that are none", { ".gitignore": "[a\n[a.ts\n[[:nope:]].ts\n" }],
    ["two stars", { ".gitignore": "**/db/**\nda/**/b.ts\n" }],
    ["two stars within a name", { ".gitignore": "d**/a**.ts\n" }],
    ["what is taken after all", { ".gitignore": "*\n!*/\n!a.ts\n!da/**\nda/b.ts\n" }],
    ["what can't be taken again below an ignored folder", { ".gitignore": "da/\n!da/a.ts\n" }],
    ["comments, blanks and escapes", { ".gitignore": "# a.ts\n\n\\#a.ts\n\\!a.ts\nx\\ y.ts\nb.ts   \na\\*b.ts\n" }],
    ["a mark in front and CRLF", { ".gitignore": "\uFEFFa.ts\r\nb.ts\r\n" }],
    ["a file in a folder, which is nearer", { ".gitignore": "a.ts\nb.ts\n", "da/.gitignore": "!a.ts\n/db/dc/\n" }],
    ["a backslash at the end", { ".gitignore": "a.ts\\\n" }],
  ];

  it.each(cases)("means what it means to git: %s", (_, ignoreFiles) => {
    const root = makeTree({ ...Object.fromEntries(PATHS.map((path) => [path, ""])), ...ignoreFiles });
    execFileSync("git", ["init", "-q"], { cwd: root });
    expect(takenByUs(root)).toEqual(takenByGit(root));
  });

  it("takes a node_modules that it names as its own, and what is installed below it never", () => {
    const packages = { "packages/node_modules/a/index.ts": "", "packages/node_modules/a/node_modules/b/index.ts": "", "node_modules/c/index.ts": "" };
    expect(takenByUs(makeTree({ ...packages, ".gitignore": "node_modules\n!packages/node_modules\n" }))).toEqual(["packages/node_modules/a/index.ts"]);
    expect(takenByUs(makeTree(packages))).toEqual([]);
  });

  it.each([".package-lock.json", ".modules.yaml", ".yarn-integrity"])("takes no node_modules that a package manager filled, though git keeps it: %s", (left) => {
    const packages = { "layer/node_modules/tar/index.ts": "", [`layer/node_modules/${left}`]: "", "layer/handler.ts": "" };
    expect(takenByUs(makeTree({ ...packages, ".gitignore": "node_modules\n", "layer/.gitignore": "!node_modules\n" }))).toEqual(["layer/handler.ts"]);
  });

  it("means what it means to git, whatever stands in it", () => {
    const root = makeTree(Object.fromEntries(PATHS.map((path) => [path, ""])));
    execFileSync("git", ["init", "-q"], { cwd: root });
    const part = fc.constantFrom("a", "b", "d", ".ts", "*", "**", "?", "/", "[ab]", "[!a]", "[a-d]", "[", "]", "\\", " ", "!", "#", "-", "é", ".", "[[:alpha:]]", "x y", "[]a]", "[a-", "**/", "/**");
    const line = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(""));
    const text = fc.array(line, { minLength: 1, maxLength: 4 }).map((lines) => lines.join("\n"));
    fc.assert(
      fc.property(text, fc.option(text), (outer, inner) => {
        writeFileSync(join(root, ".gitignore"), outer);
        rmSync(join(root, "da", ".gitignore"), { force: true });
        if (inner !== null) writeFileSync(join(root, "da", ".gitignore"), inner);
        expect(takenByUs(root)).toEqual(takenByGit(root));
      }),
      { numRuns: 300 },
    );
  });

  it("costs no more than pattern times path, however it is written", () => {
    const pattern = parseIgnoreLine(`**/a${"**/".repeat(30)}${"*a".repeat(200)}b`);
    const started = performance.now();
    expect(pattern?.matches(`${"a/".repeat(60)}${"a".repeat(4000)}c`)).toBe(false);
    expect(pattern?.matches(`${"a/".repeat(60)}${"a".repeat(4000)}b`)).toBe(true);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
