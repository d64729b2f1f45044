import { afterEach, describe, expect, it } from "vitest";
import type { FileIo } from "../../codemods/file-io.ts";
import { type Recovery, recover } from "../../codemods/recover.ts";
import { writeAll, type WriteResult } from "../../codemods/write.ts";
import { Death, type Fault, faultyIo, judge, look, makeSet, removeTree } from "./write-support.ts";

interface Disk {
  readonly title: string;
  readonly hasLinks: boolean;
  /** What it may answer. */
  readonly codes: readonly string[];
}
const DISKS: readonly Disk[] = [
  { title: "a file system with links", hasLinks: true, codes: ["ENOSPC", "EMFILE", "EIO", "EACCES", "EPERM"] },
  { title: "a file system without links", hasLinks: false, codes: ["ENOSPC", "EIO"] },
];

let set: ReturnType<typeof makeSet> = { root: "", changes: [], old: new Map(), new: new Map(), groups: {} };

function renew(): void {
  removeTree(set.root);
  set = makeSet();
}
afterEach(() => {
  removeTree(set.root);
});

/** Runs `act` in a process that has this fault. Returns what it returned, or "died". */
function withFault<T>(fault: Fault | undefined, disk: Disk, act: (io: FileIo) => T): T | "died" {
  const { io, bury } = faultyIo(fault, undefined, disk.hasLinks);
  try {
    return act(io);
  } catch (error) {
    if (!(error instanceof Death)) throw error;
    return "died";
  } finally {
    bury();
  }
}

function write(fault: Fault | undefined, disk: Disk): WriteResult | "died" {
  return withFault(fault, disk, (io) => writeAll(set.root, set.changes, io));
}

function recoverCalmly(disk: Disk): Recovery | undefined {
  const recovery = withFault(undefined, disk, (io) => recover(set.root, io));
  return recovery === "died" ? undefined : recovery;
}

/** How many calls an undisturbed write of the set makes. */
function countCalls({ hasLinks }: Disk): number {
  renew();
  const { io, calls } = faultyIo(undefined, undefined, hasLinks);
  writeAll(set.root, set.changes, io);
  expect(judge(set)).toEqual(["one", "two"]);
  return calls.length;
}

function groupsWritten(result: WriteResult): Set<string | undefined> {
  return new Set(result.written.map((path) => set.changes.find((change) => change.path === path)?.group));
}

it("a set is written with real syncs, modes are kept, and nothing else is left", () => {
  renew();
  const result = writeAll(set.root, set.changes);
  expect(result).toMatchObject({ refused: [], leftovers: [], blocked: undefined, unfinished: undefined });
  expect(result.written).toHaveLength(5);
  expect(judge(set)).toEqual(["one", "two"]);
  expect(recover(set.root)).toBeUndefined();
});

describe.each(DISKS)("on $title, a set", (disk) => {
  it("is all-old or all-new after a death at any call, and no path is absent or torn before recovery either", () => {
    const total = countCalls(disk);
    const outcomes = { old: 0, new: 0 };
    for (let at = 1; at <= total; at++) {
      renew();
      expect(write({ at, how: "die" }, disk)).toBe("died");
      const dead = look(set.root);
      for (const [path, value] of set.old) expect([value, set.new.get(path)]).toContain(dead.get(path));
      expect(recoverCalmly(disk) ?? { problem: undefined, leftovers: [] }).toMatchObject({ problem: undefined, leftovers: [] });
      const fresh = judge(set);
      expect([0, 2]).toContain(fresh.length); // the whole set, not only each group
      outcomes[fresh.length === 2 ? "new" : "old"]++;
      expect(recoverCalmly(disk)).toBeUndefined();
    }
    expect(outcomes.old).toBeGreaterThan(100);
    expect(outcomes.new).toBeGreaterThan(20);
  });

  it("keeps its journal for the next start where one file can't be put back", () => {
    renew();
    const { io } = faultyIo(undefined, undefined, disk.hasLinks);
    const failing: FileIo = {
      ...io,
      rename: (from, to) => {
        if (from.endsWith(".bak") || to.endsWith("sub/b.ts")) throw Object.assign(new Error("EACCES"), { code: "EACCES" });
        io.rename(from, to);
      },
    };
    expect(writeAll(set.root, set.changes, failing).unfinished).toBe("EACCES");
    expect(recoverCalmly(disk)?.problem).toBeUndefined();
    expect(judge(set)).toEqual(["two"]);
  });

  it("survives a second death, in recovery", () => {
    const total = countCalls(disk);
    for (let at = 1; at <= total; at += 4) {
      for (let second = 1 + (at % 13); ; second += 13) {
        renew();
        write({ at, how: "die" }, disk);
        const again = withFault({ at: second, how: "die" }, disk, (io) => recover(set.root, io));
        expect(recoverCalmly(disk)?.problem).toBeUndefined();
        expect([0, 2]).toContain(judge(set).length);
        if (again !== "died") break;
      }
    }
  });

  it.each(disk.codes)("is settled and tidy after one %s at any call", (how) => {
    const total = countCalls(disk);
    for (let at = 1; at <= total; at++) {
      renew();
      const result = write({ at, how }, disk);
      const fresh = judge(set);
      expect(result).toMatchObject({ unfinished: undefined, leftovers: [] });
      if (result !== "died") expect(groupsWritten(result)).toEqual(new Set(fresh));
    }
  });

  it.each(disk.codes.slice(0, 3))("is settled by the next start after lasting %s from any call on", (how) => {
    const total = countCalls(disk);
    for (let at = 1; at <= total; at++) {
      renew();
      const result = write({ at, how, forever: true }, disk);
      expect(recoverCalmly(disk)?.problem).toBeUndefined();
      const fresh = judge(set);
      if (result !== "died") expect(groupsWritten(result)).toEqual(new Set(fresh));
    }
  });

  it("is settled after one error in recovery at any call", () => {
    const total = countCalls(disk);
    for (let at = 2; at <= total; at += 6) {
      for (let second = 1 + (at % 13); second < 130; second += 13) {
        renew();
        write({ at, how: "die" }, disk);
        withFault({ at: second, how: "EIO" }, disk, (io) => recover(set.root, io));
        expect(recoverCalmly(disk)?.problem).toBeUndefined();
        expect([0, 2]).toContain(judge(set).length);
      }
    }
  });
});
