import { createHash } from "node:crypto";
import { chmodSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run, type Run } from "../cli/command.ts";
import { visible } from "../../cli/visible.ts";
import { type HostileTree, makeHostileTree, REFUSED, rewritten, REWRITTEN, SKIPPED, UNPARSED } from "./hostile-tree.ts";
import { look, removeTree } from "./write-support.ts";

let tree: HostileTree;
let old: ReadonlyMap<string, string>;
let oldOutside: ReadonlyMap<string, string>;
const runs: Record<"check" | "unsure" | "dry" | "write" | "again", Run> = { check: none(), unsure: none(), dry: none(), write: none(), again: none() };
const MIGRATE = ["migrate", "--rule", "no-unbounded-retry", "--no-progress"];

function none(): Run {
  return { status: null, stdout: "", stderr: "" };
}

/** Everything but what git keeps, with the hash of its content: there are large files. */
function treeNow(): ReadonlyMap<string, string> {
  return new Map([...look(tree.root)].filter(([path]) => !path.startsWith(".git/")).map(([path, seen]) => {
    const [mode = "", ...content] = seen.split(":");
    return [path, `${mode}:${hashOf(Buffer.from(content.join(":"), "latin1"))}`];
  }));
}

function hashOf(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

function escaped(text: string): string {
  return text.replaceAll(/\W/g, String.raw`\$&`);
}

beforeAll(() => {
  tree = makeHostileTree();
  old = treeNow();
  oldOutside = look(tree.outside);
  runs.check = run(tree.root, ["check", "--rule", "no-unbounded-retry"]);
  runs.unsure = run(tree.root, MIGRATE);
  runs.dry = run(tree.root, [...MIGRATE, "--allow-dirty"]);
  expect(treeNow()).toEqual(old);
  runs.write = run(tree.root, [...MIGRATE, "--allow-dirty", "--write"]);
  runs.again = run(tree.root, [...MIGRATE, "--allow-dirty", "--write"]);
}, 300_000);
afterAll(() => {
  chmodSync(join(tree.root, "locked"), 0o755);
  for (const folder of [tree.root, tree.outside, tree.canaries]) removeTree(folder);
});

describe("check, in a hostile tree", () => {
  it.each([...Object.keys(REWRITTEN), ...Object.keys(REFUSED)])("finds what is in %j", (path) => {
    expect(runs.check.stdout).toMatch(new RegExp(`^${escaped(visible(path))}:\\d+:\\d+ `, "m"));
  });

  it.each(Object.entries(UNPARSED))("says why it can't parse %s", (path, [told]) => {
    expect(runs.check.stdout).toMatch(new RegExp(`^${escaped(path)}:\\d+:\\d+  .*${escaped(told)}`, "m"));
  });

  it("counts what it leaves out, by reason", () => {
    expect(runs.check.stdout).toContain(SKIPPED);
  });
});

describe("migrate, in a hostile tree", () => {
  it("would write nothing that git does not hold", () => {
    expect(runs.unsure.stdout).toContain("0 of 27 findings can be rewritten, 27 refused");
    expect(runs.unsure.stdout.match(/refused: uncommitted-changes/g)).toHaveLength(Object.keys(REWRITTEN).length + 2);
  });

  it.each(Object.entries(REWRITTEN))("rewrites %j, and no byte beside", (path, content) => {
    expect(readFileSync(join(tree.root, path))).toEqual(rewritten(content));
  });

  it.each(Object.entries(REFUSED))("leaves %s, and says why", (path, [reason]) => {
    for (const { stdout } of [runs.dry, runs.write, runs.again]) expect(stdout).toMatch(new RegExp(`^  ${escaped(path)}:\\d+:\\d+  .*refused: ${reason}$`, "m"));
  });

  it.each(Object.entries(UNPARSED))("says why it can't parse %s", (path, [told]) => {
    for (const { stderr } of [runs.dry, runs.write, runs.again]) expect(stderr).toContain(`pokayoke: ${path}: could not be parsed: ${told}\n`);
  });

  it("counts what it leaves out, by reason", () => {
    for (const { stdout } of [runs.dry, runs.write, runs.again]) expect(stdout).toContain(SKIPPED);
  });

  it("changes nothing else, and leaves nothing behind", () => {
    const expected = new Map(old);
    for (const [path, content] of Object.entries(REWRITTEN)) expected.set(path, `${old.get(path)?.split(":")[0] ?? ""}:${hashOf(rewritten(content))}`);
    expect(treeNow()).toEqual(expected);
    expect(runs.again.stdout).toContain(`0 of ${String(Object.keys(REFUSED).length)} findings rewritten`);
  });
});

describe("both, in a hostile tree,", () => {
  it("change nothing outside of it, and run nothing of it", () => {
    expect(look(tree.outside)).toEqual(oldOutside);
    expect(readdirSync(tree.canaries).filter((name) => !name.startsWith("."))).toEqual([]);
  });

  it("end as they should, show no stack, and nothing that a terminal obeys", () => {
    for (const { status, stdout, stderr } of Object.values(runs)) {
      expect([status, stderr]).toEqual([1, expect.not.stringMatching(/internal error|internal-error/)]);
      for (const text of [stdout, stderr]) {
        expect(text).not.toMatch(/^\s+at .*:\d+:\d+/m);
        const plain = text.replaceAll(/[\t\n\r]/g, "");
        expect(visible(plain) === plain).toBe(true);
      }
    }
  });
});
