import { linkSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { lineEndOf, overlaps, placeAfter } from "../../codemods/plan-merge.ts";
import { changesOf } from "../../codemods/plan-changes.ts";
import { makeTree } from "../cli/tree.ts";
import { ADDED, fatesOf, git, makeRepository, migrateToy } from "./toy.ts";

describe("a plan", () => {
  it("takes the first of two rewrites of one place, and says why not the other", () => {
    const root = makeRepository({ "a.ts": "export const aWide: number[] = [];\nexport const b: number[] = [];\nexport const c: number[] = [];\n" });
    const migration = migrateToy(root);
    expect(fatesOf(migration)).toEqual({ aWide: "kept", b: "overlap", c: "kept" });
    expect(migration.refused[0]?.refusal.detail).toBe("the rewrite of line 1 comes first; run again when it is done");
  });

  it("makes equal edits of several rewrites one, and equal new files", () => {
    const root = makeRepository({ "a.ts": "export const a: number[] = [];\nexport const b: number[] = [];\n", "x/c.ts": "export const c: number[] = [];\n" });
    const { proof } = migrateToy(root);
    expect(proof.kept.overlay.get(join(root, "a.ts"))?.split("import").length).toBe(2);
    expect([...proof.kept.added.keys()]).toEqual([join(root, "bounded.ts"), join(root, "x/bounded.ts")]);
    const { changes } = changesOf(proof.kept);
    expect(new Set(changes.map(({ group }) => group)).size).toBe(2);
  });

  it("uses a new file that is there already, whatever its line ends, and refuses one that holds something else", () => {
    const source = "export const a: number[] = [];\n";
    expect(migrateToy(makeRepository({ "a.ts": source, "bounded.ts": ADDED.replaceAll("\n", "\r\n") })).proof.kept.added.size).toBe(0);
    const other = migrateToy(makeRepository({ "a.ts": source, "bounded.ts": "export {};\n" }));
    expect(fatesOf(other)).toEqual({ a: "name-taken" });
  });

  it("refuses what must not be written, each for its reason", () => {
    const root = makeRepository({
      "dirty.ts": "export const dirty: number[] = [];\n",
      "hard.ts": "export const hard: number[] = [];\n",
      "ok.ts": "export const ok: number[] = [];\nexport const okCrash: number[] = [];\nexport const okEscapes: number[] = [];\n",
      "latin.ts": Buffer.from("// \xe9\nexport const latin: number[] = [];\n", "latin1"),
    });
    linkSync(join(root, "hard.ts"), join(root, "other-name"));
    symlinkSync("ok.ts", join(root, "link.ts"));
    writeFileSync(join(root, "dirty.ts"), "export const dirty: number[] = [];\n\n");
    writeFileSync(join(root, "untracked.ts"), "export const untracked: number[] = [];\n");
    const migration = migrateToy(root);
    expect(fatesOf(migration)).toEqual({
      dirty: "uncommitted-changes", hard: "hard-link", ok: "kept", okCrash: "codemod-failed", okEscapes: "escapes", latin: "not-utf8", untracked: "uncommitted-changes",
    });
    expect(fatesOf(migrateToy(root, { allowDirty: true }))).toMatchObject({ dirty: "kept", untracked: "kept", hard: "hard-link" });
  });

  it("is made outside of git, too", () => {
    expect(fatesOf(migrateToy(makeTree({ "a.ts": "export const a: number[] = [];\n" })))).toEqual({ a: "kept" });
  });

  it("does not depend on which files are named first", () => {
    const root = makeRepository({ "b.ts": "export const b: number[] = [];\n", "a.ts": "export const a: number[] = [];\n" });
    const overlayOf = (paths: readonly string[]): unknown => [...migrateToy(root, { paths }).proof.kept.overlay];
    expect(overlayOf(["b.ts", "a.ts"])).toEqual(overlayOf(["."]));
  });

  it("is empty on its own result", () => {
    const root = makeRepository({ "a.ts": "export const a: number[] = [];\n" });
    for (const [path, text] of migrateToy(root).proof.kept.overlay) writeFileSync(path, text);
    git(root, "add", "-A");
    git(root, "commit", "-q", "-m", "migrated");
    const { plan, refused } = migrateToy(root);
    expect([plan.rewrites, refused]).toEqual([[], []]);
  });
});

describe("edits", () => {
  const edit = (start: number, end: number, text = ""): { file: string; span: { start: number; end: number }; text: string } => ({ file: "a", span: { start, end }, text });

  it.each([
    [edit(0, 4), edit(4, 6), false],
    [edit(0, 4), edit(3, 6), true],
    [edit(2, 2), edit(2, 2), false],
    [edit(2, 2), edit(2, 5), false],
    [edit(5, 5), edit(2, 5), false],
    [edit(3, 3), edit(2, 5), true],
    [edit(2, 5), edit(3, 3), true],
  ])("overlap or not: %j and %j", (one, other, expected) => {
    expect(overlaps(one, other)).toBe(expected);
  });

  it("move places", () => {
    const file = { target: { text: "" } as never, after: "", edits: [edit(0, 0, "12"), edit(4, 6, "x")] };
    expect([0, 3, 4, 5, 6, 9].map((at) => placeAfter(file, at))).toEqual([2, 5, 6, 6, 7, 10]);
    expect([0, 3, 4, 5, 6, 9].map((at) => placeAfter(file, at, true))).toEqual([0, 5, 6, 7, 7, 10]);
  });

  it("take the line ends of most lines", () => {
    expect([lineEndOf("a"), lineEndOf("a\nb"), lineEndOf("a\r\nb\r\nc\n"), lineEndOf("a\r\nb\n")]).toEqual([undefined, "\n", "\r\n", "\n"]);
  });
});
