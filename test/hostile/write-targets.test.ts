import { chmodSync, linkSync, mkdirSync, readFileSync, renameSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { applyEdits, encodeTarget, isRefusal, readTarget, type TargetFile } from "../../codemods/read-target.ts";
import { writeAll } from "../../codemods/write.ts";
import { faultyIo, look, makeTree, put, removeTree } from "./write-support.ts";

let root = "";
let outside = "";
beforeEach(() => {
  root = makeTree({ "a.ts": "a", "sub/b.ts": "b" });
  outside = makeTree({ "o.ts": "outside" });
});
afterEach(() => {
  removeTree(root);
  removeTree(outside);
});

function reasonOf(path: string): string {
  const target = readTarget(root, path);
  return isRefusal(target) ? target.reason : "read";
}

function readFine(path: string): TargetFile {
  const target = readTarget(root, path);
  if (isRefusal(target)) throw new Error(`${target.reason}: ${target.detail}`);
  return target;
}

describe("readTarget refuses", () => {
  it("links to files, inside and outside, dangling and in loops", () => {
    symlinkSync(join(outside, "o.ts"), join(root, "out.ts"));
    symlinkSync("a.ts", join(root, "in.ts"));
    symlinkSync("nowhere.ts", join(root, "dangling.ts"));
    symlinkSync("loop.ts", join(root, "loop.ts"));
    for (const name of ["out.ts", "in.ts", "dangling.ts", "loop.ts"]) expect(reasonOf(join(root, name))).toBe("symbolic-link");
  });

  it("files behind links to folders, loops of folders too", () => {
    symlinkSync(outside, join(root, "out"));
    symlinkSync("sub", join(root, "in"));
    symlinkSync(".", join(root, "sub/self"));
    for (const path of ["out/o.ts", "in/b.ts", "sub/self/b.ts", "sub/self/self/b.ts"]) expect(reasonOf(join(root, path))).toBe("symbolic-link");
  });

  it("hard links", () => {
    linkSync(join(outside, "o.ts"), join(root, "hard.ts"));
    expect(reasonOf(join(root, "hard.ts"))).toBe("hard-link");
  });

  it("paths outside the root", () => {
    for (const path of [join(outside, "o.ts"), join(root, "..", "x.ts"), "../x.ts", `${root}-sibling/x.ts`, "/etc/passwd"]) expect(reasonOf(path)).toBe("outside-root");
  });

  it("git's files and our own", () => {
    for (const path of [".git/hooks/x.ts", "sub/.GIT/x.ts", ".pokayoke/x.ts"]) {
      put(root, path, "x");
      expect(reasonOf(path)).toBe("outside-root");
    }
  });

  it("what is not a regular file", () => {
    mkdirSync(join(root, "folder.ts"));
    expect(reasonOf("folder.ts")).toBe("not-a-file");
    expect(reasonOf("absent.ts")).toBe("not-a-file");
    expect(reasonOf("a.ts/x.ts")).toBe("not-a-file");
    expect(reasonOf("zero\0.ts")).toBe("not-a-file");
    if (spawnSync("mkfifo", [join(root, "pipe.ts")]).status === 0) expect(reasonOf("pipe.ts")).toBe("not-a-file");
  });

  it("large files", () => {
    put(root, "large.ts", "x".repeat(1_000_001));
    put(root, "fits.ts", "x".repeat(1_000_000));
    expect([reasonOf("large.ts"), reasonOf("fits.ts")]).toEqual(["too-large", "read"]);
  });

  it("read-only files and files in read-only folders, also for root", () => {
    chmodSync(join(root, "a.ts"), 0o444);
    expect(reasonOf("a.ts")).toBe("read-only");
    chmodSync(join(root, "sub"), 0o555);
    expect(reasonOf("sub/b.ts")).toBe("read-only");
    chmodSync(join(root, "sub"), 0o755);
  });

  it.each([
    ["Latin-1", Buffer.from("// caf\xe9\n", "latin1")],
    ["UTF-16, little", Buffer.from("\uFEFFlet a;", "utf16le")],
    ["UTF-16, big", Buffer.from("\uFEFFlet a;", "utf16le").swap16()],
    ["UTF-16 without a mark", Buffer.from("let a;", "utf16le")],
    ["a zero", Buffer.from("let a;\0")],
    ["a cut sequence", Buffer.from("é").subarray(0, 1)],
    ["an overlong sequence", Buffer.from([0xc0, 0xaf])],
    ["half a surrogate pair", Buffer.from([0xed, 0xa0, 0x80])],
  ])("text in another encoding: %s", (_, bytes) => {
    put(root, "x.ts", bytes);
    expect(reasonOf("x.ts")).toBe("not-utf8");
  });

  it("what the caller calls generated", () => {
    const explainGenerated = (text: string): string | undefined => (text === "a" ? "it says so" : undefined);
    expect(readTarget(root, "a.ts", { maxBytes: 10, explainGenerated })).toEqual({ reason: "generated", detail: "it says so" });
    expect(isRefusal(readTarget(root, "sub/b.ts", { maxBytes: 10, explainGenerated }))).toBe(false);
  });

  it("a file that becomes a link between the look and the open", () => {
    let call = 0;
    const swap = (): void => {
      if (++call > 1) return;
      renameSync(join(root, "a.ts"), join(root, "moved.ts"));
      symlinkSync(join(outside, "o.ts"), join(root, "a.ts"));
    };
    const { io, bury } = faultyIo(undefined, (_, name) => {
      if (name === "open") swap();
    });
    expect(readTarget(root, "a.ts", undefined, io)).toMatchObject({ reason: "changed-on-disk" });
    bury();
  });
});

describe("a file that is read and written", () => {
  it.each([
    ["nothing special", "let a = 1;\n"],
    ["a byte order mark", "\uFEFFlet a = 1;\n"],
    ["two marks", "\uFEFF\uFEFFlet a = 1;\n"],
    ["CRLF", "let a = 1;\r\nlet b;\r\n"],
    ["CR", "let a = 1;\rlet b;\r"],
    ["mixed ends", "let a = 1;\r\nlet b;\nlet c;\rlet d;\u2028let e;\u2029"],
    ["a shebang", "#!/usr/bin/env node\nlet a = 1;\n"],
    ["a mark and a shebang", "\uFEFF#!/usr/bin/env node\r\nlet a = 1;"],
    ["no final newline", "let a = 1;"],
    ["nothing", ""],
    ["text beyond the BMP", "let 𝒜 = '💥é\u0301';\n"],
  ])("keeps every byte outside the edits: %s", (_, content) => {
    put(root, "x.ts", content);
    chmodSync(join(root, "x.ts"), 0o640);
    const target = readFine("x.ts");
    expect(target.bom).toBe(content.startsWith("\uFEFF"));
    expect(encodeTarget(target, target.text)).toEqual(target.bytes);
    const end = target.text.length;
    const text = applyEdits(target.text, [{ span: { start: end, end }, text: "/*é*/" }]);
    const result = writeAll(root, [{ path: target.path, group: "g", before: target.bytes, after: encodeTarget(target, text) }]);
    expect(result.written).toEqual([target.path]);
    expect(readFileSync(target.path)).toEqual(Buffer.from(`${content}/*é*/`));
    expect(statSync(target.path).mode & 0o777).toBe(0o640);
    expect(target.mode).toBe(0o640);
  });

  it.each(["__proto__", "constructor.ts", "toString", "a\nb.ts", "\u001b[31mred.ts", "tab\t.ts", "quote\".ts", "back\\slash.ts", "-rf.ts", "$(touch x).ts", "ü\u0308.ts", "...ts", " .ts"])("may be named %j", (name) => {
    put(root, name, "old");
    const changes = [name, `new folder of ${name}/${name}`].map((path, index) => ({ path: join(root, path), group: name, before: index === 0 ? Buffer.from("old") : null, after: Buffer.from("new") }));
    expect(writeAll(root, changes).written).toHaveLength(2);
    for (const { path } of changes) expect(readFileSync(path, "utf8")).toBe("new");
  });

  it("is reached through a root that is itself a link", () => {
    symlinkSync(root, join(outside, "door"));
    const target = readTarget(join(outside, "door"), join(outside, "door", "sub/b.ts"));
    expect(target).toMatchObject({ path: join(root, "sub/b.ts"), relative: "sub/b.ts" });
    expect(readTarget(join(outside, "door"), join(root, "sub/b.ts"))).toMatchObject({ relative: "sub/b.ts" });
  });
});

describe("writeAll refuses, and leaves the tree as it was", () => {
  const cases: [string, string, () => string, Buffer | null][] = [
    ["symbolic-link", "a link", () => (symlinkSync(join(outside, "o.ts"), join(root, "l.ts")), "l.ts"), Buffer.from("outside")],
    ["symbolic-link", "a new file behind a link", () => (symlinkSync(outside, join(root, "out")), "out/new.ts"), null],
    ["hard-link", "a hard link", () => (linkSync(join(root, "a.ts"), join(outside, "hard.ts")), "a.ts"), Buffer.from("a")],
    ["outside-root", "a way out", () => join(outside, "o.ts"), Buffer.from("outside")],
    ["outside-root", "a new file in git's folder", () => ".git/hooks/pre-commit", null],
    ["changed-on-disk", "other bytes", () => "a.ts", Buffer.from("A")],
    ["name-taken", "a new file that is there", () => "a.ts", null],
    ["name-taken", "a new file where a dangling link is", () => (symlinkSync("nowhere", join(root, "l.ts")), "l.ts"), null],
    ["read-only", "a read-only file", () => (chmodSync(join(root, "a.ts"), 0o400), "a.ts"), Buffer.from("a")],
    ["not-a-file", "a file as a folder", () => "a.ts/new.ts", null],
  ];
  it.each(cases)("%s: %s", (reason, _, prepare, before) => {
    const path = prepare();
    const old = [...look(root), ...look(outside)];
    const other = { path: join(root, "sub/b.ts"), group: "g", before: Buffer.from("b"), after: Buffer.from("B") };
    const result = writeAll(root, [other, { path: path.startsWith("/") ? path : join(root, path), group: "g", before, after: Buffer.from("x") }]);
    expect(result.written).toEqual([]);
    expect(result.refused.map(({ refusal }) => refusal.reason)).toEqual([reason, reason]);
    expect([...look(root), ...look(outside)]).toEqual(old);
  });

  it("overlap: one file twice", () => {
    const change = { path: join(root, "a.ts"), before: Buffer.from("a"), after: Buffer.from("x") };
    const result = writeAll(root, [{ ...change, group: "1" }, { ...change, path: join(root, "sub/../a.ts"), group: "2" }]);
    expect(result.written).toHaveLength(1);
    expect(result.refused.map(({ refusal }) => refusal.reason)).toEqual(["overlap"]);
  });

  it("nothing where nothing changes", () => {
    const before = statSync(join(root, "a.ts")).ino;
    expect(writeAll(root, [{ path: join(root, "a.ts"), group: "g", before: Buffer.from("a"), after: Buffer.from("a") }])).toMatchObject({ written: [], refused: [] });
    expect(statSync(join(root, "a.ts")).ino).toBe(before);
  });

  it("keeps what is written a single name with the owner it had", () => {
    writeFileSync(join(root, "a.ts"), "a");
    const old = statSync(join(root, "a.ts"));
    writeAll(root, [{ path: join(root, "a.ts"), group: "g", before: Buffer.from("a"), after: Buffer.from("x") }]);
    expect(statSync(join(root, "a.ts"))).toMatchObject({ nlink: 1, uid: old.uid, gid: old.gid, mode: old.mode });
  });
});

describe("applyEdits", () => {
  const edit = (start: number, end: number, text: string): { span: { start: number; end: number }; text: string } => ({ span: { start, end }, text });

  it("splices in any order, insertions at one place in the order given", () => {
    expect(applyEdits("0123456789", [edit(8, 10, "Z"), edit(0, 1, "A"), edit(5, 5, "x"), edit(5, 5, "y"), edit(5, 6, "F")])).toBe("A1234xyF67Z");
    expect(applyEdits("", [])).toBe("");
  });

  it.each([
    ["a start before the text", [edit(-1, 1, "")]],
    ["an end past the text", [edit(0, 4, "")]],
    ["an end before the start", [edit(2, 1, "")]],
    ["a fraction", [edit(0.5, 1, "")]],
    ["no number", [edit(Number.NaN, 1, "")]],
    ["an overlap", [edit(0, 2, ""), edit(1, 3, "")]],
    ["an edit within another", [edit(0, 3, ""), edit(1, 1, "x")]],
    ["the same edit twice", [edit(0, 1, ""), edit(0, 1, "")]],
  ])("throws at %s", (_, edits) => {
    expect(() => applyEdits("abc", edits)).toThrow(RangeError);
  });

  it("throws where a surrogate pair would be cut, by an edit or in its text", () => {
    expect(() => applyEdits("💥", [edit(1, 1, "x")])).toThrow(RangeError);
    expect(() => encodeTarget({ bom: false }, "x\ud800y")).toThrow(RangeError);
  });
});
