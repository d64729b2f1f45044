import { resolve } from "node:path";
import { definitions as allDefinitions } from "../rules/index.ts";
import { formatBaseline } from "../rules/model/baseline.ts";
import type { BaselineOptions } from "./baseline.ts";
import { applyBaseline, entriesOf, readBaseline } from "./baseline-file.ts";
import { checkFiles } from "./check-files.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { chooseRules } from "./levels.ts";
import { assertWritable, putFile } from "./put-file.ts";
import { counted } from "./reporters/summary.ts";
import { shownPath } from "./shown-path.ts";
import { Sources } from "./sources.ts";
import { findTargets } from "./targets.ts";
import { visible } from "./visible.ts";

/** Runs `baseline`: what is found now, and the lines of what was not looked at. */
export function runBaseline(paths: readonly string[], options: BaselineOptions): ExitCode {
  const cwd = process.cwd();
  const { definitions } = chooseRules(options.rule, allDefinitions);
  assertWritable(options.output, cwd);
  const before = readBaseline(options.output, cwd);
  const sources = new Sources(findTargets({ paths, cwd, useIgnoreFiles: options.ignore }), options.ignore);
  const checked = checkFiles(sources, definitions, { withProgress: options.progress && options.quiet !== true, cwd });
  const file = resolve(cwd, options.output);
  const view = { rules: new Set(definitions.map(({ id }) => id)), covered: paths.map((each) => resolve(cwd, each)) };
  const { result, fixed, shrunk } = applyBaseline(before ?? { file, entries: [] }, checked, view);
  const added = entriesOf(result, file);
  const text = formatBaseline([...shrunk, ...added]);
  const failures = result.reports.flatMap((report) => report.failures);
  const isTroubled = result.problems.length > 0 || failures.length > 0;
  for (const { path, failures: own } of result.reports) if (own.length > 0) process.stderr.write(`pokayoke: ${shownPath(path, cwd)}: ${visible(own[0]?.message ?? "")}: its findings are unknown\n`);
  if (result.checked.length > 0) {
    putFile(options.output, cwd, text);
    const written = text.split("\n").filter((line) => line !== "" && !line.startsWith("#")).length;
    const changes = before === undefined ? "" : ` (${String(added.length)} new, ${String(fixed.length)} fixed)`;
    if (options.quiet !== true) process.stdout.write(`${visible(options.output)}: ${counted(written, "accepted finding")}${changes}\n`);
  }
  return isTroubled ? EXIT.trouble : EXIT.clean;
}
