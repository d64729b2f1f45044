import { resolve } from "node:path";
import type { FormatTarget } from "./format-targets.ts";
import { FORMATS } from "./formats.ts";
import { putFile } from "./put-file.ts";
import type { Report } from "./reporters/report.ts";
import { toStylish } from "./reporters/stylish.ts";
import { summaryOf } from "./reporters/summary.ts";
import { type Output, type Paint, paintFor, widthOf } from "./terminal.ts";

export interface ReportOptions {
  readonly isQuiet: boolean;
  /** When the run began, on the clock of `performance`. */
  readonly started: number;
}

/** Writes each report to where it belongs. With files alone, stdout stays empty and the summary goes to stderr. */
export function writeReports(report: Report, targets: readonly FormatTarget[], { isQuiet, started }: ReportOptions): void {
  for (const { name, file } of targets) {
    const output = file === undefined ? process.stdout : NO_SCREEN;
    const text = name === "stylish" ? stylish(report, output, isQuiet, started) : FORMATS[name](report);
    if (file === undefined) process.stdout.write(text);
    else putFile(file, report.cwd, text, { append: isStepSummary(file, report.cwd) });
  }
  const isSilent = isQuiet || targets.some(({ file }) => file === undefined);
  if (!isSilent) process.stderr.write(`pokayoke: ${summaryOf(report, plain)}\n`);
}

/** A file is no terminal, and nobody forces colours on it. */
const NO_SCREEN: Output = { isTTY: false };
const plain: Paint = (_, text) => text;

function stylish(report: Report, output: Output, isQuiet: boolean, started: number): string {
  const { result, cwd } = report;
  if (result.checked.length === 0 && result.problems.length > 0) return "";
  const isScreen = output.isTTY === true;
  return toStylish(result, {
    paint: output === NO_SCREEN ? plain : paintFor(output, process.env),
    width: widthOf(output),
    wraps: isScreen,
    cwd,
    textOf: (path) => report.textOf(path),
    seconds: isScreen ? (performance.now() - started) / 1000 : undefined,
    withSummary: !isQuiet,
    counted: report,
  });
}

/** GitHub gives each step one file for its summaries; whoever names it wants to add to it. */
function isStepSummary(file: string, cwd: string): boolean {
  const summary = process.env["GITHUB_STEP_SUMMARY"];
  return summary !== undefined && summary !== "" && resolve(cwd, file) === resolve(cwd, summary);
}
