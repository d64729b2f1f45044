import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CACHE_FILE } from "../../cli/check.ts";
import { queueOf, run } from "./command.ts";
import { makeTree } from "./tree.ts";

/** A queue in one file that another file fills: its finding depends on both. */
const TREE = {
  "package.json": "{}",
  "src/queue.ts": `export const jobs: string[] = [];\nsetInterval(() => {\n  const job = jobs.shift();\n  if (job !== undefined) void fetch(job);\n}, 100);\n`,
  "src/server.ts": `import { jobs } from "./queue";\nexport function enqueue(job: string): void {\n  jobs.push(job);\n}\n`,
  "src/outbox.ts": queueOf("Outbox"),
};

function check(cwd: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = run(cwd, ["check", "src", "--format", "json", ...args]);
  expect(stderr).toBe("");
  expect(status).toBeLessThan(2);
  return stdout;
}

function stored(root: string): { key: string; result: { reports: { findings: { message: string }[] }[] } } {
  return JSON.parse(readFileSync(join(root, CACHE_FILE), "utf8").split("\n")[1] ?? "") as ReturnType<typeof stored>;
}

/** Writes a cache with a digest that fits. */
function forge(root: string, value: unknown): void {
  const body = JSON.stringify(value);
  writeFileSync(join(root, CACHE_FILE), `${createHash("sha256").update(body).digest("base64")}\n${body}\n`);
}

describe("--cache", () => {
  it("says the same as a check without it, and takes it from the cache", () => {
    const root = makeTree(TREE);
    const cold = check(root);
    expect(check(root, "--cache")).toBe(cold);
    expect(check(root, "--cache")).toBe(cold);
    const cache = stored(root);
    const finding = cache.result.reports[0]?.findings[0];
    if (finding) finding.message = "from the cache";
    forge(root, cache);
    expect(check(root, "--cache")).toContain("from the cache");
  });

  it.each<[string, (root: string) => void]>([
    ["a file is changed", (root) => { writeFileSync(join(root, "src/outbox.ts"), queueOf("Inbox")); }],
    ["a file that a finding depends on is changed", (root) => { writeFileSync(join(root, "src/server.ts"), "export {};\n"); }],
    ["a file comes", (root) => { writeFileSync(join(root, "src/new.ts"), queueOf("New")); }],
    ["a file goes", (root) => { rmSync(join(root, "src/server.ts")); }],
    ["a file beside the targets changes", (root) => { mkdirSync(join(root, "lib")); writeFileSync(join(root, "lib/more.ts"), 'import { jobs } from "../src/queue";\nexport const more = (): number => jobs.push("more");\n'); }],
    ["a tsconfig comes", (root) => { writeFileSync(join(root, "tsconfig.json"), '{ "compilerOptions": { "paths": { "*": ["./src/*"] } } }'); }],
    ["git ignores a file", (root) => { writeFileSync(join(root, ".gitignore"), "outbox.ts\n"); }],
  ])("checks again when %s", (_, change) => {
    const root = makeTree(TREE);
    check(root, "--cache");
    change(root);
    expect(check(root, "--cache")).toBe(check(root));
  });

  it("keeps results of other rules apart", () => {
    const root = makeTree(TREE);
    check(root, "--cache");
    expect(check(root, "--cache", "--rule", "no-unbounded-retry")).toBe(check(root, "--rule", "no-unbounded-retry"));
  });

  const path = (root: string): string => join(root, CACHE_FILE);
  it.each<[string, (root: string) => void]>([
    ["empty", (root) => { writeFileSync(path(root), ""); }],
    ["cut off", (root) => { truncateSync(path(root), readFileSync(path(root)).length - 100); }],
    ["no cache at all", (root) => { writeFileSync(path(root), "hello\n"); }],
    ["binary", (root) => { writeFileSync(path(root), Buffer.from([0, 255, 10, 0, 200])); }],
    ["changed in one place", (root) => { writeFileSync(path(root), readFileSync(path(root), "utf8").replace("Outbox", "Inboxx")); }],
    ["of another version", (root) => { forge(root, { ...stored(root), key: "other" }); }],
    ["null", (root) => { forge(root, null); }],
    ["of another shape", (root) => { forge(root, { ...stored(root), result: { reports: [{ path: "x" }], checked: [], skipped: [], problems: [] } }); }],
    ["a result without a trace", (root) => { forge(root, { ...stored(root), trace: {} }); }],
  ])("is written anew when it is %s", (_, spoil) => {
    const root = makeTree(TREE);
    const cold = check(root, "--cache");
    const good = readFileSync(path(root), "utf8");
    spoil(root);
    expect(check(root, "--cache")).toBe(cold);
    expect(readFileSync(path(root), "utf8")).toBe(good);
  });

  it("is refused where it would overwrite a source file or a folder, and is not written where something went wrong", () => {
    const root = makeTree(TREE);
    expect(run(root, ["check", "--cache", "src/outbox.ts"])).toMatchObject({ status: 2, stdout: "" });
    expect(run(root, ["check", "--cache", "src"])).toMatchObject({ status: 2, stdout: "" });
    expect(run(root, ["check", "src", "gone.ts", "--cache"]).status).toBe(2);
    expect(existsSync(path(root))).toBe(false);
  });
});
