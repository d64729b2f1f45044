import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeTree } from "../cli/tree.ts";
import { ROOT } from "../contract/tree.ts";

const require = createRequire(import.meta.url);
const RUNNER = require.resolve("jscodeshift/bin/jscodeshift.js");
const ENTRIES = join(ROOT, "dist/codemods/jscodeshift");

interface Ended {
  readonly code: number | null;
  readonly out: string;
}

/** Runs the real jscodeshift with the transform of a rule, as `npm run build` made it. */
function jscodeshift(cwd: string, rule: string, ...args: readonly string[]): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [RUNNER, "-t", join(ENTRIES, `${rule}.cjs`), "--no-color", ...args], { cwd, encoding: "utf8" });
  return { code: status, out: stdout + stderr };
}

const COMMON = `// sends lines away
const lines = [];
let timer;

function log(line) {
  lines.push({ line, at: Date.now() });
  timer ??= setTimeout(flush, 1000);
}

async function flush() {
  timer = undefined;
  const batch = lines.splice(0);
  await fetch("https://logs.example/", { method: "POST", body: JSON.stringify(batch) });
}

module.exports = { log };
`;
const MODULE = COMMON.replace("module.exports =", "export").replaceAll("\n", "\r\n");
const JSX = COMMON.replace("module.exports = { log };", "export const Log = ({ text }) => <button onClick={() => log(text)}>{`Log`}</button>;");
/** Flow's own syntax, which no TypeScript has. */
const FLOW = COMMON.replace("log(line)", "log(line: {| text: string |})");
const FILES = { "package.json": '{"private":true,"engines":{"node":">=20"}}', "src/common.js": COMMON, "src/module.mjs": MODULE, "src/view.jsx": JSX, "src/flow.js": FLOW, "src/other.js": "module.exports = 1;\n" };
const DROP = "--overflow=drop-oldest";

function textsIn(root: string): Readonly<Record<string, string>> {
  return Object.fromEntries(readdirSync(join(root, "src")).map((name) => [`src/${name}`, readFileSync(join(root, "src", name), "utf8")]));
}

describe("jscodeshift", () => {
  it("rewrites CommonJS, ES modules and JSX, and leaves Flow alone", () => {
    const root = makeTree(FILES);
    const { code, out } = jscodeshift(root, "no-unbounded-queue", DROP, "--capacity=64", "--extensions=js,mjs,jsx", "src");
    expect([code, out]).toEqual([0, expect.stringMatching(/3 ok/)]);
    const after = textsIn(root);
    const made = 'new BoundedQueue({ capacity: 64, overflow: "drop-oldest", name: "lines" })';
    expect(after["src/common.js"]).toContain(`const { BoundedQueue } = require("@pokayoke/runtime/bounded-queue");\n`);
    expect(after["src/module.mjs"]).toContain(`import { BoundedQueue } from "@pokayoke/runtime/bounded-queue";\r\n`);
    expect(after["src/module.mjs"]).not.toMatch(/[^\r]\n/);
    for (const path of ["src/common.js", "src/module.mjs", "src/view.jsx"]) expect(after[path]).toContain(made);
    for (const path of ["src/flow.js", "src/other.js"] as const) expect(after[path]).toBe(FILES[path]);
    expect(out).toMatch(/flow\.js line \d+: not looked at/);
    const again = jscodeshift(root, "no-unbounded-queue", DROP, "--capacity=64", "--extensions=js,mjs,jsx", "src");
    expect(again.out).toMatch(/0 ok/);
  });

  it("takes --dry and --print and gives its sums, without writing", () => {
    const root = makeTree(FILES);
    const { code, out } = jscodeshift(root, "no-unbounded-queue", DROP, "--dry", "--print", "src");
    expect(code, out).toBe(0);
    expect(out).toContain("new BoundedQueue({ capacity: 1000");
    expect(out).toMatch(/Stats:[\s\S]*rewritten: 3/);
    expect(textsIn(root)).toEqual(Object.fromEntries(Object.entries(FILES).filter(([path]) => path.startsWith("src/"))));
  });

  it("says what it refuses, and sums it up", () => {
    const { out } = jscodeshift(makeTree(FILES), "no-unbounded-queue", DROP, "--runtime=inline", "--dry", "src");
    expect(out).toMatch(/common\.js line \d+: refused: other-files: .*bounded-queue\.js would have to change, too/);
    expect(out).toMatch(/Stats:[\s\S]*refused: other-files: 3/);
  });

  it("works without Babel, in one process, and says what is wrong with an option", () => {
    const root = makeTree(FILES);
    const wrong = jscodeshift(root, "no-unbounded-queue", "--overflow=explode", "--run-in-band", "src");
    expect(wrong.out).toContain("--overflow must be one of reject, wait, drop-newest, drop-oldest, not explode");
    const { out } = jscodeshift(root, "no-unbounded-queue", DROP, "--run-in-band", "--no-babel", "src/common.js");
    expect(out).toMatch(/1 ok/);
  });
});

describe("the transforms", () => {
  const rules = readdirSync(ENTRIES).filter((name) => name.endsWith(".cjs") && name !== "transform.cjs").map((name) => name.replace(".cjs", ""));

  it.each(rules)("can be loaded by the name of the package: %s", (rule) => {
    const name = `eslint-plugin-pokayoke/jscodeshift/${rule}`;
    const script = `const entry = require(${JSON.stringify(name)}); if (typeof entry !== "function") throw new Error(typeof entry);`;
    expect(execFileSync(process.execPath, ["-e", script], { cwd: ROOT, encoding: "utf8" })).toBe("");
  });
});
