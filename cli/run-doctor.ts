import { existsSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { definitions } from "../rules/index.ts";
import { bundledCompiler } from "../rules/model/compiler.ts";
import { applyBaseline, DEFAULT_BASELINE, readBaseline } from "./baseline-file.ts";
import { checkFiles } from "./check-files.ts";
import type { CheckResult } from "./check-project.ts";
import { type Line, neighbourLines, typeLines, versionLines } from "./doctor/advice.ts";
import { factsOf } from "./doctor/config-facts.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { packageVersion } from "./package-files.ts";
import { counted } from "./reporters/summary.ts";
import { Sources } from "./sources.ts";
import { surveyOf } from "./survey/survey.ts";
import { findTargets } from "./targets.ts";
import { paintFor } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";
import { visible } from "./visible.ts";

/** So many files, or lines of a baseline, are named. */
const MAX_NAMED = 10;

/** Runs `doctor`: what it says goes to stdout. */
export function runDoctor(folder: string): ExitCode {
  const full = resolve(folder);
  if (statSync(full, { throwIfNoEntry: false })?.isDirectory() !== true) throw new UsageError(`${folder}: no such folder`);
  const survey = surveyOf(full);
  const { flat } = survey.config;
  const facts = flat?.text === undefined ? undefined : factsOf(bundledCompiler(), flat.path, flat.text);
  const sources = new Sources(findTargets({ paths: [full], cwd: full, useIgnoreFiles: true }), true);
  const result = checkFiles(sources, definitions, { withProgress: true, cwd: full });
  const sections: readonly (readonly [title: string, lines: readonly Line[]])[] = [
    ["Versions", versionLines(survey, packageVersion(), process.version)],
    ["Types", typeLines(survey, facts)],
    ["Other rules", neighbourLines(survey, facts)],
    ["Files", fileLines(full, result)],
    ["Baseline", baselineLines(full, result)],
  ];
  const paint = paintFor(process.stdout, process.env);
  for (const [title, lines] of sections) {
    process.stdout.write(`${paint("strong", title)}\n`);
    for (const { level, text } of lines) process.stdout.write(`  ${level === "problem" ? paint("error", "problem  ") : level === "note" ? paint("evidence", "note     ") : "         "}${visible(text)}\n`);
    if (lines.length === 0) process.stdout.write("         nothing to say\n");
  }
  return sections.some(([, lines]) => lines.some(({ level }) => level === "problem")) ? EXIT.findings : EXIT.clean;
}

function fileLines(folder: string, { reports, checked }: CheckResult): readonly Line[] {
  const failed = reports.flatMap(({ path, failures }) => failures.map(({ kind, message }) => `${kind}: ${relative(folder, path)}: ${message}`));
  const told = failed.slice(0, MAX_NAMED).map((text): Line => ({ level: "problem", text }));
  const more: readonly Line[] = failed.length > MAX_NAMED ? [{ level: "problem", text: `and ${String(failed.length - MAX_NAMED)} more` }] : [];
  return [{ level: "fine", text: `${counted(checked.length, "file")} of JavaScript and TypeScript; ${failed.length === 0 ? "all that the rules look into can be parsed" : `${String(failed.length)} can't be parsed`}` }, ...told, ...more];
}

/** Lines whose finding is gone: the baseline can shrink. */
function baselineLines(folder: string, result: CheckResult): readonly Line[] {
  if (!existsSync(join(folder, DEFAULT_BASELINE))) return [{ level: "fine", text: `there is no ${DEFAULT_BASELINE}; \`pokayoke baseline\` accepts today's findings` }];
  const baseline = readBaseline(DEFAULT_BASELINE, folder);
  if (baseline === undefined) return [];
  const { fixed } = applyBaseline(baseline, result, { rules: new Set(definitions.map(({ id }) => id)), covered: [folder] });
  const told = fixed.slice(0, MAX_NAMED).map(({ rule, path }): Line => ({ level: "note", text: `stale: ${rule} in ${path}` }));
  const what = fixed.length === 0 ? "none of them stale" : `${String(fixed.length)} stale: \`pokayoke check --baseline --update\` takes them out`;
  return [{ level: fixed.length === 0 ? "fine" : "note", text: `${DEFAULT_BASELINE}: ${counted(baseline.entries.length, "line")}, ${what}` }, ...told];
}
