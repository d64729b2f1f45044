import { isAbsolute } from "node:path";
import { definitions as allDefinitions } from "../rules/index.ts";
import type { RuleDefinition } from "../rules/model/rule.ts";
import type { CheckOptions } from "./check.ts";
import { checkProject, type CheckResult } from "./check-project.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { progressOn } from "./progress.ts";
import { Project } from "./project.ts";
import { toJson } from "./reporters/json.ts";
import { toStylish } from "./reporters/stylish.ts";
import { shownPath } from "./shown-path.ts";
import { Sources } from "./sources.ts";
import { nearestName } from "./suggest.ts";
import { findTargets } from "./targets.ts";
import { paintFor, widthOf } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";
import { visible } from "./visible.ts";

/** Runs `check`: the report goes to stdout, everything else to stderr. */
export function runCheck(paths: readonly string[], options: CheckOptions): ExitCode {
  const started = performance.now();
  const definitions = chooseRules(options.rule, allDefinitions);
  const cwd = process.cwd();
  const useIgnoreFiles = options.ignore;
  const sources = new Sources(findTargets({ paths, cwd, useIgnoreFiles }), useIgnoreFiles);
  const progress = progressOn(process.stderr, options.progress && options.quiet !== true);
  const textOf = (path: string): string | undefined => sources.textOf(path);
  let result: CheckResult;
  try {
    result = checkProject(new Project(sources), definitions, (done, total) => {
      progress.update(done, total);
    });
  } finally {
    progress.clear();
  }
  for (const { path, reason } of result.problems) process.stderr.write(`pokayoke: ${isAbsolute(path) ? shownPath(path, cwd) : visible(path)}: ${reason}\n`);
  if (process.env["POKAYOKE_DEBUG"]) for (const { failures } of result.reports) for (const { stack } of failures) process.stderr.write(stack === undefined ? "" : `${stack}\n`);
  if (options.format === "json") process.stdout.write(`${toJson(result, textOf)}\n`);
  else if (result.checked.length > 0 || result.problems.length === 0) {
    const { stdout } = process;
    const isScreen = stdout.isTTY;
    const seconds = isScreen ? (performance.now() - started) / 1000 : undefined;
    const paint = paintFor(stdout, process.env);
    stdout.write(toStylish(result, { paint, width: widthOf(stdout), wraps: isScreen, cwd, textOf, seconds, withSummary: options.quiet !== true }));
  }
  return exitCodeOf(result);
}

/** The rules of these ids. @throws {UsageError} if there is no such rule */
export function chooseRules(ids: readonly string[], definitions: readonly RuleDefinition[]): readonly RuleDefinition[] {
  const wanted = new Set(ids.map((id) => id.replace(/^pokayoke\//, "")));
  const known = definitions.map(({ id }) => id);
  for (const id of wanted) {
    if (known.includes(id)) continue;
    const near = nearestName(id, known);
    throw new UsageError(`unknown rule '${id}'${near === undefined ? `; the rules are ${known.join(", ")}` : ` (did you mean ${near}?)`}`);
  }
  return wanted.size === 0 ? definitions : definitions.filter(({ id }) => wanted.has(id));
}

function exitCodeOf({ reports, problems }: CheckResult): ExitCode {
  const failures = reports.flatMap((report) => report.failures);
  if (problems.length > 0 || failures.some(({ kind }) => kind === "internal-error")) return EXIT.trouble;
  return failures.length > 0 || reports.some((report) => report.findings.length > 0) ? EXIT.findings : EXIT.clean;
}
