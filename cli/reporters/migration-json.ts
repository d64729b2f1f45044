import type { Finding, Span } from "../../rules/model/finding.ts";
import { Positions } from "../positions.ts";
import { bindingOf, type MigrationReport, verdictsOf } from "./migration.ts";

/**
 * Everything that is known of a migration, for tools. Places are lines and columns from 1 (columns in UTF-16 code units) and refer to the files as they
 * were; `range` gives offsets behind a byte order mark. A law is true, false, or null where it was not looked at.
 */
export function migrationToJson(report: MigrationReport, textOf: (path: string) => string | undefined): string {
  const positions = new Map<string, Positions>();
  const placeOf = (path: string, { start, end }: Span): object => {
    let own = positions.get(path);
    if (own === undefined) positions.set(path, (own = new Positions(textOf(path) ?? "")));
    const [first, last] = [own.at(start), own.at(end)];
    return { line: first.line, column: first.column, endLine: last.line, endColumn: last.column };
  };
  const messages = new Map(report.check.reports.flatMap(({ findings }) => findings.map(({ finding, message }) => [finding, message])));
  const told = (finding: Finding): object => ({
    ruleId: `pokayoke/${finding.rule}`,
    messageId: finding.messageId,
    message: messages.get(finding) ?? null,
    binding: bindingOf(finding) ?? null,
    filePath: finding.file,
    ...placeOf(finding.file, finding.span),
  });
  return JSON.stringify({
    version: 1,
    root: report.root,
    written: report.isWritten,
    options: report.options,
    rewrites: report.rewrites.map(({ finding, choices, edits, newFiles }) => ({
      ...told(finding),
      choices,
      laws: { ...lawsOf(report), behaves: "fixtures" },
      edits: edits.map(({ file, span, text }) => ({ filePath: file, ...placeOf(file, span), range: [span.start, span.end], text })),
      newFiles: newFiles.map(({ file }) => file),
    })),
    refused: report.refused.map((refused) => ({
      ...told(refused.finding),
      reason: refused.refusal.reason,
      detail: refused.refusal.detail,
      ...("law" in refused ? { choices: refused.rewrite.choices } : {}),
      ...(verdictsOf(report, refused).length > 0 ? { laws: lawsOf(report, refused) } : {}),
    })),
    files: report.diffs.map(({ path, isNew, text }) => ({ filePath: path, isNew, diff: text })),
    failures: report.check.reports.flatMap(({ path, failures }) => failures.map(({ kind, at, message }) => ({ filePath: path, kind, message, ...placeOf(path, { start: at, end: at }) }))),
    problems: report.check.problems,
    checked: report.check.checked.length,
    skipped: Object.fromEntries([...report.check.skipped].sort()),
    notes: report.notes,
  });
}

function lawsOf(...about: Parameters<typeof verdictsOf>): Readonly<Record<string, boolean | null>> {
  return Object.fromEntries(verdictsOf(...about).map(({ law, holds }) => [law, holds ?? null]));
}
