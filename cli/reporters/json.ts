import type { CheckResult, FileReport, Reported } from "../check-project.ts";
import type { Level } from "../levels.ts";
import { Positions } from "../positions.ts";

/**
 * Writes ESLint's own JSON (`eslint --format json`), so that what reads that reads this. One addition: `related`, the evidence of a message.
 * A syntax error is a fatal message without a rule, as in ESLint; a rule that failed is a fatal message of `pokayoke/internal-error`.
 * What a baseline has is suppressed by a file, as ESLint says it of its own bulk suppressions.
 */
export function toJson(result: CheckResult, textOf: (path: string) => string | undefined, levelOf: (rule: string) => Level = () => "error"): string {
  const reports = new Map(result.reports.map((report) => [report.path, report]));
  return JSON.stringify(result.checked.map((path) => fileResult(path, reports.get(path), textOf, levelOf)));
}

function fileResult(path: string, report: FileReport | undefined, textOf: (path: string) => string | undefined, levelOf: (rule: string) => Level): object {
  const positions = new Map<string, Positions>();
  const place = (file: string, start: number, end?: number): object => {
    let own = positions.get(file);
    if (own === undefined) positions.set(file, (own = new Positions(textOf(file) ?? "")));
    const { line, column } = own.at(start);
    if (end === undefined) return { line, column };
    const { line: endLine, column: endColumn } = own.at(end);
    return { line, column, endLine, endColumn };
  };
  const message = ({ finding, message: text }: Reported): object => ({
    ruleId: `pokayoke/${finding.rule}`,
    severity: levelOf(finding.rule) === "error" ? 2 : 1,
    message: text,
    ...place(path, finding.span.start, finding.span.end),
    nodeType: null,
    messageId: finding.messageId,
    related: finding.related.map(({ file, span, note }) => ({ filePath: file, note, ...place(file, span.start, span.end) })),
  });
  const failures = (report?.failures ?? []).map(({ kind, at, message: text }) => ({
    ruleId: kind === "internal-error" ? "pokayoke/internal-error" : null,
    fatal: true,
    severity: 2,
    message: kind === "internal-error" ? text : `Parsing error: ${text}`,
    ...place(path, at),
    nodeType: null,
  }));
  const messages = [...failures, ...(report?.findings ?? []).map(message)];
  const warnings = (report?.findings ?? []).filter(({ finding }) => levelOf(finding.rule) === "warn").length;
  return {
    filePath: path,
    messages,
    suppressedMessages: [
      ...(report?.suppressed ?? []).map((each) => ({ ...message(each), suppressions: [{ kind: "directive", justification: each.justification }] })),
      ...(report?.known ?? []).map((each) => ({ ...message(each), suppressions: [{ kind: "file", justification: "" }] })),
    ],
    errorCount: messages.length - warnings,
    fatalErrorCount: failures.length,
    warningCount: warnings,
    fixableErrorCount: 0,
    fixableWarningCount: 0,
    usedDeprecatedRules: [],
    ...(messages.length > 0 ? { source: textOf(path) } : {}),
  };
}
