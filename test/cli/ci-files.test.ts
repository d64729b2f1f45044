import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FORMAT_NAMES } from "../../cli/format-targets.ts";
import { git, MAIN, queueOf, run } from "./command.ts";
import { elementsOf } from "./markup.ts";
import { makeTree } from "./tree.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const { load } = createRequire(import.meta.url)("js-yaml") as { load: (text: string) => unknown };

function yaml(path: string): unknown {
  return load(readFileSync(join(ROOT, path), "utf8"));
}

const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { readonly version: string };

/** A project that has our package installed, with a finding, and its git. */
function project(files: Readonly<Record<string, string>> = { "src/mail.ts": queueOf("Mail"), "src/clean.ts": "export const one = 1;\n" }): string {
  const root = makeTree({ "package.json": "{}", ".gitignore": "node_modules\n", ...files });
  mkdirSync(join(root, "node_modules/.bin"), { recursive: true });
  chmodSync(MAIN, 0o755);
  symlinkSync(MAIN, join(root, "node_modules/.bin/pokayoke"));
  git(root, "init", "-q");
  git(root, "add", "-A");
  git(root, "commit", "-q", "-m", "first");
  return root;
}

/** Runs a script as CI does. */
function bash(root: string, script: string, environment: Readonly<Record<string, string>>): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:GITHUB_|NO_COLOR|FORCE_COLOR)/.test(name)));
  return spawnSync("bash", ["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script], { cwd: root, encoding: "utf8", env: { ...inherited, ...environment } });
}

describe("action.yml", () => {
  const action = yaml("action.yml") as {
    readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
    readonly runs: { readonly using: string; readonly steps: readonly { readonly uses?: string; readonly shell: string; readonly run: string; readonly env: Readonly<Record<string, string>> }[] };
  };
  const [step] = action.runs.steps;
  if (step === undefined) throw new Error("no step");

  /** Runs the step with some inputs, as the runner fills them in. */
  function act(root: string, inputs: Readonly<Record<string, string>> = {}, environment: Readonly<Record<string, string>> = {}): ReturnType<typeof bash> {
    const env = Object.fromEntries(Object.entries(step?.env ?? {}).map(([name, value]) => [name, value.replace(/^\$\{\{ inputs\.(\w+) \}\}$/, (_, input: string) => inputs[input] ?? action.inputs[input]?.default ?? "")]));
    return bash(root, step?.run ?? "", { ...env, ...environment });
  }

  it("is pinned: it uses no other action, and an exact version of ours", () => {
    expect(action.runs.using).toBe("composite");
    expect(action.runs.steps.filter(({ uses }) => uses !== undefined)).toEqual([]);
    expect(action.inputs["version"]?.default).toBe(version);
    expect(step.run).not.toContain("${{");
    expect(Object.values(step.env).map((value) => /^\$\{\{ inputs\.(\w+) \}\}$/.exec(value)?.[1]).sort()).toEqual(Object.keys(action.inputs).sort());
  });

  it("annotates, summarises, writes SARIF, and fails", () => {
    const root = project();
    const summary = join(root, "summary.md");
    writeFileSync(summary, "of another step\n");
    const { status, stdout, stderr } = act(root, { sarif: "out/pokayoke.sarif" }, { GITHUB_STEP_SUMMARY: summary });
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
    expect(stdout).toMatch(/^::error file=src\/mail\.ts,line=5,[^\n]*\n$/);
    expect(readFileSync(summary, "utf8")).toMatch(/^of another step\n## pokayoke: 1 finding in 1 file\n/);
    expect(JSON.parse(readFileSync(join(root, "out/pokayoke.sarif"), "utf8"))).toMatchObject({ version: "2.1.0" });
  });

  it("takes a baseline, a base, paths and further arguments, and nothing of them is run", () => {
    const root = project();
    run(root, ["baseline"]);
    expect(act(root, { baseline: "pokayoke-baseline.txt" })).toMatchObject({ status: 0, stdout: "" });
    expect(act(root, { changed: "HEAD" })).toMatchObject({ status: 0 });
    expect(act(root, { paths: "src/clean.ts\n" })).toMatchObject({ status: 0 });
    expect(act(root, { args: "--max-findings\n1\n" })).toMatchObject({ status: 0 });
    const evil = "$(touch trace) `touch trace`; touch trace # '\"";
    for (const input of ["paths", "baseline", "changed", "args", "version"]) act(root, { [input]: evil });
    expect(existsSync(join(root, "trace"))).toBe(false);
  });

  it("runs the pinned version where the project has none", () => {
    const root = makeTree({ "bin/npx": '#!/bin/sh\nprintf "%s|" "$@"\n' });
    chmodSync(join(root, "bin/npx"), 0o755);
    const { stdout } = act(root, {}, { PATH: `${join(root, "bin")}:${process.env["PATH"] ?? ""}` });
    expect(stdout).toBe(`--yes|--package|eslint-plugin-pokayoke@${version}|pokayoke|check|--format|github|--no-progress|--|.|`);
  });
});

describe(".pre-commit-hooks.yaml", () => {
  const [hook] = yaml(".pre-commit-hooks.yaml") as readonly { readonly id: string; readonly entry: string; readonly language: string; readonly types_or: readonly string[] }[];

  it("runs the command that the package brings on the files of a commit", () => {
    const root = project();
    const entry = (hook?.entry ?? "").replace(/^pokayoke /, "node_modules/.bin/pokayoke ");
    expect(hook).toMatchObject({ id: "pokayoke", language: "node", types_or: ["ts", "tsx", "javascript", "jsx"] });
    expect(bash(root, `${entry} src/mail.ts src/clean.ts`, {}).status).toBe(1);
    expect(bash(root, `${entry} src/clean.ts`, {})).toMatchObject({ status: 0, stderr: "" });
  });

  it("is there for who installs from the repository, with a built command", () => {
    const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { readonly bin: Readonly<Record<string, string>>; readonly scripts: Readonly<Record<string, string>> };
    expect(manifest.bin["pokayoke"]).toBe("./dist/cli/main.js");
    expect(manifest.scripts["prepack"]).toContain("npm run build");
    // pre-commit installs what `npm pack` prints.
    expect(readFileSync(join(ROOT, ".npmrc"), "utf8")).toContain("\nforeground-scripts=false\n");
  });
});

describe("the line for lint-staged", () => {
  it("takes the staged files at its end, as absolute paths", () => {
    const [, json = ""] = /```json lint-staged\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, "docs/guide/ci.md"), "utf8")) ?? [];
    const [command = ""] = Object.values(JSON.parse(json) as Readonly<Record<string, string>>);
    const root = project();
    run(root, ["baseline"]);
    writeFileSync(join(root, "src/new.ts"), queueOf("Fresh"));
    const line = command.replace(/^pokayoke /, "node_modules/.bin/pokayoke ");
    expect(bash(root, `${line} '${join(root, "src/mail.ts")}'`, {})).toMatchObject({ status: 0, stdout: "", stderr: "" });
    const { status, stdout } = bash(root, `${line} '${join(root, "src/mail.ts")}' '${join(root, "src/new.ts")}'`, {});
    expect(status).toBe(1);
    expect(stdout).toMatch(/^src\/new\.ts:5:5 {2}no-unbounded-queue/);
  });
});

describe("templates/gitlab.yml", () => {
  const { pokayoke: job } = yaml("templates/gitlab.yml") as {
    readonly pokayoke: { readonly image: string; readonly variables: Readonly<Record<string, string>>; readonly script: readonly string[]; readonly artifacts: { readonly when: string; readonly paths: readonly string[]; readonly reports: { readonly codequality: string; readonly junit: string } } };
  };

  it("is pinned to our version", () => {
    expect(job.variables["POKAYOKE_VERSION"]).toBe(version);
    expect(readFileSync(join(ROOT, "templates/gitlab.yml"), "utf8")).toContain(`/v${version}/templates/gitlab.yml`);
    expect(job.artifacts.when).toBe("always");
  });

  it("writes every report that it names, and fails on what is new", () => {
    const root = project();
    const { status, stdout } = bash(root, job.script.join("\n"), job.variables);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^src\/mail\.ts:5:5 /);
    const { codequality, junit } = job.artifacts.reports;
    expect(JSON.parse(readFileSync(join(root, codequality), "utf8"))).toMatchObject([{ check_name: "pokayoke/no-unbounded-queue", location: { path: "src/mail.ts", lines: { begin: 5 } } }]);
    expect(elementsOf(readFileSync(join(root, junit), "utf8")).some(({ name }) => name === "failure")).toBe(true);
    for (const path of job.artifacts.paths) expect(existsSync(join(root, path))).toBe(true);
    run(root, ["baseline"]);
    expect(bash(root, job.script.join("\n"), { ...job.variables, POKAYOKE_OPTIONS: "--baseline pokayoke-baseline.txt" }).status).toBe(0);
  });
});

describe("the guide", () => {
  const page = (name: string): string => readFileSync(join(ROOT, `docs/guide/${name}.md`), "utf8");

  it("has every format, and every option that there is", () => {
    const rows = [...page("output").matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
    expect(rows).toEqual(FORMAT_NAMES);
    const help = ["check", "baseline"].map((command) => run(ROOT, [command, "--help"]).stdout).join("");
    const told = ["ci", "baseline", "output"].flatMap((name) => [...page(name).matchAll(/(?<![\w-])pokayoke (?:check|baseline)[^\n`]*/g)].flatMap(([line]) => line.match(/--[a-z-]+/g) ?? []));
    expect(told.length).toBeGreaterThan(5);
    expect(told.filter((option) => !help.includes(option))).toEqual([]);
  });

  it("leads only to pages that are there", () => {
    for (const name of ["ci", "baseline", "output"]) for (const [, target = ""] of page(name).matchAll(/\]\((?!https?:)([^)#]+)/g)) expect([name, target, existsSync(join(ROOT, "docs/guide", target))]).toEqual([name, target, true]);
  });
});
