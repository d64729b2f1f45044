import type { Entry } from "../../rules/model/baseline.ts";
import type { CheckResult } from "../check-project.ts";
import type { Level } from "../levels.ts";
import type { Paint } from "../terminal.ts";

/** What a summary counts besides the files and findings. */
export interface Counted {
  readonly result: CheckResult;
  readonly levelOf?: (rule: string) => Level;
  /** Entries of the baseline whose finding is gone. */
  readonly fixed?: readonly Entry[];
}

/** One line: what was found, in how much. `3 findings in 2 files (120 files checked, 4 skipped: 2 generated, 2 minified) in 0.4 s` */
export function summaryOf(counted: Counted, paint: Paint, seconds?: number): string {
  const found = verdictOf(counted.result);
  const style = counted.result.reports.some(({ findings }) => findings.length > 0) ? "error" : "strong";
  return `${paint(style, found)} (${countsOf(counted).join(", ")})${seconds === undefined ? "" : ` in ${seconds.toFixed(1)} s`}`;
}

/** `3 findings in 2 files` */
export function verdictOf({ reports }: CheckResult): string {
  const findings = sum(reports.map((report) => report.findings.length));
  return findings === 0 ? "No findings" : `${counted(findings, "finding")} in ${counted(reports.filter((report) => report.findings.length > 0).length, "file")}`;
}

/** `120 files checked`, `4 skipped: 2 generated, 2 minified` */
export function countsOf({ result: { reports, checked, skipped }, levelOf = () => "error", fixed = [] }: Counted): readonly string[] {
  const findings = reports.flatMap((report) => report.findings);
  const warnings = findings.filter(({ finding }) => levelOf(finding.rule) === "warn").length;
  const suppressed = sum(reports.map((report) => report.suppressed.length));
  const known = sum(reports.map((report) => report.known.length));
  const broken = reports.filter(({ failures }) => failures.some(({ kind }) => kind === "syntax-error")).length;
  return [
    ...(warnings > 0 ? [`${String(warnings)} of them ${warnings === 1 ? "a warning" : "warnings"}`] : []),
    `${counted(checked.length, "file")} checked`,
    ...(broken > 0 ? [`${String(broken)} of them could not be parsed`] : []),
    ...(suppressed > 0 ? [`${counted(suppressed, "finding")} disabled by comments`] : []),
    ...(known > 0 ? [`${counted(known, "finding")} in the baseline`] : []),
    ...(fixed.length > 0 ? [`${counted(fixed.length, "finding")} of the baseline fixed`] : []),
    ...skipsOf(skipped),
  ];
}

/** `4 skipped: 2 generated, 2 minified`, or nothing. */
export function skipsOf(skipped: CheckResult["skipped"]): readonly string[] {
  const left = sum([...skipped.values()]);
  const reasons = [...skipped].sort(([one], [other]) => (one < other ? -1 : 1)).map(([reason, count]) => `${String(count)} ${reason}`);
  return left === 0 ? [] : [`${String(left)} skipped: ${reasons.join(", ")}`];
}

/** `1 file`, `2 files`, `1,200 files`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
