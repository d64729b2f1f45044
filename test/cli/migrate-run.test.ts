import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { settleInterrupted } from "../../cli/migrate/before-writing.ts";
import { diagnosticsIn } from "../../cli/migrate/own-compiler.ts";
import { finishCommit, prepareCommit } from "../../codemods/git-commit.ts";
import { git, makeRepository } from "../codemods/toy.ts";
import { ROOT } from "../contract/tree.ts";
import { run, type Run } from "./command.ts";
import { makeTree } from "./tree.ts";
import { runWarm } from "./warm-command.ts";

const QUEUE = readFileSync(join(ROOT, "fixtures/no-unbounded-queue/bad/fifo-field.ts"), "utf8");
const STACK = readFileSync(join(ROOT, "fixtures/no-unbounded-queue/bad/lifo-stack.ts"), "utf8");
const REFUSED = readFileSync(join(ROOT, "fixtures/no-unbounded-queue/bad/map-of-arrays.ts"), "utf8");
const FILES = { "package.json": '{"private":true,"type":"module"}', "src/a.ts": QUEUE, "src/b.ts": STACK, "src/c.ts": REFUSED };
const MAIN = join(ROOT, "dist/cli/main.js");
const SCRIPT = "/usr/bin/script";

interface Ended {
  readonly code: number | null;
  readonly out: string;
}

function ended({ status, stdout, stderr }: Run): Ended {
  return { code: status, out: stdout + stderr };
}

function pokayoke(cwd: string, ...args: readonly string[]): Ended {
  return ended(runWarm(cwd, ["migrate", ...args], { NO_COLOR: "1" }));
}

/** The same in a process of its own, which may be killed. */
function pokayokeAlone(cwd: string, ...args: readonly string[]): Ended {
  return ended(run(cwd, ["migrate", ...args], { NO_COLOR: "1" }));
}

/** Runs the program on a terminal of its own, where somebody types these lines. */
function typing(cwd: string, lines: readonly string[], ...args: readonly string[]): Ended {
  const command = [process.execPath, MAIN, "migrate", ...args].map((each) => `'${each}'`).join(" ");
  const { status, stdout } = spawnSync(SCRIPT, ["-qec", command, "/dev/null"], { cwd, encoding: "utf8", input: lines.map((line) => `${line}\n`).join(""), env: { ...process.env, NO_COLOR: "1", TERM: "xterm" } });
  return { code: status, out: stdout };
}

function commit(root: string): void {
  git(root, "config", "user.name", "Ann");
  git(root, "config", "user.email", "ann@example.org");
}

describe("--test", () => {
  it("keeps what passes, and takes back the rewrites by which it fails", () => {
    const root = makeRepository(FILES);
    const command = "grep -q tasks.push src/b.ts && test ! -e src/b.ts.lock";
    const { code, out } = pokayoke(root, "--write", "--test", command);
    expect(out).toMatch(/src\/b\.ts:9:5 .* refused: test-failed\n.*it ended with 1\n +parses ✓ {2}types ✓ {2}finding ✓ {2}converged ✓ {2}tests ✗/);
    expect(out).toMatch(/src\/a\.ts:9:5[\s\S]*tests ✓/);
    expect(out).toContain("1 of 3 findings rewritten in 1 file and 1 new one, 2 refused");
    expect(code).toBe(1);
    expect(readFileSync(join(root, "src/a.ts"), "utf8")).toContain("putOrThrow");
    expect(readFileSync(join(root, "src/b.ts"), "utf8")).toBe(STACK);
    expect(git(root, "status", "--short")).toBe(" M src/a.ts\n?? src/bounded-queue.ts\n");
  });

  it("writes nothing where it fails before, and nothing where everything is guilty", () => {
    const root = makeRepository(FILES);
    const before = pokayoke(root, "--write", "--test", "echo broken; exit 3");
    expect([before.code, before.out]).toEqual([2, expect.stringContaining("the command of --test or --tsc fails before anything is changed (it ended with 3: broken)")]);
    const all = pokayoke(root, "--write", "--test", "test ! -e src/bounded-queue.ts");
    expect([all.code, all.out]).toEqual([1, expect.stringContaining("0 of 3 findings rewritten, 3 refused")]);
    expect(git(root, "status", "--short")).toBe("");
  });

  it("that dies with everything else is taken back by the next run", () => {
    const root = makeRepository({ ...FILES, ".gitignore": "count\n" });
    const killed = pokayokeAlone(root, "--write", "--test", "test ! -e count || kill -9 $PPID; touch count");
    expect(killed.code).toBe(null);
    expect(readFileSync(join(root, "src/a.ts"), "utf8")).toContain("putOrThrow");
    const { code, out } = pokayoke(root, "--write", "--only", "src/b.ts:9");
    expect(out).toContain("an earlier run was interrupted; its files were settled: taken back:");
    expect([code, git(root, "status", "--short")]).toEqual([0, " M src/b.ts\n?? src/bounded-queue.ts\n"]);
    expect(readdirSync(join(root, "src")).sort()).toEqual(["a.ts", "b.ts", "bounded-queue.ts", "c.ts"]);
  });

  it("needs something to be written", () => {
    expect(pokayoke(makeRepository(FILES), "--test", "true")).toEqual({ code: 2, out: expect.stringContaining("add --write") as string });
  });
});

describe("--tsc", () => {
  it("compares what the project's own compiler says before and after, and takes back what adds an error", () => {
    const report = "echo 'src/a.ts(1,1): error TS1: old'; if grep -q putOrThrow src/b.ts; then echo 'src/b.ts(3,7): error TS2322: new'; fi; exit 2";
    const root = makeRepository({ ...FILES, "package.json": '{"private":true,"type":"module","devDependencies":{"typescript":"^7.0.0"}}', "check.sh": report });
    const { out } = pokayoke(root, "--write", "--tsc", "sh check.sh");
    expect(out).toContain("the project compiles with TypeScript 7");
    expect(out).toMatch(/src\/b\.ts:9:5 .* refused: test-failed\n.*it reports a new src\/b\.ts TS2322: new/);
    expect(git(root, "status", "--short")).toBe(" M src/a.ts\n?? src/bounded-queue.ts\n");
  });

  it("reads what tsc prints, plain and pretty", () => {
    const plain = "a.ts(1,2): error TS1005: ';' expected.\r\na.ts(9,2): error TS1005: ';' expected.\nerror TS5057: no config\n";
    const pretty = "\u001b[96ma.ts\u001b[0m:\u001b[93m1\u001b[0m:\u001b[93m2\u001b[0m - \u001b[91merror\u001b[0m\u001b[90m TS1005: \u001b[0m';' expected.\n";
    expect([...diagnosticsIn(plain)]).toEqual([["a.ts TS1005: ';' expected.", 2], ["TS5057: no config", 1]]);
    expect([...diagnosticsIn(pretty)]).toEqual([["a.ts TS1005: ';' expected.", 1]]);
  });
});

describe("--commit", () => {
  it("makes one commit for a rule, of its files alone, and runs no hook", () => {
    const root = makeRepository({ ...FILES, "mine.txt": "old\n", ".gitattributes": "*.ts filter=evil\n" });
    commit(root);
    writeFileSync(join(root, ".git/hooks/pre-commit"), "#!/bin/sh\ntouch hooked\nexit 1\n", { mode: 0o755 });
    writeFileSync(join(root, "mine.txt"), "new\n");
    git(root, "add", "mine.txt");
    git(root, "config", "filter.evil.clean", "touch evil; cat");
    const { code, out } = pokayoke(root, "--write", "--commit");
    expect([code, out]).toEqual([1, expect.stringMatching(/committed [0-9a-f]{10}: no-unbounded-queue/)]);
    expect([existsSync(join(root, "evil")), existsSync(join(root, "hooked"))]).toEqual([false, false]);
    expect(git(root, "log", "--format=%an %s")).toMatch(/^Ann pokayoke: no-unbounded-queue \(2 rewrites in 3 files\)\n.*\n$/);
    expect(git(root, "log", "-1", "--format=%b")).toContain("- src/a.ts:9 `queue`: capacity 1000, overflow reject, producers putOrThrow (line 9)\n");
    expect(git(root, "show", "--name-status", "--format=", "HEAD")).toBe("M\tsrc/a.ts\nM\tsrc/b.ts\nA\tsrc/bounded-queue.ts\n");
    expect(git(root, "diff", "--cached", "--name-only")).toBe("mine.txt\n");
    expect(git(root, "for-each-ref", "refs/pokayoke")).toBe("");
    expect(pokayoke(root, "--write", "--commit").out).not.toContain("committed");
  });

  it("writes nothing where git can't make the commit", () => {
    const root = makeRepository(FILES);
    commit(root);
    writeFileSync(join(root, ".git/MERGE_HEAD"), git(root, "rev-parse", "HEAD"));
    const { out } = pokayoke(root, "--write", "--commit");
    expect(out).toContain("refused: commit-failed");
    expect(out).toContain("git is in the middle of something else (MERGE_HEAD)");
    expect(git(root, "status", "--short")).toBe("");
    expect(pokayoke(root, "--write", "--commit", "--allow-dirty")).toEqual({ code: 2, out: expect.stringContaining("--commit would commit") as string });
  });

  it("is finished by the next start where a run died before HEAD moved, and dropped where the files did not stay", () => {
    const root = makeRepository(FILES);
    commit(root);
    const path = join(root, "src/a.ts");
    const change = { path, before: Buffer.from(QUEUE), after: Buffer.from("// new\n") };
    const prepared = prepareCommit(root, [change], "message\n");
    expect(prepared).toHaveProperty("id");
    expect(finishCommit(root)).toBe(undefined); // the tree holds the old bytes
    expect(git(root, "for-each-ref", "refs/pokayoke")).toBe("");
    prepareCommit(root, [change], "message\n");
    writeFileSync(path, "// new\n");
    expect(settleInterrupted(root)).toEqual([expect.stringContaining("its commit was finished")]);
    expect([git(root, "log", "-1", "--format=%s"), git(root, "status", "--short")]).toEqual(["message\n", ""]);
  });
});

describe("--only", () => {
  it("takes the findings of one place", () => {
    const root = makeRepository(FILES);
    const { code, out } = pokayoke(root, "--write", "--only", "src/a.ts:9:5");
    expect([code, out]).toEqual([0, expect.stringContaining("1 of 1 finding rewritten")]);
    expect(git(root, "status", "--short")).toBe(" M src/a.ts\n?? src/bounded-queue.ts\n");
  });

  it.each([["src/a.ts:1", "nothing was found at src/a.ts:1"], ["src/a.ts", "--only takes a place as path:line, not 'src/a.ts'"]])("says what is wrong with %s", (place, message) => {
    expect(pokayoke(makeRepository(FILES), "--only", place)).toEqual({ code: 2, out: expect.stringContaining(message) as string });
  });
});

describe("--jobs", () => {
  it("changes nothing but the time", () => {
    const root = makeRepository(FILES);
    const [one, two] = ["1", "3"].map((jobs) => pokayoke(root, "--jobs", jobs, "--format", "json"));
    expect(two).toEqual(one);
    expect(pokayoke(root, "--jobs", "0").code).toBe(2);
  });
});

describe("--report", () => {
  it.each([
    ["report.html", /^<!doctype html>[\s\S]*2 of 3 findings<\/strong> can be rewritten[\s\S]*<td class="removed">[\s\S]*putOrThrow/],
    ["report.md", /^# Migration\n\n2 of 3 findings can be rewritten, 1 refused[\s\S]*```diff\n/],
    ["report.json", /^\{"version":1,/],
  ])("writes %s", (name, expected) => {
    const root = makeRepository(FILES);
    expect(pokayoke(root, "--report", name).code).toBe(1);
    expect(readFileSync(join(root, name), "utf8")).toMatch(expected);
    expect(readdirSync(root).filter((entry) => entry.startsWith(".pokayoke"))).toEqual([]);
  });

  it("has nothing of the target as markup, no script and no address", () => {
    const evil = '<img src=x onerror="alert(1)">';
    const root = makeRepository({ ...FILES, [`src/${evil.replaceAll("/", "")}.ts`]: `// ${evil}\n${QUEUE}` });
    pokayoke(root, "--report", "r.html");
    pokayoke(root, "--report", "r.md");
    const html = readFileSync(join(root, "r.html"), "utf8");
    expect(html).toContain("&lt;img src=x");
    expect(html).not.toMatch(/<img|<script|<link|<iframe|\ssrc=(?!x )/);
    expect(readFileSync(join(root, "r.md"), "utf8").replace(/```diff[\s\S]*?```|`[^`\n]*`/g, "")).not.toContain("<img");
  });

  it.each([["report.pdf", "--report takes a file that ends in .html, .json, .md"], ["gone/report.md", "is no folder"]])("says before it begins what is wrong with %s", (name, message) => {
    expect(pokayoke(makeTree({ "a.ts": "export {};\n" }), "--report", name)).toEqual({ code: 2, out: expect.stringContaining(message) as string });
  });
});

describe.skipIf(!existsSync(SCRIPT))("on a terminal", () => {
  it("--interactive asks for each rewrite, and writes what was taken", () => {
    const root = makeRepository(FILES);
    const { code, out } = typing(root, ["?", "n", "y"], "--interactive");
    expect(out).toContain("Rewrite 1 of 2");
    expect(out).toContain("y: take it, n: skip it");
    expect(out).toContain("+import { BoundedQueue }");
    expect(out).toContain("refused: skipped");
    expect(code).toBe(1);
    expect(git(root, "status", "--short")).toBe(" M src/b.ts\n?? src/bounded-queue.ts\n");
  });

  it("--interactive stops at q, and takes the rest at a", () => {
    const root = makeRepository(FILES);
    expect(typing(root, ["q"], "-i")).toEqual({ code: 1, out: expect.stringContaining("stopped: nothing is written") as string });
    expect(git(root, "status", "--short")).toBe("");
    expect(typing(root, ["a"], "-i").out).toContain("2 of 3 findings rewritten");
  });

  it("tells how far it is, and how long it took", () => {
    const { out } = typing(makeRepository(FILES), [], "--write", "--test", "true");
    expect(out).toContain("Proving 2 rewrites: they parse");
    expect(out).toContain("Testing: true");
    expect(out).toMatch(/Checked 3 files in \d+\.\d s, planned in \d+\.\d s; proved: parses/);
  });

  it("is needed to ask questions", () => {
    expect(pokayoke(makeRepository(FILES), "--interactive")).toEqual({ code: 2, out: expect.stringContaining("there is no terminal to answer on") as string });
  });
});
