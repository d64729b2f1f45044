import { spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeTree } from "./tree.ts";

const MAIN = join(import.meta.dirname, "..", "..", "dist", "cli", "main.js");

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command as a user does, without a terminal. */
function run(cwd: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): Run {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(?:NO_COLOR|FORCE_COLOR|POKAYOKE_DEBUG)$/.test(name));
  const env = { ...Object.fromEntries(inherited), ...environment };
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { cwd, encoding: "utf8", env });
  return { status, stdout, stderr };
}

/** Output that is one line and has no stack trace in it. */
const ONE_LINE = /^pokayoke: [^\n]+\n$/;

const CLEAN = "export const one = 1;\n";

const QUEUE = `export class Outbox {
  readonly #jobs: string[] = [];

  enqueue(job: string): void {
    this.#jobs.push(job);
  }

  start(): void {
    setInterval(() => {
      const job = this.#jobs.shift();
      if (job !== undefined) void fetch(job);
    }, 100);
  }
}
`;

const BROKEN = "const jobs = [];\njobs.push(;\njobs.shift();\n";

describe("the exit code", () => {
  it("is 0 where there is nothing to say", () => {
    expect(run(makeTree({ "a.ts": CLEAN }), ["check"])).toEqual({ status: 0, stdout: "No findings (1 file checked)\n", stderr: "" });
  });

  it("is 1 where there are findings", () => {
    const { status, stdout, stderr } = run(makeTree({ "a.ts": QUEUE, "b.ts": CLEAN }), ["check", "."]);
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
    expect(stdout).toMatch(/^a\.ts:\d+:\d+ {2}no-unbounded-queue {2}.*jobs/);
    expect(stdout).toMatch(/\n1 finding in 1 file \(2 files checked\)\n$/);
    expect(stdout).not.toContain("\u001b");
  });

  it("is 1 where a file has syntax errors, and the others are checked", () => {
    const { status, stdout, stderr } = run(makeTree({ "a.ts": QUEUE, "b.ts": BROKEN, "c.ts": CLEAN }), ["check"]);
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
    expect(stdout).toContain("a.ts:");
    expect(stdout).toContain("\nb.ts:2:11  syntax-error  could not be parsed: ')' expected.\n");
    expect(run(makeTree({ "b.ts": BROKEN }), ["check"]).status).toBe(1);
  });

  it("is 2 where something could not be done, and the rest is done", () => {
    const root = makeTree({ "a.ts": QUEUE, "empty/": "", "data.json": "{}" });
    symlinkSync(join(root, "a.ts"), join(root, "link.ts"));
    for (const [path, reason] of [
      ["gone.ts", "no such file or folder"],
      ["empty", "no TypeScript or JavaScript files in this folder"],
      ["data.json", "not a TypeScript or JavaScript file"],
      ["link.ts", "it is a symbolic link, and links are not followed"],
    ] as const) {
      const { status, stdout, stderr } = run(root, ["check", path, "a.ts"]);
      expect({ status, stderr }).toEqual({ status: 2, stderr: `pokayoke: ${path}: ${reason}\n` });
      expect(stdout).toContain("1 finding in 1 file (1 file checked)\n");
      expect(run(root, ["check", path])).toEqual({ status: 2, stdout: "", stderr: `pokayoke: ${path}: ${reason}\n` });
    }
  });

  it.each([
    [["chek"], "unknown command 'chek' (Did you mean check?)"],
    [["check", "--formt", "json"], "unknown option '--formt' (Did you mean --format?)"],
    [["check", "--format", "xml"], "unknown format 'xml'; the formats are stylish, json, sarif, github, gitlab, junit, markdown, html"],
    [["check", "--format"], "option '-f, --format <name[=file]>' argument missing"],
    [["check", "--rule", "no-unbound-queue"], "unknown rule 'no-unbound-queue' (did you mean no-unbounded-queue?)"],
    [["check", "--rule", "x\u001b[31m"], "unknown rule 'x\\x1b[31m'; the rules are "],
    [["--nope"], "unknown option '--nope'"],
  ])("is 2 for the mistake %j, told in one line", (args, message) => {
    const { status, stdout, stderr } = run(makeTree({ "a.ts": QUEUE }), args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(ONE_LINE);
    expect(stderr).toContain(message);
  });

  it.each(["--help", "--version", "check --help"])("is 0 for %s, which loads no compiler, no reporter and not the rules", (args) => {
    const root = makeTree({ "coverage/": "" });
    expect(run(root, args.split(" "), { NODE_V8_COVERAGE: join(root, "coverage") }).status).toBe(0);
    const [report = ""] = readdirSync(join(root, "coverage"));
    const { result } = JSON.parse(readFileSync(join(root, "coverage", report), "utf8")) as { readonly result: readonly { readonly url: string }[] };
    const loaded = result.map(({ url }) => url).filter((url) => url.startsWith("file:"));
    expect(loaded.filter((url) => /typescript|ts-morph|node_modules\/diff\/|\/reporters\/|\/rules\/(?!model\/)/.test(url))).toEqual([]);
    expect(loaded.length).toBeGreaterThan(5);
    expect(loaded.length).toBeLessThan(40);
  });

  it("is 0 for help and version", () => {
    const root = makeTree({});
    expect(run(root, ["--version"]).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(run(root, ["--help"])).toMatchObject({ status: 0, stderr: "" });
    const help = run(root, ["check", "--help"]);
    expect(help).toMatchObject({ status: 0, stderr: "" });
    expect(help.stdout).toMatch(/Exit codes:\n {2}0 .*\n {2}1 .*\n {2}2 /);
    expect(run(root, [])).toMatchObject({ status: 2, stdout: "" });
  });
});

describe("the report", () => {
  it("is ESLint's JSON on demand, and nothing else on stdout", () => {
    const root = makeTree({ "a.ts": QUEUE, "b.ts": CLEAN });
    const { status, stdout, stderr } = run(root, ["check", ".", "gone", "--format", "json"]);
    expect({ status, stderr }).toEqual({ status: 2, stderr: "pokayoke: gone: no such file or folder\n" });
    expect(JSON.parse(stdout)).toMatchObject([
      { filePath: join(root, "a.ts"), messages: [{ ruleId: "pokayoke/no-unbounded-queue", severity: 2 }], errorCount: 1 },
      { filePath: join(root, "b.ts"), messages: [] },
    ]);
    expect(JSON.parse(run(root, ["check", "empty", "--format", "json"]).stdout)).toEqual([]);
  });

  it("is the same for any order of the paths, and every time", () => {
    const root = makeTree({ "a.ts": QUEUE, "b/c.ts": QUEUE, "d.ts": QUEUE });
    const { stdout } = run(root, ["check", "."]);
    expect(run(root, ["check", "d.ts", "b", "a.ts"]).stdout).toBe(stdout);
    expect(run(root, ["check", "b", "a.ts", ".", "d.ts"]).stdout).toBe(stdout);
  });

  it("has no summary if that is not wanted", () => {
    expect(run(makeTree({ "a.ts": CLEAN }), ["check", "--quiet"])).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  it("honours comments, git's ignore files, and the choice of rules", () => {
    const off = QUEUE.replace("  readonly #jobs", "  // eslint-disable-next-line pokayoke/no-unbounded-queue -- test\n  readonly #jobs").replace("    this.#jobs.push", "    // eslint-disable-next-line pokayoke/no-unbounded-queue -- test\n    this.#jobs.push");
    const root = makeTree({ "a.ts": off, ".gitignore": "b.ts\n", "b.ts": QUEUE });
    expect(run(root, ["check"])).toMatchObject({ status: 0, stdout: "No findings (1 file checked, 1 finding disabled by comments)\n" });
    expect(run(root, ["check", "--no-ignore"]).status).toBe(1);
    expect(run(root, ["check", "b.ts", "--rule", "pokayoke/no-unbounded-queue"]).status).toBe(1);
  });

  it("lets nothing of the target act on the terminal", () => {
    const root = makeTree({ "\u001b[31mred\n.ts": QUEUE });
    const { stdout } = run(root, ["check", "."]);
    expect(stdout).toMatch(/^\\x1b\[31mred\\x0a\.ts:/);
    expect(run(root, ["check", "\u001b[2J"]).stderr).toBe("pokayoke: \\x1b[2J: no such file or folder\n");
  });

  it("may be read by somebody who leaves", async () => {
    const files = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`${String(at)}.ts`, QUEUE]));
    const child = spawn(process.execPath, [MAIN, "check", "--format", "json"], { cwd: makeTree(files), stdio: ["ignore", "pipe", "pipe"] });
    let stderr = "";
    child.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
    child.stdout.once("data", () => child.stdout.destroy());
    const status = await new Promise((resolve) => child.on("close", resolve));
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
  });
});

describe("a fault of our own", () => {
  it("is one line, with the stack on demand", () => {
    const root = makeTree({ "a.ts": QUEUE });
    const hook = `data:text/javascript,${encodeURIComponent("import fs from 'node:fs'; import { syncBuiltinESMExports } from 'node:module'; fs.readdirSync = () => { throw null; }; syncBuiltinESMExports();")}`;
    const broken = run(root, ["check", "."], { NODE_OPTIONS: `--import=${hook}` });
    expect(broken.status).toBe(2);
    expect(broken.stderr).toMatch(/^pokayoke: internal error: [^\n]+ \(run with POKAYOKE_DEBUG=1 for the stack\)\n$/);
    expect(run(root, ["check", "."], { NODE_OPTIONS: `--import=${hook}`, POKAYOKE_DEBUG: "1" }).stderr).toMatch(/\n {4}at /);
  });
});
