import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { git, queueOf } from "./command.ts";
import { makeTree } from "./tree.ts";
import { runWarm as run } from "./warm-command.ts";

const FILE = "pokayoke-baseline.txt";
const CHECK = ["check", "--baseline", FILE];

/** A repository whose findings (one a file) are accepted and committed. */
function legacy(files: Readonly<Record<string, string>> = { "src/mail.ts": queueOf("Mail"), "src/web.ts": queueOf("Web") }): string {
  const root = makeTree({ "package.json": "{}", ...files });
  git(root, "init", "-q");
  expect(run(root, ["baseline"])).toMatchObject({ status: 0, stdout: `${FILE}: ${String(Object.keys(files).length)} accepted findings\n`, stderr: "" });
  commit(root, "accepted");
  return root;
}

function commit(root: string, message: string): void {
  git(root, "add", "-A");
  git(root, "commit", "-q", "-m", message);
}

function edit(root: string, path: string, change: (text: string) => string): void {
  writeFileSync(join(root, path), change(readFileSync(join(root, path), "utf8")));
}

function linesOf(root: string): readonly string[] {
  return readFileSync(join(root, FILE), "utf8").split("\n").slice(1, -1);
}

describe("a baseline holds", () => {
  it("as it is, in any folder that is checked", () => {
    const root = legacy();
    expect(run(root, CHECK)).toEqual({ status: 0, stdout: "No findings (2 files checked, 2 findings in the baseline)\n", stderr: "" });
    expect(run(root, [...CHECK, "src/web.ts"])).toMatchObject({ status: 0, stdout: "No findings (1 file checked, 1 finding in the baseline)\n" });
    expect(run(join(root, "src"), ["check", "--baseline", `../${FILE}`])).toMatchObject({ status: 0 });
    expect(run(root, ["check"]).status).toBe(1);
  });

  it.each<readonly [string, (root: string) => void]>([
    ["a file is renamed", (root) => { git(root, "mv", "src/mail.ts", "src/post.ts"); }],
    ["a file is moved to another folder", (root) => { mkdirSync(join(root, "lib/deep"), { recursive: true }); renameSync(join(root, "src/mail.ts"), join(root, "lib/deep/mail.ts")); }],
    ["a folder is renamed", (root) => { git(root, "mv", "src", "source code"); }],
    ["lines are inserted above", (root) => { edit(root, "src/mail.ts", (text) => `// one\n// two\n\nexport const more = 1;\n\n${text}`); }],
    ["lines are inserted in between", (root) => { edit(root, "src/mail.ts", (text) => text.replace("  enqueue", "  size(): number {\n    return this.jobs.length;\n  }\n\n  enqueue").replace("const job", "console.log(1);\n      const job")); }],
    ["it is formatted in another way", (root) => { edit(root, "src/mail.ts", (text) => text.replaceAll("  ", "\t").replaceAll(";", "").replace("push(job)", "push(\n\t\t\tjob, // the job\n\t\t)").replaceAll("\n", "\r\n")); }],
    ["a class goes to another file", (root) => { edit(root, "src/web.ts", (text) => `${text}\n${readFileSync(join(root, "src/mail.ts"), "utf8")}`); rmSync(join(root, "src/mail.ts")); }],
    ["all of it at once", (root) => { git(root, "mv", "src/mail.ts", "post.ts"); edit(root, "post.ts", (text) => `// one\n${text.replaceAll("  ", "    ").replace("(job)", "( job )")}`); }],
    ["git checks it out with CRLF", (root) => { edit(root, FILE, (text) => text.replaceAll("\n", "\r\n")); }],
  ])("when %s", (_, change) => {
    const root = legacy();
    change(root);
    const { status, stdout } = run(root, CHECK);
    expect(stdout).toMatch(/^No findings \(.*2 findings in the baseline\)\n$/);
    expect(status).toBe(0);
  });
});

describe("a finding is new", () => {
  it.each<readonly [string, (root: string) => void, string]>([
    ["in a new file", (root) => { writeFileSync(join(root, "src/new.ts"), queueOf("Fresh")); }, "src/new.ts:5:5"],
    ["in an accepted class", (root) => { edit(root, "src/mail.ts", (text) => text.replace("  start", "  again(job: string): void {\n    this.later.push(job);\n  }\n\n  private readonly later: string[] = [];\n\n  drain(): void {\n    setInterval(() => void fetch(this.later.shift() ?? ''), 1);\n  }\n\n  start")); }, "src/mail.ts:9:5"],
    ["when it is a copy of an accepted one", (root) => { writeFileSync(join(root, "src/copy.ts"), queueOf("Mail")); }, "src/copy.ts:5:5"],
  ])("%s", (_, change, place) => {
    const root = legacy();
    change(root);
    const { status, stdout } = run(root, CHECK);
    expect(status).toBe(1);
    expect(stdout.startsWith(`${place}  no-unbounded-queue  `)).toBe(true);
    expect(stdout).toMatch(/\n1 finding in 1 file \(.*2 findings in the baseline\)\n$/);
  });
});

describe("what is fixed", () => {
  it("is told, and taken out on demand, and comes back as new", () => {
    const root = legacy();
    const accepted = linesOf(root);
    edit(root, "src/mail.ts", () => "export const mail = 1;\n");
    expect(run(root, CHECK)).toEqual({ status: 0, stdout: "No findings (2 files checked, 1 finding in the baseline, 1 finding of the baseline fixed)\n", stderr: "" });
    expect(linesOf(root)).toEqual(accepted);
    expect(run(root, [...CHECK, "--update"])).toEqual({ status: 0, stdout: "No findings (2 files checked, 1 finding in the baseline)\n", stderr: `pokayoke: ${FILE}: 1 fixed finding taken out, 1 finding left\n` });
    expect(linesOf(root)).toEqual(accepted.filter((line) => line.endsWith("src/web.ts")));
    edit(root, "src/mail.ts", () => queueOf("Mail"));
    expect(run(root, CHECK).status).toBe(1);
  });

  it("is taken out, and nothing is put in", () => {
    const root = legacy();
    writeFileSync(join(root, "src/new.ts"), queueOf("Fresh"));
    expect(run(root, [...CHECK, "--update"]).status).toBe(1);
    expect(linesOf(root)).toHaveLength(2);
    expect(run(root, ["baseline"])).toMatchObject({ status: 0, stdout: `${FILE}: 3 accepted findings (1 new, 0 fixed)\n` });
    expect(run(root, CHECK).status).toBe(0);
  });

  it("is what was looked at, and no more", () => {
    const root = legacy({ "src/mail.ts": queueOf("Mail"), "lib/web.ts": queueOf("Web"), "lib/gone.ts": queueOf("Gone"), "lib/broken.ts": queueOf("Broken") });
    const accepted = linesOf(root);
    edit(root, "lib/web.ts", () => "export const web = 1;\n");
    edit(root, "lib/broken.ts", (text) => `${text}export const = 1;\n`);
    rmSync(join(root, "lib/gone.ts"));
    run(root, [...CHECK, "--update", "src"]);
    expect(linesOf(root)).toEqual(accepted);
    run(root, [...CHECK, "--update", "lib", "src"]);
    expect(linesOf(root)).toEqual(accepted.filter((line) => !/web|gone/.test(line)));
    edit(root, "lib/broken.ts", () => queueOf("Broken"));
    expect(run(root, CHECK)).toMatchObject({ status: 0 });
  });

  it("follows what was moved", () => {
    const root = legacy();
    git(root, "mv", "src/mail.ts", "src/post.ts");
    run(root, [...CHECK, "--update"]);
    expect(linesOf(root).map((line) => line.split(" ")[3]).sort()).toEqual(["src/post.ts", "src/web.ts"]);
  });
});

describe("git merges two branches that both changed the baseline", () => {
  /** On each branch: accept one more finding, fix one. */
  function branches(root: string): void {
    git(root, "checkout", "-q", "-b", "other");
    writeFileSync(join(root, "src/theirs.ts"), queueOf("Theirs"));
    rmSync(join(root, "src/fixed-there.ts"));
    run(root, ["baseline"]);
    commit(root, "theirs");
    git(root, "checkout", "-q", "main");
    writeFileSync(join(root, "src/ours.ts"), queueOf("Ours"));
    git(root, "mv", "src/moved.ts", "src/elsewhere.ts");
    run(root, ["baseline"]);
    commit(root, "ours");
  }

  const files = { "src/moved.ts": queueOf("Moved"), "src/fixed-there.ts": queueOf("FixedThere"), "src/stays.ts": queueOf("Stays") };

  it("by itself, with merge=union", () => {
    const root = legacy({ ...files });
    writeFileSync(join(root, ".gitattributes"), `${FILE} merge=union\n`);
    commit(root, "union");
    branches(root);
    git(root, "merge", "-q", "-m", "merged", "other");
    expect(run(root, CHECK)).toMatchObject({ status: 0, stderr: "" });
    run(root, ["baseline"]);
    expect(linesOf(root).map((line) => line.split(" ")[3]).sort()).toEqual(["src/elsewhere.ts", "src/ours.ts", "src/stays.ts", "src/theirs.ts"]);
  });

  it("and where it could not, the conflict is named", () => {
    const root = legacy({ "a.ts": queueOf("A"), "b.ts": queueOf("B") });
    git(root, "checkout", "-q", "-b", "other");
    edit(root, FILE, (text) => text.replaceAll(/^no-.*$/gm, (line) => `${line}x`));
    commit(root, "theirs");
    git(root, "checkout", "-q", "main");
    edit(root, FILE, (text) => text.replaceAll(/^no-.*$/gm, (line) => `${line}y`));
    commit(root, "ours");
    expect(() => git(root, "merge", "-q", "other")).toThrow("CONFLICT");
    expect(run(root, CHECK)).toMatchObject({ status: 2, stdout: "", stderr: `pokayoke: ${FILE}:2: a merge conflict: keep the lines of both sides (merge=union in .gitattributes does so)\n` });
  });
});

describe("a baseline that is none", () => {
  it("is told in one line", () => {
    const root = makeTree({ "a.ts": queueOf("A"), "notes.txt": "some notes\n" });
    expect(run(root, ["check", "--baseline", "gone.txt"])).toEqual({ status: 2, stdout: "", stderr: "pokayoke: gone.txt: no such file (`pokayoke baseline --output gone.txt` makes it)\n" });
    expect(run(root, ["check", "--baseline", "notes.txt"])).toEqual({ status: 2, stdout: "", stderr: "pokayoke: notes.txt:1: not a line of a baseline: some notes\n" });
    expect(run(root, ["check", "--update"])).toMatchObject({ status: 2, stdout: "" });
  });

  it("is not written over", () => {
    const root = makeTree({ "a.ts": queueOf("A"), "notes.txt": "some notes\n" });
    expect(run(root, ["baseline", "--output", "notes.txt"]).status).toBe(2);
    expect(run(root, ["baseline", "--output", "a.ts"])).toEqual({ status: 2, stdout: "", stderr: "pokayoke: a.ts is a source file, and would be overwritten\n" });
    expect(readFileSync(join(root, "notes.txt"), "utf8")).toBe("some notes\n");
  });

  it("is 2 where something could not be checked, and the rest is written", () => {
    const root = makeTree({ "a.ts": queueOf("A"), "b.ts": `${queueOf("B")}export const = 1;\n` });
    expect(run(root, ["baseline"])).toEqual({ status: 2, stdout: `${FILE}: 1 accepted finding\n`, stderr: "pokayoke: b.ts: Variable declaration expected.: its findings are unknown\n" });
    expect(run(root, ["baseline", "gone"])).toMatchObject({ status: 2, stdout: "" });
  });
});
