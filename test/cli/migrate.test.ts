import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { git, makeRepository } from "../codemods/toy.ts";
import { ROOT } from "../contract/tree.ts";
import { makeTree } from "./tree.ts";
import { runWarm } from "./warm-command.ts";

/** A queue that is found and rewritten. */
const QUEUE = readFileSync(join(ROOT, "fixtures/no-unbounded-queue/bad/fifo-field.ts"), "utf8");

const CLEAN = "export const limit = 3;\n";
const MAIN = join(ROOT, "dist/cli/main.js");

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the real program (`npm run build` comes before the tests). */
function pokayoke(cwd: string, ...args: readonly string[]): Ended {
  const { status, stdout, stderr } = runWarm(cwd, ["migrate", ...args], { NO_COLOR: "1" });
  return { code: status, stdout, stderr };
}

describe("pokayoke migrate", () => {
  it("shows a diff that git takes, writes the same with --write, and then has nothing to do", () => {
    const files = { "package.json": '{"private":true,"type":"module"}', "src/jobs.ts": QUEUE };
    const root = makeRepository(files);
    const dry = pokayoke(root);
    expect(dry.code, dry.stdout + dry.stderr).toBe(1);
    expect(git(root, "status", "--short")).toBe("");
    const other = makeRepository(files);
    execFileSync("git", ["-C", other, "apply", "--whitespace=nowarn"], { input: dry.stdout });

    const written = pokayoke(root, "--write");
    expect(written.code, written.stdout + written.stderr).toBe(0);
    expect(written.stderr).not.toContain("formatter");
    for (const path of git(root, "ls-files", "--cached", "--others", "--exclude-standard").trim().split("\n")) {
      if (!path.startsWith(".pokayoke/")) expect(readFileSync(join(other, path), "utf8")).toBe(readFileSync(join(root, path), "utf8"));
    }
    expect(readFileSync(join(root, "src/jobs.ts"), "utf8")).not.toBe(QUEUE);

    git(root, "add", "-A");
    git(root, "commit", "-qm", "migrated");
    const again = pokayoke(root, "--write");
    expect([again.code, again.stdout]).toEqual([0, expect.stringMatching(/^Nothing to do \(\d files checked\)\n$/)]);
  });

  it("says which command lays out the new files as the project does", () => {
    const root = makeRepository({ "package.json": '{"private":true,"type":"module","devDependencies":{"prettier":"3.6.2"}}', "src/jobs.ts": QUEUE });
    expect(pokayoke(root, "--write").stderr).toContain("what is new is not laid out as the project's formatter does: npx prettier --write src/bounded-queue.ts\n");
  });

  it("ends with 0 where nothing is found", () => {
    expect(pokayoke(makeRepository({ "a.ts": CLEAN })).code).toBe(0);
  });

  it("ends with 1 where something is refused", () => {
    const root = makeRepository({ "a.ts": QUEUE });
    writeFileSync(join(root, "a.ts"), `${QUEUE}\n`);
    const { code, stdout } = pokayoke(root, "--write");
    expect(stdout).toContain("refused: uncommitted-changes");
    expect(code).toBe(1);
    expect(readFileSync(join(root, "a.ts"), "utf8")).toBe(`${QUEUE}\n`);
    expect(pokayoke(root, "--write", "--allow-dirty").code).toBe(0);
  });

  it.each([
    [["--overflow", "explode"], "argument 'explode' is invalid"],
    [["--capacity", "0"], "It must be a positive whole number."],
    [["--capacity", "1e3"], "It must be a positive whole number."],
    [["--capacity", "99999999999999999"], "It must be a positive whole number."],
    [["--runtime", "cloud"], "argument 'cloud' is invalid"],
    [["--rule", "no-such"], "unknown rule 'no-such'"],
    [["--wirte"], "unknown option '--wirte'"],
    [["gone"], "gone: no such file or folder"],
  ])("ends with 2 and one line at %j", (args, message) => {
    const { code, stderr, stdout } = pokayoke(makeRepository({ "a.ts": CLEAN }), ...args);
    expect(stderr).toContain(message);
    expect(stderr.trim().split("\n").length).toBe(1);
    expect(stdout).not.toContain("diff");
    expect(code).toBe(2);
  });

  it("writes outside of git only if that is meant", () => {
    const root = makeTree({ "a.ts": QUEUE });
    const { code, stderr } = pokayoke(root, "--write");
    expect([code, stderr]).toEqual([2, expect.stringContaining("is in no git repository")]);
    expect(pokayoke(root).code).toBe(1);
    expect(pokayoke(root, "--write", "--allow-dirty").code).toBe(0);
    expect(readFileSync(join(root, "a.ts"), "utf8")).not.toBe(QUEUE);
  });

  it("carries the choices into the rewrite and the report", () => {
    const root = makeRepository({ "a.ts": QUEUE });
    const { stdout } = pokayoke(root, "--format", "json", "--capacity", "7", "--overflow", "reject");
    const { rewrites, options } = JSON.parse(stdout) as { rewrites: { choices: object; laws: object }[]; options: object };
    expect(options).toEqual({ overflow: "reject", capacity: 7, runtime: "inline" });
    expect(rewrites).toHaveLength(1);
    expect(rewrites[0]?.choices).toMatchObject({ capacity: "7", overflow: "reject" });
    expect(rewrites[0]?.laws).toEqual({ parses: true, types: true, finding: true, converged: true, behaves: "fixtures" });
  });

  it("says that another run is at work, or died, and goes on when that is settled", () => {
    const root = makeRepository({ "a.ts": QUEUE });
    mkdirSync(join(root, ".pokayoke"));
    writeFileSync(join(root, ".pokayoke/journal.json"), "{}");
    expect(pokayoke(root)).toMatchObject({ code: 2, stderr: expect.stringContaining("an earlier run was interrupted") as string });
    const { code, stderr } = pokayoke(root, "--write");
    expect(stderr).toContain("was set aside");
    expect(code).toBe(0);
  });

  it("writes nothing when it is interrupted while it plans", async () => {
    const root = makeRepository({ "a.ts": QUEUE });
    const child = spawn(process.execPath, [MAIN, "migrate", "--write"], { cwd: root, stdio: "ignore" });
    const ended = new Promise<NodeJS.Signals | null>((resolve) => child.on("exit", (_, signal) => { resolve(signal); }));
    setTimeout(() => child.kill("SIGINT"), 250); // the compiler alone takes longer to load
    expect(await ended).toBe("SIGINT");
    expect(git(root, "status", "--short")).toBe("");
  });

  it("imports the package with --runtime package, and says that it has to be installed", () => {
    const root = makeRepository({ "package.json": '{"private":true,"type":"module"}', "a.ts": QUEUE });
    const { stdout, stderr } = pokayoke(root, "--runtime", "package");
    expect(stdout).toContain('+import { BoundedQueue } from "@pokayoke/runtime/bounded-queue";');
    expect(stdout).not.toContain("new file mode");
    expect(stderr).toContain("@pokayoke/runtime is not installed");
  });
});
