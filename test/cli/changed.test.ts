import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { git, queueOf } from "./command.ts";
import { makeTree } from "./tree.ts";
import { runWarm as run } from "./warm-command.ts";

/** A repository with these files committed. */
function repository(files: Readonly<Record<string, string>>): string {
  const root = makeTree({ "package.json": "{}", ...files });
  git(root, "init", "-q");
  commit(root, "first");
  return root;
}

function commit(root: string, message: string): void {
  git(root, "add", "-A");
  git(root, "commit", "-q", "-m", message);
}

function write(root: string, path: string, text: string): void {
  writeFileSync(join(root, path), text);
}

/** The files of the findings. */
function found(root: string, ...args: readonly string[]): readonly string[] {
  const { status, stdout, stderr } = run(root, ["check", ...args, "--format", "json"]);
  expect(stderr).toBe("");
  const files = (JSON.parse(stdout) as readonly { readonly filePath: string; readonly messages: readonly unknown[] }[]).flatMap(({ filePath, messages }) => messages.map(() => filePath.slice(root.length + 1)));
  expect(status).toBe(files.length > 0 ? 1 : 0);
  return files;
}

describe("--changed", () => {
  it("is what differs from HEAD, new files and staged ones, too", () => {
    const root = repository({ "a.ts": queueOf("A"), "b.ts": queueOf("B"), "c.ts": queueOf("C") });
    expect(found(root)).toEqual(["a.ts", "b.ts", "c.ts"]);
    expect(found(root, "--changed")).toEqual([]);
    write(root, "b.ts", `// changed\n${queueOf("B")}`);
    write(root, "new.ts", queueOf("Fresh"));
    expect(found(root, "--changed")).toEqual(["b.ts", "new.ts"]);
    git(root, "add", "-A");
    expect(found(root, "--changed")).toEqual(["b.ts", "new.ts"]);
    expect(found(root, "a.ts", "b.ts", "--changed")).toEqual(["b.ts"]);
    rmSync(join(root, "b.ts"));
    commit(root, "second");
    expect(found(root, "--changed")).toEqual([]);
  });

  it("is what a branch changed, from where it left the base", () => {
    const root = repository({ "a.ts": queueOf("A"), "b.ts": queueOf("B") });
    git(root, "checkout", "-q", "-b", "branch");
    write(root, "b.ts", queueOf("Other"));
    commit(root, "on the branch");
    write(root, "c.ts", queueOf("C"));
    git(root, "stash", "-q", "-u");
    git(root, "checkout", "-q", "main");
    write(root, "a.ts", `// on main\n${queueOf("A")}`);
    commit(root, "on main");
    git(root, "checkout", "-q", "branch");
    git(root, "stash", "pop", "-q");
    expect(found(root, "--changed=main")).toEqual(["b.ts", "c.ts"]);
    expect(found(root, "--changed", "HEAD~1")).toEqual(["b.ts", "c.ts"]);
  });

  it("works in a folder, with CRLF, with odd names, and before the first commit", () => {
    const root = makeTree({ "package.json": "{}", "src/ä b.ts": queueOf("A"), "src/b.ts": queueOf("B") });
    git(root, "init", "-q");
    expect(found(join(root, "src"), "--changed")).toHaveLength(2);
    commit(root, "first");
    write(root, "src/b.ts", queueOf("B").replaceAll("\n", "\r\n"));
    expect(found(root, "--changed")).toEqual([]);
    write(root, "src/ä b.ts", `${queueOf("A")}// x\n`);
    expect(run(join(root, "src"), ["check", "--changed", "--format", "json"]).stdout).toContain("ä b.ts");
  });

  const LIMITED = "import { Mailbox } from './mailbox.js';\n\nexport class Front {\n  constructor(private readonly box: Mailbox) {}\n\n  add(job: string): void {\n    if (this.box.jobs.length >= 10) throw new Error('full');\n    this.box.enqueue(job);\n  }\n}\n";

  it.each<readonly [string, string]>([
    ["takes a limit out", LIMITED.replace(/ {4}if .*\n/, "")],
    ["has nothing to do with it any more", "export const front = 1;\n"],
  ])("shows the finding of an unchanged file when a changed one %s", (_, after) => {
    const root = repository({ "mailbox.ts": queueOf("Mailbox").replace("private ", ""), "front.ts": LIMITED, "other.ts": queueOf("Other") });
    expect(found(root)).toEqual(["other.ts"]);
    write(root, "front.ts", after);
    expect(found(root)).toEqual(["mailbox.ts", "other.ts"]);
    expect(found(root, "--changed")).toEqual(["mailbox.ts"]);
  });

  it("leaves out what only imports a changed file", () => {
    const root = repository({ "log.ts": "export function log(text: string): void {}\n", "a.ts": `import { log } from './log.js';\n${queueOf("A")}log('a');\n` });
    write(root, "log.ts", "export function log(text: string): void { void text; }\n");
    expect(found(root)).toEqual(["a.ts"]);
    expect(found(root, "--changed")).toEqual([]);
  });

  it("takes nothing that was not looked at out of a baseline", () => {
    const root = repository({ "a.ts": queueOf("A"), "b.ts": queueOf("B") });
    run(root, ["baseline"]);
    commit(root, "accepted");
    write(root, "b.ts", "export const fixed = 1;\n");
    const { status, stderr } = run(root, ["check", "--changed", "--baseline", "pokayoke-baseline.txt", "--update"]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "pokayoke: pokayoke-baseline.txt: 1 fixed finding taken out, 1 finding left\n" });
    expect(run(root, ["check", "--baseline", "pokayoke-baseline.txt"]).status).toBe(0);
  });

  it("says in one line why it can't tell", () => {
    const root = repository({ "a.ts": queueOf("A"), "src/b.ts": queueOf("B") });
    expect(run(root, ["check", "--changed", "src"])).toEqual({ status: 2, stdout: "", stderr: "pokayoke: --changed: git knows no commit 'src' (paths go before --changed, or after --)\n" });
    expect(run(root, ["check", "--changed=--help"]).stderr).toBe("pokayoke: --changed: git knows no commit '--help' (paths go before --changed, or after --)\n");
    git(root, "checkout", "-q", "--orphan", "stranger");
    git(root, "commit", "-q", "-m", "other");
    expect(run(root, ["check", "--changed=main"]).stderr).toMatch(/^pokayoke: --changed: HEAD and 'main' have no commit in common here; .*fetch-depth: 0/);
    expect(run(makeTree({ "a.ts": queueOf("A") }), ["check", "--changed"])).toEqual({ status: 2, stdout: "", stderr: "pokayoke: --changed: this is no git repository\n" });
  });

  it("runs nothing of the repository", () => {
    const root = repository({ "a.ts": queueOf("A") });
    const trace = join(root, "trace");
    mkdirSync(join(root, ".git/hooks"), { recursive: true });
    const shell = (name: string): string => `touch ${trace}-${name}; cat`;
    git(root, "config", "filter.evil.clean", shell("clean"));
    git(root, "config", "core.fsmonitor", shell("fsmonitor"));
    git(root, "config", "diff.evil.textconv", shell("textconv"));
    git(root, "config", "diff.external", shell("external"));
    write(root, ".gitattributes", "*.ts filter=evil diff=evil\n");
    write(root, "a.ts", `// x\n${queueOf("A")}`);
    expect(found(root, "--changed")).toEqual(["a.ts"]);
    const traces = git(root, "-c", "core.fsmonitor=false", "ls-files", "--others").split("\n").filter((name) => name.startsWith("trace"));
    expect(traces).toEqual([]);
  });
});
