import { resolve } from "node:path";
import { formatBaseline } from "../rules/model/baseline.ts";
import { definitions as allDefinitions } from "../rules/index.ts";
import { applyBaseline, type Applied, readBaseline } from "./baseline-file.ts";
import { CACHE_FILE, type CheckOptions } from "./check.ts";
import { checkFiles, checkFilesInThreads } from "./check-files.ts";
import { narrowToChanged } from "./changed.ts";
import type { CheckResult, Observe } from "./check-project.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { formatTargets } from "./format-targets.ts";
import { type ChosenRules, chooseRules } from "./levels.ts";
import { packageVersion } from "./package-files.ts";
import { assertWritable, putFile } from "./put-file.ts";
import { ResultCache } from "./result-cache.ts";
import { counted } from "./reporters/summary.ts";
import { Sources } from "./sources.ts";
import { findTargets } from "./targets.ts";
import { UsageError } from "./usage-error.ts";
import { writeReports } from "./write-reports.ts";

/** Runs `check`: the report goes to stdout or to files, everything else to stderr. */
export async function runCheck(paths: readonly string[], options: CheckOptions): Promise<ExitCode> {
  const started = performance.now();
  const cwd = process.cwd();
  const chosen = chooseRules(options.rule, allDefinitions, options.failOn);
  const targets = formatTargets(options.format, options.outputFile);
  for (const { file } of targets) if (file !== undefined) assertWritable(file, cwd);
  if (typeof options.cache === "string") assertWritable(options.cache, cwd);
  if (options.update === true && options.baseline === undefined) throw new UsageError("--update needs --baseline: it takes out of that file what is fixed");
  const everything = new Sources(findTargets({ paths, cwd, useIgnoreFiles: options.ignore }), options.ignore);
  const narrowed = options.changed === undefined ? undefined : narrowToChanged(everything, options.changed === true ? undefined : options.changed, options.ignore);
  const { sources, dependence } = narrowed ?? { sources: everything };
  const observe: Observe | undefined = dependence && ((path, ask) => dependence.observe(path, ask));
  const withProgress = options.progress && options.quiet !== true;
  // What depends on what is heard in this thread alone.
  const jobs = dependence === undefined ? Math.min(options.jobs, sources.targets.files.length) : 1;
  const check = (): CheckResult | Promise<CheckResult> =>
    jobs > 1
      ? checkFilesInThreads(jobs, sources, chosen.definitions, { withProgress, cwd, useIgnoreFiles: options.ignore, isTraced: options.cache !== undefined })
      : checkFiles(sources, chosen.definitions, { withProgress, cwd, observe });
  const checked = dependence === undefined ? await cached(check, sources, chosen, options, cwd) : await check();
  // The baseline first: what is left out of the report is not gone.
  const { result: whole, fixed } = withBaseline(checked, dependence === undefined ? paths : [], options, chosen, cwd);
  const result = dependence === undefined ? whole : { ...whole, reports: whole.reports.filter(({ path }) => dependence.has(path)) };
  const { levelOf, definitions: rules } = chosen;
  const report = { result, rules, levelOf, fixed, root: sources.root, cwd, textOf: (path: string) => sources.textOf(path), version: packageVersion() };
  writeReports(report, targets, { isQuiet: options.quiet === true, started });
  return exitCodeOf(result, chosen, options);
}

/** The result of the last run, where it holds; what `--changed` finds is not kept. */
async function cached(check: () => CheckResult | Promise<CheckResult>, sources: Sources, { definitions }: ChosenRules, { cache: named, ignore }: CheckOptions, cwd: string): Promise<CheckResult> {
  if (named === undefined) return check();
  const cache = new ResultCache(named === true ? CACHE_FILE : named, cwd, definitions, { ignore });
  const known = cache.read(sources);
  if (known !== undefined) return known;
  const result = await check();
  cache.write(sources, result);
  return result;
}

/** The result without what the baseline has; with `--update`, the baseline without what is fixed. */
function withBaseline(result: CheckResult, paths: readonly string[], { baseline: path, update, quiet }: CheckOptions, { definitions }: ChosenRules, cwd: string): Omit<Applied, "shrunk"> {
  if (path === undefined) return { result, fixed: [] };
  const baseline = readBaseline(path, cwd);
  if (baseline === undefined) throw new UsageError(`${path}: no such file (\`pokayoke baseline --output ${path}\` makes it)`);
  const view = { rules: new Set(definitions.map(({ id }) => id)), covered: paths.map((each) => resolve(cwd, each)) };
  const { shrunk, ...applied } = applyBaseline(baseline, result, view);
  if (update !== true) return applied;
  putFile(path, cwd, formatBaseline(shrunk));
  if (quiet !== true) process.stderr.write(`pokayoke: ${path}: ${counted(applied.fixed.length, "fixed finding")} taken out, ${counted(shrunk.length, "finding")} left\n`);
  return { ...applied, fixed: [] };
}

function exitCodeOf({ reports, problems }: CheckResult, { levelOf }: ChosenRules, { maxFindings, quiet }: CheckOptions): ExitCode {
  const failures = reports.flatMap((report) => report.failures);
  if (problems.length > 0 || failures.some(({ kind }) => kind === "internal-error")) return EXIT.trouble;
  const counting = reports.flatMap(({ findings }) => findings).filter(({ finding }) => levelOf(finding.rule) === "error").length;
  if (counting > maxFindings && maxFindings > 0 && quiet !== true) process.stderr.write(`pokayoke: ${counted(counting, "finding")}, and --max-findings allows ${String(maxFindings)}\n`);
  return failures.length > 0 || counting > maxFindings ? EXIT.findings : EXIT.clean;
}
