import type { CheckResult, FileReport, Reported } from "../check-project.ts";
import { Positions } from "../positions.ts";

/**
 * Writes ESLint's own JSON (`eslint --format json`), so that what reads that reads this. One addition: `related`, the evidence of a message.
 * A syntax error is a fatal message without a rule, as in ESLint; a rule that failed is a fatal message of `pokayoke/internal-error`.
 */
export function toJson(result: CheckResult, textOf: (path: string) => string | undefined): string {
  const reports = new Map(result.reports.map((report) => [report.path, report]));
  return JSON.stringify(result.checked.map((path) => fileResult(path, reports.get(path), textOf)));
}

function fileResult(path: string, report: FileReport | undefined, textOf: (path: string) => string | undefined): object {
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
    severity: 2,
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
  return {
    filePath: path,
    messages,
    suppressedMessages: (report?.suppressed ?? []).map((each) => ({ ...message(each), suppressions: [{ kind: "directive", justification: each.justification }] })),
    errorCount: messages.length,
    fatalErrorCount: failures.length,
    warningCount: 0,
    fixableErrorCount: 0,
    fixableWarningCount: 0,
    usedDeprecatedRules: [],
    ...(messages.length > 0 ? { source: textOf(path) } : {}),
  };
}
