import type { Refusal, Rewrite } from "../../codemods/edit.ts";
import type { Finding } from "../../rules/model/finding.ts";
import type { FileDiff } from "../migrate/unified-diff.ts";
import { Positions } from "../positions.ts";
import { bindingOf, type MigrationReport, type Verdict, verdictsOf } from "./migration.ts";

/** What became of one finding, as a report shows it. */
export interface OutlineEntry {
  readonly line: number;
  readonly name: string | undefined;
  readonly message: string;
  /** `undefined` where it was rewritten. */
  readonly refusal: Refusal | undefined;
  readonly choices: Rewrite["choices"];
  /** `undefined` as a verdict: not looked at. Empty where nothing was tried. */
  readonly laws: readonly Verdict[];
}

export interface OutlineFile {
  /** Below the root, with `/`. */
  readonly path: string;
  readonly entries: readonly OutlineEntry[];
  readonly diff: FileDiff | undefined;
}

export interface OutlineRule {
  readonly rule: string;
  readonly files: readonly OutlineFile[];
  readonly rewritten: number;
  readonly refused: number;
}

/** A migration by rule and by file, as a reader goes through it. */
export interface Outline {
  readonly rules: readonly OutlineRule[];
  /** Changed files in which nothing was found: callers, and what was added. */
  readonly others: readonly { readonly path: string; readonly diff: FileDiff }[];
  /** How often each reason was given, the most frequent first. */
  readonly reasons: readonly (readonly [reason: Refusal["reason"], count: number])[];
}

export function outlineOf(report: MigrationReport, textOf: (path: string) => string | undefined): Outline {
  const below = (path: string): string => (path.startsWith(`${report.root}/`) ? path.slice(report.root.length + 1) : path);
  const positions = new Map<string, Positions>();
  const lineOf = ({ file, span }: Finding): number => {
    let own = positions.get(file);
    if (own === undefined) positions.set(file, (own = new Positions(textOf(file) ?? "")));
    return own.at(span.start).line;
  };
  const messages = new Map(report.check.reports.flatMap(({ findings }) => findings.map(({ finding, message }) => [finding, message])));
  const entryOf = (finding: Finding, rest: Pick<OutlineEntry, "refusal" | "choices" | "laws">): OutlineEntry => ({ line: lineOf(finding), name: bindingOf(finding), message: messages.get(finding) ?? "", ...rest });
  const rows = [
    ...report.rewrites.map((rewrite) => ({ finding: rewrite.finding, entry: entryOf(rewrite.finding, { refusal: undefined, choices: rewrite.choices, laws: verdictsOf(report) }) })),
    ...report.refused.map((refused) => {
      const choices = "law" in refused ? refused.rewrite.choices : {};
      return { finding: refused.finding, entry: entryOf(refused.finding, { refusal: refused.refusal, choices, laws: verdictsOf(report, refused) }) };
    }),
  ];
  const diffs = new Map(report.diffs.map((diff) => [diff.path, diff]));
  const rules = [...new Set(rows.map(({ finding }) => finding.rule))].sort().map((rule): OutlineRule => {
    const own = rows.filter(({ finding }) => finding.rule === rule);
    const files = [...new Set(own.map(({ finding }) => finding.file))].sort().map((path): OutlineFile => {
      const entries = own.filter(({ finding }) => finding.file === path).map(({ entry }) => entry).sort((one, other) => one.line - other.line);
      return { path: below(path), entries, diff: diffs.get(path) };
    });
    const refused = own.filter(({ entry }) => entry.refusal !== undefined).length;
    return { rule, files, rewritten: own.length - refused, refused };
  });
  const withFindings = new Set(rows.map(({ finding }) => finding.file));
  const others = report.diffs.filter(({ path }) => !withFindings.has(path)).map((diff) => ({ path: below(diff.path), diff }));
  const counts = new Map<Refusal["reason"], number>();
  for (const { refusal } of report.refused) counts.set(refusal.reason, (counts.get(refusal.reason) ?? 0) + 1);
  return { rules, others, reasons: [...counts].sort(([one, many], [other, more]) => more - many || (one < other ? -1 : 1)) };
}
