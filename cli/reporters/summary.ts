import type { CheckResult } from "../check-project.ts";
import type { Paint } from "../terminal.ts";

/** One line: what was found, in how much. `3 findings in 2 files (120 files checked, 4 skipped: 2 generated, 2 minified) in 0.4 s` */
export function summaryOf(result: CheckResult, paint: Paint, seconds?: number): string {
  const { reports, checked, skipped } = result;
  const findings = sum(reports.map((report) => report.findings.length));
  const suppressed = sum(reports.map((report) => report.suppressed.length));
  const broken = reports.filter(({ failures }) => failures.some(({ kind }) => kind === "syntax-error")).length;
  const found = findings === 0 ? "No findings" : `${counted(findings, "finding")} in ${counted(reports.filter((report) => report.findings.length > 0).length, "file")}`;
  const left = sum([...skipped.values()]);
  const details = [
    `${counted(checked.length, "file")} checked`,
    ...(broken > 0 ? [`${String(broken)} of them could not be parsed`] : []),
    ...(suppressed > 0 ? [`${counted(suppressed, "finding")} disabled by comments`] : []),
    ...(left > 0 ? [`${String(left)} skipped: ${[...skipped].sort(([one], [other]) => (one < other ? -1 : 1)).map(([reason, count]) => `${String(count)} ${reason}`).join(", ")}`] : []),
  ];
  return `${paint(findings > 0 ? "error" : "strong", found)} (${details.join(", ")})${seconds === undefined ? "" : ` in ${seconds.toFixed(1)} s`}`;
}

/** `1 file`, `2 files`, `1,200 files`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
