import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type FormatName, formatTargets } from "../../cli/format-targets.ts";
import { chooseRules } from "../../cli/levels.ts";
import { putFile } from "../../cli/put-file.ts";
import { type FileIo, nodeIo } from "../../codemods/file-io.ts";
import { noDanger } from "./toy-rule.ts";
import { MAIN, queueOf, run as runAlone } from "./command.ts";
import { makeTree } from "./tree.ts";
import { runWarm as run } from "./warm-command.ts";

const CLEAN = "export const one = 1;\n";

describe("--format", () => {
  const told = (formats: readonly string[], file?: string): readonly (readonly [FormatName, string | undefined])[] => formatTargets(formats, file).map((target) => [target.name, target.file]);

  it("is a name, or a name and a file", () => {
    expect(told([])).toEqual([["stylish", undefined]]);
    expect(told(["json", "sarif=a=b.sarif", "html=x.html"])).toEqual([["json", undefined], ["sarif", "a=b.sarif"], ["html", "x.html"]]);
    expect(told([], "x.txt")).toEqual([["stylish", "x.txt"]]);
    expect(told(["json", "html=x.html"], "x.json")).toEqual([["json", "x.json"], ["html", "x.html"]]);
  });

  it.each<readonly [readonly string[], string | undefined, string]>([
    [["xml"], undefined, "unknown format 'xml'; the formats are stylish, json, sarif, github, gitlab, junit, markdown, html"],
    [["sarif="], undefined, "--format sarif=: a file must follow the ="],
    [["json", "sarif"], undefined, "stdout takes one report, not json and sarif: give the others a file, as in --format sarif=FILE"],
    [["json=a", "sarif=a"], undefined, "two reports for the same file, a"],
    [["json=a"], "b", "--output-file takes one report: name the other files in --format, as in --format sarif=out.sarif"],
  ])("%j with --output-file %s is a mistake", (formats, file, message) => {
    expect(() => formatTargets(formats, file)).toThrow(message);
  });
});

describe("--rule and --fail-on", () => {
  const rules = ["a-rule", "b-rule", "c-rule"].map((id) => ({ ...noDanger, id }));
  const chosen = (rule: readonly string[], failOn: readonly string[] = []): readonly string[] => {
    const { definitions, levelOf } = chooseRules(rule, rules, failOn);
    return definitions.map(({ id }) => `${id}:${levelOf(id)}`);
  };

  it.each<readonly [readonly string[], readonly string[], readonly string[]]>([
    [[], [], ["a-rule:error", "b-rule:error", "c-rule:error"]],
    [["a-rule"], [], ["a-rule:error"]],
    [["a-rule:warn"], [], ["a-rule:warn", "b-rule:error", "c-rule:error"]],
    [["a-rule:off"], [], ["b-rule:error", "c-rule:error"]],
    [["a-rule", "pokayoke/b-rule:warn"], [], ["a-rule:error", "b-rule:warn"]],
    [[], ["b-rule"], ["a-rule:warn", "b-rule:error", "c-rule:warn"]],
    [["a-rule:error"], ["b-rule"], ["a-rule:error", "b-rule:error", "c-rule:warn"]],
    [["a-rule"], ["b-rule"], ["a-rule:warn", "b-rule:error"]],
  ])("--rule %j --fail-on %j", (rule, failOn, expected) => {
    expect(chosen(rule, failOn)).toEqual(expected);
  });

  it.each<readonly [readonly string[], readonly string[], string]>([
    [["a-rul"], [], "unknown rule 'a-rul' (did you mean a-rule?)"],
    [["a-rule:loud"], [], "'a-rule:loud': the levels are error, warn and off"],
    [["a-rule:warn:off"], [], "the levels are error, warn and off"],
    [[], ["a-rule:warn"], "--fail-on takes rules without a level, not 'a-rule:warn'"],
    [["a-rule:off"], ["a-rule"], "--fail-on a-rule and --rule a-rule:off contradict each other"],
  ])("--rule %j --fail-on %j is a mistake", (rule, failOn, message) => {
    expect(() => chosen(rule, failOn)).toThrow(message);
  });
});

describe("what counts", () => {
  const files = { "a.ts": queueOf("A"), "b.ts": queueOf("B") };

  it("is told by the exit code, and a warning does not", () => {
    const root = makeTree(files);
    const warned = run(root, ["check", "--rule", "no-unbounded-queue:warn"]);
    expect(warned).toMatchObject({ status: 0, stderr: "" });
    expect(warned.stdout).toMatch(/^a\.ts:5:5 {2}no-unbounded-queue \(warning\) {2}/);
    expect(warned.stdout).toMatch(/\n2 findings in 2 files \(2 of them warnings, 2 files checked\)\n$/);
    const json = JSON.parse(run(root, ["check", "--rule", "no-unbounded-queue:warn", "--format", "json"]).stdout) as readonly object[];
    expect(json[0]).toMatchObject({ errorCount: 0, warningCount: 1, messages: [{ severity: 1 }] });
    expect(run(root, ["check", "--rule", "no-unbounded-queue:off"])).toMatchObject({ status: 0 });
    expect(run(root, ["check", "--fail-on", "no-unbounded-queue"])).toMatchObject({ status: 1 });
  });

  it("may be up to --max-findings", () => {
    const root = makeTree(files);
    expect(run(root, ["check", "--max-findings", "2"])).toMatchObject({ status: 0, stderr: "" });
    expect(run(root, ["check", "--max-findings", "1"])).toMatchObject({ status: 1, stderr: "pokayoke: 2 findings, and --max-findings allows 1\n" });
    expect(run(root, ["check", "--max-findings", "1", "--quiet"])).toMatchObject({ status: 1, stderr: "" });
    expect(run(root, ["check", "--max-findings", "-1"])).toMatchObject({ status: 2, stdout: "" });
    expect(run(makeTree({ "a.ts": `${queueOf("A")}const = 1;\n` }), ["check", "--max-findings", "5"])).toMatchObject({ status: 1 });
  });
});

describe("reports in files", () => {
  it("leave stdout empty, tell the summary on stderr, and are what stdout would have been", () => {
    const root = makeTree({ "a.ts": queueOf("A") });
    const { status, stdout, stderr } = run(root, ["check", "a.ts", "--format", "json=out/deep/r.json", "-f", "stylish=out/r.txt", "-f", "html=out/r.html"]);
    expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: "", stderr: "pokayoke: 1 finding in 1 file (1 file checked)\n" });
    expect(readFileSync(join(root, "out/deep/r.json"), "utf8")).toBe(run(root, ["check", "a.ts", "--format", "json"]).stdout);
    expect(readFileSync(join(root, "out/r.txt"), "utf8")).toBe(run(root, ["check", "a.ts"], { FORCE_COLOR: "0" }).stdout);
    expect(readdirSync(join(root, "out")).sort()).toEqual(["deep", "r.html", "r.txt"]);
    expect(run(root, ["check", "-f", "json=x.json", "--quiet"])).toEqual({ status: 1, stdout: "", stderr: "" });
    expect(run(root, ["check", "-o", "y.txt"], { FORCE_COLOR: "1" }).stdout).toBe("");
    expect(readFileSync(join(root, "y.txt"), "utf8")).not.toContain("\u001b");
  });

  it("go beside one on stdout", () => {
    const root = makeTree({ "a.ts": CLEAN });
    expect(run(root, ["check", "-f", "stylish", "-f", "sarif=r.sarif"])).toEqual({ status: 0, stdout: "No findings (1 file checked)\n", stderr: "" });
    expect(readFileSync(join(root, "r.sarif"), "utf8")).toContain('"results": []');
  });

  it("replace what is there, through links, and keep its mode", () => {
    const root = makeTree({ "a.ts": CLEAN, "r.json": "old", "x/": "" });
    chmodSync(join(root, "r.json"), 0o640);
    symlinkSync("r.json", join(root, "link.json"));
    expect(run(root, ["check", "a.ts", "-f", "json=link.json"]).status).toBe(0);
    expect(readFileSync(join(root, "r.json"), "utf8")).toMatch(/^\[\{"filePath"/);
    expect(statSync(join(root, "r.json")).mode & 0o777).toBe(0o640);
  });

  it("stay what they were where the disk is full", () => {
    const root = makeTree({ "r.json": "old" });
    const io: FileIo = { ...nodeIo, write: () => { throw Object.assign(new Error("full"), { code: "ENOSPC" }); } };
    expect(() => { putFile("r.json", root, "new", { io }); }).toThrow("r.json could not be written: no space left on the disk");
    expect(readdirSync(root)).toEqual(["r.json"]);
    expect(readFileSync(join(root, "r.json"), "utf8")).toBe("old");
    putFile("r.json", root, "new");
    expect(readFileSync(join(root, "r.json"), "utf8")).toBe("new");
  });

  it("may go into a pipe", () => {
    const root = makeTree({ "a.ts": CLEAN });
    const { stdout } = spawnSync("bash", ["-c", `"${process.execPath}" "${MAIN}" check a.ts --quiet -f json=/dev/stdout | cat`], { cwd: root, encoding: "utf8" });
    expect(stdout).toMatch(/^\[\{"filePath"/);
  });

  it("are added to what a step of GitHub has, and to nothing else", () => {
    const root = makeTree({ "a.ts": CLEAN, "summary.md": "before\n", "other.md": "before\n" });
    const environment = { GITHUB_STEP_SUMMARY: join(root, "summary.md") };
    run(root, ["check"], environment);
    expect(readFileSync(join(root, "summary.md"), "utf8")).toBe("before\n");
    run(root, ["check", "-f", "markdown=summary.md", "-f", "stylish=other.md"], environment);
    expect(readFileSync(join(root, "summary.md"), "utf8")).toMatch(/^before\n## pokayoke: No findings\n/);
    expect(readFileSync(join(root, "other.md"), "utf8")).toBe("No findings (1 file checked)\n");
  });

  it.each<readonly [string, (root: string) => string, string]>([
    ["a source file", () => "a.ts", "a.ts is a source file, and would be overwritten"],
    ["a new source file", () => "report.js", "report.js is a source file, and would be overwritten"],
    ["a folder", () => "x", "x is a folder"],
    ["below a file", () => "notes.txt/r.json", "notes.txt/r.json could not be written: no such file or folder"],
  ])("are not %s", (_, target, message) => {
    const root = makeTree({ "a.ts": CLEAN, "x/": "", "notes.txt": "notes\n" });
    expect(run(root, ["check", "a.ts", "-f", `json=${target(root)}`])).toMatchObject({ status: 2, stdout: "", stderr: `pokayoke: ${message}\n` });
    expect(readFileSync(join(root, "a.ts"), "utf8")).toBe(CLEAN);
    expect(readdirSync(root).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });
});

describe("names that look like commands", () => {
  it("begin no line of a report as such", () => {
    const root = makeTree({ "::error::x.ts": queueOf("A"), "##[error]y.ts": queueOf("B") });
    for (const format of ["stylish", "markdown", "junit"]) {
      const lines = run(root, ["check", "--format", format]).stdout.split("\n");
      expect([format, lines.filter((line) => /^\s*(?:::|##\[)/.test(line))]).toEqual([format, []]);
    }
    const annotations = run(root, ["check", "--format", "github"]).stdout;
    expect(annotations.split("\n").map((line) => /^::error file=([^,]*),line=5/.exec(line)?.[1])).toEqual(["##[error]y.ts", "%3A%3Aerror%3A%3Ax.ts", undefined]);
  });
});

describe("colours and width", () => {
  it("are for terminals alone, and can be asked for", () => {
    const root = makeTree({ "a.ts": queueOf("A") });
    const plain = run(root, ["check"]).stdout;
    expect(plain).not.toContain("\u001b");
    expect(run(root, ["check"], { FORCE_COLOR: "1" }).stdout).toContain("\u001b[");
    expect(run(root, ["check"], { NO_COLOR: "1" }).stdout).toBe(plain);
    expect(run(root, ["check"], { COLUMNS: "20" }).stdout).toBe(plain);
  });

  it("of a terminal as narrow as can be are kept to", () => {
    const root = makeTree({ "a.ts": queueOf("A") });
    mkdirSync(join(root, "bin"));
    // A terminal that only says that it is one: no pseudo terminal is needed.
    writeFileSync(join(root, "bin/tty.mjs"), "process.stdout.isTTY = true; process.stdout.columns = 45;\n");
    const { stdout } = runAlone(root, ["check", "a.ts"], { NODE_OPTIONS: `--import=${join(root, "bin/tty.mjs")}`, NO_COLOR: "1" });
    const frames = stdout.split("\n").filter((line) => line !== "" && !line.includes(" files ") && !line.includes(" file "));
    expect(Math.max(...frames.map((line) => line.length))).toBeLessThanOrEqual(45);
    expect(frames.length).toBeGreaterThan(5);
  });
});
