import { readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { FileIo } from "../../codemods/file-io.ts";
import { writeAll, type WriteResult } from "../../codemods/write.ts";
import { type Fault, faultyIo, look, makeSet, makeTree, removeTree } from "./write-support.ts";

/** What another process does to a file, whole, before one call of ours. */
const HABITS: Readonly<Record<string, (path: string) => void>> = {
  "writes into it": (path) => {
    writeFileSync(path, "EDIT");
  },
  "replaces it": (path) => {
    writeFileSync(`${path}~`, "EDIT");
    renameSync(`${path}~`, path);
  },
};

let trees: string[] = [];
afterEach(() => {
  trees.forEach(removeTree);
  trees = [];
});

interface Scene {
  readonly set: ReturnType<typeof makeSet>;
  readonly result: WriteResult;
  /** The call before which the neighbour acted, or undefined once there is no such call any more. */
  readonly call: string | undefined;
}

function play(at: number, act: (root: string) => void, fault?: Fault): Scene {
  const set = makeSet();
  trees.push(set.root);
  const { io, calls, bury } = faultyIo(fault, (call) => {
    if (call === at) act(set.root);
  });
  const result = writeAll(set.root, set.changes, io);
  bury();
  return { set, result, call: calls[at - 1] };
}

/** Whether the neighbour's bytes are still there: in the file, or where the writer says that it kept them. */
function isKept({ set, result }: Scene, path: string): boolean {
  const places = [join(set.root, path), ...result.leftovers.flatMap(({ keptAt }) => keptAt ?? [])];
  return places.some((place) => readFileSync(place, "utf8") === "EDIT");
}

/** Every file but the neighbour's is new if its group was written, and old if it was refused. */
function expectWholeGroups({ set, result }: Scene, path: string): void {
  const now = look(set.root);
  const check = (paths: readonly string[], state: ReadonlyMap<string, string>): void => {
    for (const other of paths.map((absolute) => relative(set.root, absolute)).filter((name) => name !== path)) expect(now.get(other)).toBe(state.get(other));
  };
  check(result.written, set.new);
  check(result.refused.map((change) => change.path), set.old);
  expect(result.written.length + result.refused.length).toBe(set.changes.length);
  const reasons = new Set(result.refused.map(({ refusal }) => refusal.reason));
  expect(["changed-on-disk", "name-taken", "write-failed"]).toEqual(expect.arrayContaining([...reasons])); // the last where the test injects it
}

/** All calls before which the neighbour's act is lost. */
function findLosses(path: string, act: (path: string) => void, fault?: Fault): string[] {
  const lost: string[] = [];
  for (let at = 1; ; at++) {
    const scene = play(at, (root) => {
      act(join(root, path));
    }, fault);
    if (scene.call === undefined) return lost;
    if (!isKept(scene, path)) lost.push(scene.call);
    expectWholeGroups(scene, path);
    removeTree(scene.set.root);
  }
}

describe("another process", () => {
  it.each(["a.ts", "sub/b.ts", "e.ts"])("that writes into %s before any call loses nothing", (path) => {
    expect(findLosses(path, HABITS["writes into it"] ?? fail)).toEqual([]);
  });

  it.each(["a.ts", "sub/b.ts", "e.ts"])("that replaces %s loses nothing but right before the rename itself", (path) => {
    const lost = findLosses(path, HABITS["replaces it"] ?? fail);
    expect(lost).toHaveLength(1);
    expect(lost[0]).toMatch(new RegExp(`^rename .*\\.tmp .*${basename(path)}$`));
  });

  it("loses nothing either while a group is undone", () => {
    const fault = { at: findCall((call) => call.startsWith("rename") && call.endsWith("sub/b.ts")), how: "EIO" };
    expect(findLosses("a.ts", HABITS["writes into it"] ?? fail, fault)).toEqual([]);
    expect(findLosses("a.ts", HABITS["replaces it"] ?? fail, fault).every((call) => call.startsWith("rename"))).toBe(true);
  });

  it("that creates the file which is to be added keeps it", () => {
    let acts = 0;
    for (let at = 1; ; at++) {
      const actsBefore = acts;
      const scene = play(at, (root) => {
        if (!exists(join(root, "lib/deep"))) return;
        writeFileSync(join(root, "lib/deep/c.ts"), "EDIT");
        acts++;
      });
      if (scene.call === undefined) break;
      if (acts > actsBefore) expect(readFileSync(join(scene.set.root, "lib/deep/c.ts"), "utf8")).toBe("EDIT");
      expectWholeGroups(scene, "lib/deep/c.ts");
      removeTree(scene.set.root);
    }
    expect(acts).toBeGreaterThan(50);
  });

  it("that deletes a file does not get it back, but in the one call", () => {
    const returned: string[] = [];
    for (let at = 1; ; at++) {
      const scene = play(at, (root) => {
        rmSync(join(root, "a.ts"));
      });
      if (scene.call === undefined) break;
      if (exists(join(scene.set.root, "a.ts"))) returned.push(scene.call);
      removeTree(scene.set.root);
    }
    expect(returned).toHaveLength(1);
  });

  it("that puts a link in a file's place does not lead a write out of the tree", () => {
    for (let at = 1; ; at++) {
      const outside = makeTree({ "victim.ts": "old a\n" });
      trees.push(outside);
      const scene = play(at, (root) => {
        rmSync(join(root, "a.ts"));
        symlinkSync(join(outside, "victim.ts"), join(root, "a.ts"));
      });
      expect(readFileSync(join(outside, "victim.ts"), "utf8")).toBe("old a\n");
      expect([...look(outside).keys()]).toEqual(["victim.ts"]);
      removeTree(scene.set.root);
      removeTree(outside);
      if (scene.call === undefined) break;
    }
  });

  it("that puts a link in a folder's place does not lead a write out of the tree", () => {
    for (let at = 1; ; at++) {
      const outside = makeTree({ "b.ts": "old b" });
      trees.push(outside);
      const scene = play(at, (root) => {
        renameSync(join(root, "sub"), join(root, "moved"));
        symlinkSync(outside, join(root, "sub"));
      });
      expect([...look(outside)]).toEqual([["b.ts", `${(statSync(join(outside, "b.ts")).mode & 0o7777).toString(8)}:old b`]]);
      removeTree(scene.set.root);
      removeTree(outside);
      if (scene.call === undefined) break;
    }
  });

  it("that wrote into a file in time is not even replaced for a moment", () => {
    const staged = findCall((call) => call.startsWith("link") && call.endsWith("-1.bak")) + 1;
    const set = makeSet();
    trees.push(set.root);
    const { io, calls, bury } = faultyIo(undefined, (call) => {
      if (call === staged) writeFileSync(join(set.root, "a.ts"), "EDIT");
    });
    writeAll(set.root, set.changes, io);
    bury();
    expect(calls.filter((call) => /^rename .*a\.ts$/.test(call))).toEqual([]);
  });

  it("only costs its own group", () => {
    const set = makeSet();
    trees.push(set.root);
    writeFileSync(join(set.root, "a.ts"), "EDIT");
    const result = writeAll(set.root, set.changes);
    expect(result.written.map((path) => basename(path))).toEqual(["d.ts", "e.ts"]);
    expect(result.refused.map(({ refusal }) => refusal.reason)).toEqual(["changed-on-disk", "changed-on-disk", "changed-on-disk"]);
  });
});

function findCall(test: (call: string) => boolean): number {
  const set = makeSet();
  trees.push(set.root);
  const { io, calls }: { io: FileIo; calls: string[] } = faultyIo();
  writeAll(set.root, set.changes, io);
  return calls.findIndex(test) + 1;
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function fail(): never {
  throw new Error("no such habit");
}
