import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { settleInterrupted, tellInterrupted } from "../../cli/migrate/before-writing.ts";
import { writeMigration } from "../../cli/migrate/write-migration.ts";
import { nodeIo } from "../../codemods/file-io.ts";
import { changesOf } from "../../codemods/plan-changes.ts";
import { writeAll } from "../../codemods/write.ts";
import { ADDED, git, makeRepository, migrateToy } from "../codemods/toy.ts";

const FILES = { "a.ts": "export const a: number[] = [];\r\n", "b/b.ts": "export const b: number[] = [];\n", "b/c.ts": "export const cTypo: number[] = [];\n" };

describe("writing", () => {
  it("writes what was proven, keeps the mode, and leaves nothing for a second run", () => {
    const root = makeRepository(FILES);
    chmodSync(join(root, "a.ts"), 0o755);
    git(root, "commit", "-qam", "mode");
    const { rewrites, trouble, notes } = writeMigration(root, migrateToy(root));
    expect([rewrites.length, trouble, notes]).toEqual([2, false, []]);
    expect(readFileSync(join(root, "a.ts"), "utf8")).toBe('import { Bounded } from "./bounded.js";\r\nexport const a: number[] = new Bounded();\r\n');
    expect(readFileSync(join(root, "b/bounded.ts"), "utf8")).toBe(ADDED);
    expect(statSync(join(root, "a.ts")).mode & 0o777).toBe(0o755);
    expect(git(root, "status", "--short")).toBe(" M a.ts\n M b/b.ts\n?? b/bounded.ts\n?? bounded.ts\n");
    expect(existsSync(join(root, ".pokayoke/journal.json"))).toBe(false);
    expect(migrateToy(root, { allowDirty: true }).plan.rewrites.map(({ finding }) => finding.data["name"])).toEqual(["cTypo"]);
  });

  it("tells which findings stay when a file changes meanwhile, with what belongs to it", () => {
    const root = makeRepository(FILES);
    const migration = migrateToy(root);
    writeFileSync(join(root, "b/b.ts"), "// mine\n");
    const { rewrites, refused, diffs, trouble } = writeMigration(root, migration);
    expect(rewrites.map(({ finding }) => finding.data["name"])).toEqual(["a"]);
    expect(refused.map(({ finding, refusal }) => [finding.data["name"], refusal.reason])).toEqual([["b", "changed-on-disk"], ["cTypo", "law-types"]]);
    expect(diffs.map(({ path }) => path)).toEqual([join(root, "a.ts"), join(root, "bounded.ts")]);
    expect(trouble).toBe(false);
    expect(existsSync(join(root, "b/bounded.ts"))).toBe(false);
    expect(readFileSync(join(root, "b/b.ts"), "utf8")).toBe("// mine\n");
  });

  it("that dies is told in a dry run, and settled by the next start that writes", () => {
    const root = makeRepository(FILES);
    const { changes } = changesOf(migrateToy(root).proof.kept);
    let renames = 0;
    const dying = {
      ...nodeIo,
      writer: { pid: 4_194_305, started: 0 },
      rename: (from: string, to: string) => {
        if (to.endsWith(".ts") && (renames += 1) > 1) throw new Error("killed");
        nodeIo.rename(from, to);
      },
    };
    expect(() => writeAll(root, changes, dying)).toThrow("killed");
    expect(() => tellInterrupted(root)).toThrow("an earlier run was interrupted");
    expect(settleInterrupted(root)).toEqual([expect.stringMatching(/^an earlier run was interrupted; its files were settled: taken back: /)]);
    expect(git(root, "status", "--short")).toBe("");
    expect(tellInterrupted(root)).toEqual([]);
    expect(settleInterrupted(root)).toEqual([]);
  });
});
