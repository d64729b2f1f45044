import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROOT } from "./tree.ts";

const run = promisify(execFile);
const FOLDERS = [".ci", ".github", "rules", "codemods", "runtime", "plugin", "cli", "test", "fixtures", "docs"];
const TREE = [...FOLDERS, "package.json", "tsconfig.json", "vitest.config.ts", "eslint.config.js"];
const IDS = ["require-scaffold", "a-scaffold"];
const LINE = "Disallow things that are here to be tested";
let copy: string;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), "pokayoke-scaffold-"));
  for (const path of TREE) cpSync(join(ROOT, path), join(copy, path), { recursive: true });
  for (const path of ["node_modules", "dist"]) symlinkSync(join(ROOT, path), join(copy, path));
});
afterAll(() => {
  rmSync(copy, { recursive: true });
});

/** Runs Node in the copy; resolves to its exit code and everything it printed. */
async function node(...args: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
  const env = { ...process.env, CI: "true", NO_COLOR: "1" };
  try {
    const { stdout, stderr } = await run(process.execPath, [...args], { cwd: copy, env, maxBuffer: 1 << 24 });
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { readonly code: number; readonly stdout: string; readonly stderr: string };
    return { code, output: stdout + stderr };
  }
}

/** The code that was made for rules. */
function filesOf(ids: readonly string[]): readonly string[] {
  return ids.flatMap((id) => [...readdirSync(join(copy, `rules/${id}`)).map((name) => `rules/${id}/${name}`), `codemods/${id}.ts`, `test/rules/${id}.test.ts`]);
}

describe("npm run new", () => {
  it.each([
    [["no-such-thing"], "usage: npm run new"],
    [["No_Such", LINE], '"No_Such" is no rule id'],
    [["../escape", LINE], '"../escape" is no rule id'],
    [["detect-things", LINE], "starts with a verb"],
    [["model", LINE], "is the name of something else"],
    [["no-such-thing", "things are bad"], 'starts with "Disallow"'],
    [["no-unbounded-queue", LINE], "nothing was made: rules/no-unbounded-queue"],
  ])("refuses %j and makes nothing", async (args, message) => {
    const index = readFileSync(join(copy, "rules/index.ts"), "utf8");
    const { code, output } = await node("test/scaffold/new.mjs", ...args);
    expect(output).toContain(message);
    expect(output).not.toMatch(/\n\s+at /);
    expect(code).toBe(2);
    expect(readFileSync(join(copy, "rules/index.ts"), "utf8")).toBe(index);
    expect(existsSync(join(copy, "rules/no-such-thing"))).toBe(false);
  });

  it("makes rules", async () => {
    for (const id of IDS) expect(await node("test/scaffold/new.mjs", id, `${LINE}.`)).toMatchObject({ code: 0 });
    expect(readFileSync(join(copy, "rules/index.ts"), "utf8")).toMatch(/\[\s*aScaffold,[^\]]*requireScaffold,?\s*\]/);
  });

  it("that compile", () => {
    const made = ["rules/index.ts", ...filesOf(IDS)].map((path) => join(copy, path));
    expect(made.length).toBeGreaterThan(8);
    // Nothing else names them. The copy is left with them, and what they import, for the compiler of the linter, too.
    const { config } = ts.readConfigFile(join(copy, "tsconfig.json"), (path) => ts.sys.readFile(path)) as { readonly config: Readonly<Record<string, unknown>> };
    writeFileSync(join(copy, "tsconfig.json"), JSON.stringify({ ...config, include: undefined, files: made }));
    const { options, fileNames } = ts.parseJsonConfigFileContent({ ...config, include: undefined, files: made }, ts.sys, copy);
    const program = ts.createProgram(fileNames, options);
    const diagnostics = made.flatMap((path) => ts.getPreEmitDiagnostics(program, program.getSourceFile(path)));
    expect(ts.formatDiagnostics(diagnostics, ts.createCompilerHost(options))).toBe("");
  }, 240_000);

  it.skipIf(!existsSync(join(ROOT, "dist")))("that pass the linter, if it can run (`npm run build` comes first)", async () => {
    expect(await node("node_modules/eslint/bin/eslint.js", "rules/index.ts", ...filesOf(IDS))).toEqual({ code: 0, output: "" });
  });

  it("that pass their own tests and the laws of all rules", async () => {
    const tests = [...IDS.map((id) => `test/rules/${id}`), "test/contract"];
    // Of the laws that take minutes for all rules, only what is about these.
    const slow = ["invariance", "determinism", "messages"].map((name) => `test/contract/${name}.test.ts`);
    const left = ["test/contract/scaffold.test.ts", ...slow].flatMap((path) => ["--exclude", path]);
    for (const which of [[...tests, ...left], [...slow, "-t", IDS.join("|")]]) {
      const tested = await node("node_modules/vitest/vitest.mjs", "run", ...which);
      expect(tested, tested.output).toMatchObject({ code: 0 });
    }
  }, 300_000);
});
