import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, linkSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nodeIo } from "../../codemods/file-io.ts";
import { saveJournal, sha256 } from "../../codemods/journal.ts";
import { releaseLock, takeLock } from "../../codemods/lock.ts";
import { recover } from "../../codemods/recover.ts";
import { writeAll, type WriteResult } from "../../codemods/write.ts";
import { compileWriter } from "./write-child.ts";
import { Death, faultyIo, judge, look, makeSet, makeTree, put, removeTree } from "./write-support.ts";

const RUN = "0123456789abcdef";
let root = "";
let outside = "";
beforeEach(() => {
  root = makeTree({ "a.ts": "new", [`.pokayoke-${RUN}-0.bak`]: "old", "keep.ts": "keep" });
  outside = makeTree({ "o.ts": "outside", "journal.json": "{}", lock: "{}" });
});
afterEach(() => {
  removeTree(root);
  removeTree(outside);
});

function body(path: string, keep: string[] = []): object {
  const before = sha256(Buffer.from("old"));
  return { records: [{ path, group: "g", before, after: sha256(Buffer.from("new")) }], folders: [], keep };
}

function plant(content: string | object): void {
  put(root, ".pokayoke/journal.json", typeof content === "string" ? content : JSON.stringify(content));
}

/** A journal with a true mark, as only this machine can write it: what would happen if the mark were forged. */
function plantMarked(journal: object): void {
  const answer = takeLock(nodeIo, root, "f".repeat(16));
  if ("why" in answer) throw new Error(answer.why);
  saveJournal(nodeIo, answer.lock, { run: RUN, ...journal } as Parameters<typeof saveJournal>[2]);
  releaseLock(nodeIo, answer.lock);
}

function withoutState(): Map<string, string> {
  const seen = look(root);
  for (const path of seen.keys()) if (path === ".pokayoke" || path.startsWith(".pokayoke/")) seen.delete(path);
  return seen;
}

describe("a journal that was not written here", () => {
  const forged = (): [string, string | object][] => [
    ["torn", '{"run":"0123'],
    ["empty", ""],
    ["no object", "null"],
    ["binary", "\0\0\0"],
    ["without a mark", { run: RUN, ...body("a.ts") }],
    ["with a guessed inode", { run: RUN, ino: "123", ...body("a.ts") }],
    ["with a prototype", '{"__proto__":{"run":"0123456789abcdef"}}'],
  ];

  it.each(forged())("is set aside and nothing else is touched: %s", (_, content) => {
    plant(content);
    const before = withoutState();
    expect(recover(root)?.problem).toMatch(/set aside/);
    expect(withoutState()).toEqual(before);
    expect(existsSync(join(root, ".pokayoke/journal.json"))).toBe(false);
    expect(recover(root)).toBeUndefined();
  });

  it("is set aside with a right inode number, but the time of a checkout", () => {
    plant("{}");
    const { ino } = lstatSync(join(root, ".pokayoke/journal.json"));
    plant({ run: RUN, ino: String(ino), ...body("a.ts") });
    expect(recover(root)?.problem).toMatch(/set aside/);
    expect(readFileSync(join(root, "a.ts"), "utf8")).toBe("new");
  });

  it("is set aside with the right time, but another inode: a copied tree", () => {
    plantMarked(body("a.ts"));
    const copy = makeTree({});
    cpSync(root, copy, { recursive: true, preserveTimestamps: true });
    const old = statTime(join(root, ".pokayoke/journal.json"));
    utimesSync(join(copy, ".pokayoke/journal.json"), old, old);
    expect(recover(copy)?.problem).toMatch(/set aside/);
    expect(readFileSync(join(copy, "a.ts"), "utf8")).toBe("new");
    expect(recover(root)).toMatchObject({ old: ["a.ts"], problem: undefined });
    removeTree(copy);
  });

  it("is not followed where it is a link, a hard link, or a folder", () => {
    mkdirSync(join(root, ".pokayoke"));
    symlinkSync(join(outside, "journal.json"), join(root, ".pokayoke/journal.json"));
    expect(recover(root)?.problem).toMatch(/set aside/);
    linkSync(join(outside, "journal.json"), join(root, ".pokayoke/journal.json"));
    expect(recover(root)?.problem).toMatch(/set aside/);
    mkdirSync(join(root, ".pokayoke/journal.json/x"), { recursive: true });
    expect(recover(root)?.problem).toMatch(/set aside/);
    expect([...look(outside).keys()]).toEqual(["journal.json", "lock", "o.ts"]);
    expect(readFileSync(join(outside, "journal.json"), "utf8")).toBe("{}");
  });

  it("does not let a write begin before it was dealt with", () => {
    plant({ run: RUN, ...body("a.ts") });
    const change = { path: join(root, "keep.ts"), group: "g", before: Buffer.from("keep"), after: Buffer.from("x") };
    expect(writeAll(root, [change]).blocked).toMatch(/interrupted/);
    recover(root);
    expect(writeAll(root, [change]).written).toEqual([change.path]);
  });
});

describe("a journal with a true mark", () => {
  it("puts the old bytes back only over the new ones", () => {
    plantMarked(body("a.ts"));
    expect(recover(root)).toMatchObject({ old: ["a.ts"], leftovers: [], problem: undefined });
    expect([...look(root).keys()]).toEqual(["a.ts", "keep.ts"]);
    expect(readFileSync(join(root, "a.ts"), "utf8")).toBe("old");
  });

  it.each(["../o.ts", "/etc/passwd", "sub/../../o.ts", "a//b", "./a.ts", ""])("can't name %j", (path) => {
    const before = withoutState();
    plantMarked(body(path));
    expect(recover(root)?.problem).toMatch(/set aside/);
    expect(withoutState()).toEqual(before);
  });

  it.each([".git/config", "link/o.ts", ".pokayoke/x"])("does not reach %j", (path) => {
    put(root, ".git/config", "new");
    put(outside, "o.ts", "new");
    put(outside, `.pokayoke-${RUN}-0.bak`, "old");
    put(outside, `.pokayoke-${RUN}-0.tmp`, "x");
    symlinkSync(outside, join(root, "link"));
    const there = look(outside);
    const before = withoutState();
    plantMarked(body(path));
    expect(recover(root)?.leftovers).toHaveLength(1);
    expect(withoutState()).toEqual(before);
    expect(look(outside)).toEqual(there);
  });

  it("leaves a file that somebody changed since, and says where the old bytes are", () => {
    put(root, "a.ts", "theirs");
    plantMarked(body("a.ts"));
    const recovery = recover(root);
    expect(recovery?.leftovers).toMatchObject([{ path: "a.ts", keptAt: join(root, `.pokayoke-${RUN}-0.bak`) }]);
    expect(readFileSync(join(root, "a.ts"), "utf8")).toBe("theirs");
    expect(readFileSync(join(root, `.pokayoke-${RUN}-0.bak`), "utf8")).toBe("old");
    expect(recover(root)).toBeUndefined();
  });

  it("keeps old bytes that somebody wrote into after the set was decided", () => {
    put(root, `.pokayoke-${RUN}-0.bak`, "late edit");
    plantMarked(body("a.ts", ["g"]));
    expect(recover(root)?.leftovers).toMatchObject([{ keptAt: join(root, `.pokayoke-${RUN}-0.bak`) }]);
    expect(readFileSync(join(root, `.pokayoke-${RUN}-0.bak`), "utf8")).toBe("late edit");
    expect(readFileSync(join(root, "a.ts"), "utf8")).toBe("new");
  });

  it("puts an edit of the old file back with it while the set is undecided", () => {
    put(root, `.pokayoke-${RUN}-0.bak`, "their edit");
    plantMarked(body("a.ts"));
    recover(root);
    expect(readFileSync(join(root, "a.ts"), "utf8")).toBe("their edit");
  });

  it("does not delete a folder or a file that is not its own", () => {
    put(root, "mine/keep.ts", "x");
    const record = { path: "mine/keep.ts", group: "g", before: null, after: sha256(Buffer.from("y")) };
    plantMarked({ records: [record], folders: ["mine", "keep.ts"], keep: [] });
    recover(root);
    expect(readFileSync(join(root, "mine/keep.ts"), "utf8")).toBe("x");
    expect(readFileSync(join(root, "keep.ts"), "utf8")).toBe("keep");
  });

  it("says so where the old bytes are gone", () => {
    rmSync(join(root, `.pokayoke-${RUN}-0.bak`));
    plantMarked(body("a.ts"));
    expect(recover(root)?.leftovers).toMatchObject([{ path: "a.ts", keptAt: undefined }]);
    expect(readFileSync(join(root, "a.ts"), "utf8")).toBe("new");
  });

  it("does not mind a folder that was deleted since", () => {
    plantMarked(body("gone/a.ts"));
    expect(recover(root)?.problem).toBeUndefined();
  });
});

describe("the state folder", () => {
  it.each(["link", "file"])("is not used where it is a %s", (kind) => {
    if (kind === "link") symlinkSync(outside, join(root, ".pokayoke"));
    else writeFileSync(join(root, ".pokayoke"), "mine");
    const before = [...look(root), ...look(outside)];
    expect(recover(root)?.problem).toMatch(/not a folder/);
    const change = { path: join(root, "keep.ts"), group: "g", before: Buffer.from("keep"), after: Buffer.from("x") };
    expect(writeAll(root, [change]).blocked).toMatch(/not a folder/);
    expect([...look(root), ...look(outside)]).toEqual(before);
  });

  it("keeps what others keep in it", () => {
    put(root, ".pokayoke/baseline.json", "[]");
    writeAll(root, [{ path: join(root, "keep.ts"), group: "g", before: Buffer.from("keep"), after: Buffer.from("x") }]);
    expect(readdirSync(join(root, ".pokayoke"))).toEqual(["baseline.json"]);
  });
});

describe("the lock", () => {
  const change = (): Parameters<typeof writeAll>[1] => [{ path: join(root, "keep.ts"), group: "g", before: Buffer.from("keep"), after: Buffer.from("x") }];

  it("keeps a second writer and a recovery out while its process lives, with a sentence that helps", async () => {
    const sleeper = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60000)"], { stdio: "ignore" });
    const io = { ...nodeIo, writer: { pid: sleeper.pid ?? 0, started: 1 } };
    expect(takeLock(io, root, "1".repeat(16))).toHaveProperty("lock");
    const result = writeAll(root, change());
    expect(result.blocked).toMatch(new RegExp(`process ${String(sleeper.pid)} .* delete .*lock`));
    expect(result).toMatchObject({ written: [], refused: [] });
    expect(recover(root)?.problem).toMatch(/another pokayoke/);
    expect(readdirSync(join(root, ".pokayoke"))).toEqual(["lock"]);
    sleeper.kill("SIGKILL");
    await once(sleeper, "exit");
    expect(writeAll(root, change()).written).toHaveLength(1);
    expect(existsSync(join(root, ".pokayoke"))).toBe(false);
  });

  it.each(["no mark", "link", "folder"])("of a hostile tree does not keep anybody out: %s", (kind) => {
    mkdirSync(join(root, ".pokayoke"));
    const path = join(root, ".pokayoke/lock");
    if (kind === "link") symlinkSync(join(outside, "lock"), path);
    else if (kind === "folder") mkdirSync(join(path, "x"), { recursive: true });
    else writeFileSync(path, JSON.stringify({ run: RUN, ino: "1", pid: 1, host: "here", started: 1 }));
    expect(writeAll(root, change()).written).toHaveLength(1);
    expect(readFileSync(join(outside, "lock"), "utf8")).toBe("{}");
  });

  it("lets of two processes that start at once both finish, or one say why not", async () => {
    const program = compileWriter();
    for (let round = 0; round < 5; round++) {
      const tree = makeTree({ "a.ts": "a", "b.ts": "b" });
      const results = await Promise.all(["a.ts", "b.ts"].map((name) => runOnce(program, tree, join(tree, name))));
      for (const result of results) expect(result.written.length === 1 || result.blocked !== undefined).toBe(true);
      expect(readdirSync(tree)).toEqual(["a.ts", "b.ts"]);
      removeTree(tree);
    }
    removeTree(program);
  });
});

describe("recovery", () => {
  it("is left to the next start of whatever root has the journal", () => {
    const set = makeSet();
    const { io, calls, bury } = faultyIo();
    writeAll(set.root, set.changes, io);
    const swapOfD = calls.findIndex((call) => call.startsWith("rename") && call.endsWith("d.ts")) + 2;
    bury();
    removeTree(set.root);
    const again = makeSet();
    const dying = faultyIo({ at: swapOfD, how: "die" });
    expect(() => writeAll(again.root, again.changes, dying.io)).toThrow(Death);
    dying.bury();
    renameSync(again.root, `${again.root}-moved`); // a folder that is moved takes its journal along
    const moved = { ...again, root: `${again.root}-moved` };
    expect(recover(moved.root)?.problem).toBeUndefined();
    expect(judge(moved)).toEqual([]);
    removeTree(moved.root);
  });
});

function statTime(path: string): Date {
  return lstatSync(path).mtime;
}

async function runOnce(program: string, tree: string, file: string): Promise<WriteResult> {
  const child = spawn(process.execPath, [join(program, "once.mjs"), tree, file], { stdio: ["ignore", "pipe", "inherit"] });
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  await once(child, "close");
  return JSON.parse(Buffer.concat(chunks).toString()) as WriteResult;
}
