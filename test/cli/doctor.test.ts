import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { factsOf } from "../../cli/doctor/config-facts.ts";
import { bundledCompiler } from "../../rules/model/compiler.ts";
import type { Run } from "./command.ts";
import { makeTree } from "./tree.ts";
import { runWarm } from "./warm-command.ts";

const QUEUE = "const q = [];\nsetInterval(async () => { await q.shift(); }, 1);\nexport function add(x) { q.push(x); }\n";

function pokayoke(cwd: string, ...args: readonly string[]): Run {
  return runWarm(cwd, args, { NO_COLOR: "1" });
}

function installed(versions: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(versions).map(([name, version]) => [`node_modules/${name}/package.json`, JSON.stringify({ name, version })]));
}

const CONFIG = `import { writeFileSync } from "node:fs";
import sonarjs from "eslint-plugin-sonarjs";
import pokayoke from "eslint-plugin-pokayoke";
writeFileSync("ran", "");
export default [
  sonarjs.configs.recommended,
  pokayoke.configs.recommended,
  { rules: { "no-await-in-loop": ["error"], "n/no-process-env": "off" } },
];
`;

describe("pokayoke doctor", () => {
  it("is content with a project that has what it needs, and runs nothing of it", () => {
    const root = makeTree({
      "package.json": "{}",
      "tsconfig.json": "{}",
      "eslint.config.js": 'import pokayoke from "eslint-plugin-pokayoke";\nexport default [...pokayoke.configs["recommended-type-checked"]];\n',
      "a.ts": "export const one = 1;\n",
      ...installed({ "eslint": "10.1.0", "typescript": "6.0.3", "typescript-eslint": "8.73.0", "eslint-plugin-pokayoke": "0.1.0" }),
    });
    const { status, stdout, stderr } = pokayoke(root, "doctor");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain("TypeScript 6.0.3, typescript-eslint 8.73.0");
    expect(stdout).toContain("ESLint: typed, by eslint.config.js line 2");
    expect(stdout).not.toContain("problem");
  });

  it("names the rules that push users into our failures, or repeat ours", () => {
    const root = makeTree({ "package.json": "{}", "eslint.config.js": CONFIG, ...installed({ "eslint": "9.39.5", "eslint-plugin-pokayoke": "0.1.0" }) });
    const { status, stdout } = pokayoke(root, "doctor");
    expect(status).toBe(0);
    expect(stdout).toContain("no-await-in-loop (eslint.config.js line 8) pushes towards what no-unbounded-queue reports");
    expect(stdout).toContain("sonarjs/no-async-constructor (on by a preset in eslint.config.js, as far as its text shows) pushes towards what no-temporal-coupling reports");
    expect(stdout).not.toContain("n/no-process-env");
    expect(existsSync(join(root, "ran"))).toBe(false);
  });

  it("says why something runs untyped, or not at all", () => {
    const seven = makeTree({ "package.json": "{}", "tsconfig.json": "{}", "eslint.config.js": "export default [];\n", ...installed({ "eslint": "10.1.0", "typescript": "7.0.2", "typescript-eslint": "8.73.0" }) });
    const { status, stdout } = pokayoke(seven, "doctor");
    expect(status).toBe(1);
    expect(stdout).toContain("it has no compiler API, so the rules read code with the TypeScript 6.0 that comes with pokayoke");
    expect(stdout).toContain("problem  typescript-eslint does not run on TypeScript 7");
    expect(stdout).toContain("problem  eslint-plugin-pokayoke is not installed here");
    expect(stdout).toContain("untyped, one file at a time, because eslint.config.js does not set `parserOptions.projectService`");
    const old = makeTree({ "package.json": "{}", ".eslintrc.json": "{}", ...installed({ eslint: "8.57.0" }) });
    expect(pokayoke(old, "doctor").stdout).toContain("problem  ESLint 8.57.0: the plugin needs 9 or 10");
  });

  it("names files that can't be parsed, and stale lines of the baseline", () => {
    const root = makeTree({ "package.json": "{}", "a.js": QUEUE, "b.js": QUEUE });
    expect(pokayoke(root, "baseline").status).toBe(0);
    const fixed = makeTree({
      "package.json": "{}",
      "a.js": QUEUE,
      "b.js": "export const one = 1;\n",
      "c.js": "const jobs = [];\njobs.push(;\njobs.shift();\n",
      "pokayoke-baseline.txt": readBaselineOf(root),
    });
    const { status, stdout } = pokayoke(fixed, "doctor");
    expect(status).toBe(1);
    expect(stdout).toContain("problem  syntax-error: c.js: ");
    expect(stdout).toContain("pokayoke-baseline.txt: 2 lines, 1 stale");
    expect(stdout).toContain("stale: no-unbounded-queue in b.js");
    expect(pokayoke(fixed, "doctor", "gone")).toEqual({ status: 2, stdout: "", stderr: "pokayoke: gone: no such folder\n" });
  });
});

const ts = bundledCompiler();

function readBaselineOf(root: string): string {
  return readFileSync(join(root, "pokayoke-baseline.txt"), "utf8");
}

describe("what a configuration says by its text", () => {
  it.each([
    ["export default [{ languageOptions: { parserOptions: { projectService: true } } }];", "line 1"],
    ["// projectService: true\nexport default [];", undefined],
    ['export default [\n{ languageOptions: { parserOptions: { project: "./tsconfig.json" } } }];', "line 2"],
    ['const x = "http://projectServer";\nexport default [];', undefined],
  ])("%j is typed by %s", (text, typedBy) => {
    expect(factsOf(ts, "/eslint.config.js", text).typedBy).toBe(typedBy);
  });

  it("a rule that is off is not on, whatever a preset says", () => {
    const on = (text: string): readonly string[] => factsOf(ts, "/eslint.config.js", text).neighbours.map(({ neighbour }) => neighbour.rule);
    expect(on('export default [js.configs.all, { rules: { "no-await-in-loop": "off" } }];')).toEqual([]);
    expect(on("export default [js.configs.all];")).toEqual(["no-await-in-loop"]);
    expect(on('export default [{ rules: { "no-await-in-loop": 1 } }];')).toEqual(["no-await-in-loop"]);
  });
});
