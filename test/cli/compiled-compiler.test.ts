import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { MAIN } from "./command.ts";

/** A copy of the built package, below node_modules so that it finds its dependencies. */
const CACHE = join(realpathSync(join(import.meta.dirname, "..", "..", "node_modules")), ".cache");
mkdirSync(CACHE, { recursive: true });
const home = mkdtempSync(join(CACHE, "pokayoke-compiled-"));
const dist = join(home, "dist");
const kept = join(dist, "cli", ".compiled");
cpSync(join(dirname(MAIN), ".."), dist, { recursive: true, filter: (path) => !path.includes(".compiled") });

afterAll(() => {
  rmSync(home, { recursive: true });
});

/** Loads the compiler as a run does, in a process that says it took `milliseconds` of CPU, however fast the machine is, and says what a parsed text comes to. */
function load(milliseconds: number, environment: Readonly<Record<string, string>> = {}): string {
  const script = `
    process.cpuUsage = () => ({ user: ${String(milliseconds * 1000)}, system: 0 });
    const { loadCompiled } = await import(${JSON.stringify(join(dist, "cli", "compiled-compiler.js"))});
    const { bundledCompiler } = await import(${JSON.stringify(join(dist, "rules", "model", "compiler.js"))});
    const ts = bundledCompiler(loadCompiled);
    const file = ts.createSourceFile("a.ts", "let a: string = 1;", 99, true);
    console.log(ts.version, file.statements.length, ts === bundledCompiler());`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], { encoding: "utf8", cwd: home, env: { ...process.env, NODE_DISABLE_COMPILE_CACHE: "", ...environment } });
  expect([stderr, status]).toEqual(["", 0]);
  return stdout;
}

describe("the compiled compiler", () => {
  it("is kept by a run that took its time, and is the same compiler", () => {
    const plain = load(0);
    expect(plain).toMatch(/^\d+\.\d+\.\d+ 1 true\n$/);
    expect(existsSync(kept)).toBe(false);
    expect(load(1000, { NODE_DISABLE_COMPILE_CACHE: "1" })).toBe(plain);
    expect(existsSync(kept)).toBe(false);
    expect(load(1000)).toBe(plain);
    expect(readdirSync(kept)).toHaveLength(1);
    expect(load(0)).toBe(plain);
  });

  it("is made anew where the file is cut off, changed or foreign", () => {
    const [name = ""] = readdirSync(kept);
    const path = join(kept, name);
    const whole = readFileSync(path);
    const changed = Buffer.from(whole);
    changed.fill(0xff, whole.length >> 1, (whole.length >> 1) + 64);
    for (const broken of [whole.subarray(0, whole.length >> 1), changed, Buffer.from("no code"), Buffer.alloc(0)]) {
      writeFileSync(path, broken);
      const plain = load(1000);
      expect(readFileSync(path).equals(broken)).toBe(false);
      expect(load(0)).toBe(plain);
    }
  });

  it("is done without where nothing can be written", () => {
    rmSync(kept, { recursive: true });
    writeFileSync(kept, "a file in the place of the folder");
    expect(load(1000)).toMatch(/ 1 true\n$/);
    expect(readFileSync(kept, "utf8")).toBe("a file in the place of the folder");
  });
});
