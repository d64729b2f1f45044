import { REFUSAL_REASONS } from "../../codemods/edit.ts";
import type { Finding } from "../../rules/model/finding.ts";
import { Positions } from "../positions.ts";
import { shownPath } from "../shown-path.ts";
import type { Paint } from "../terminal.ts";
import { visible } from "../visible.ts";
import { bindingOf, type MigrationReport, type Verdict, verdictsOf } from "./migration.ts";
import { diffForScreen } from "./migration-diff.ts";
import { counted, skipsOf } from "./summary.ts";

export interface MigrationStylishOptions {
  readonly paint: Paint;
  /** Whether a person looks at it. A program gets the diff byte for byte. */
  readonly isScreen: boolean;
  /** Paths are shown from here; those in the diff are below the root, as git wants them. */
  readonly cwd: string;
  readonly textOf: (path: string) => string | undefined;
}

/**
 * Writes the report for people: the diff (in a dry run), each rewrite with its choices and the verdict of each law, each finding that stays with its
 * reason, the totals. `git apply` and `patch -p1` take the whole report and pass over what is not diff.
 */
export function migrationToStylish(report: MigrationReport, options: MigrationStylishOptions): string {
  const { paint, isScreen } = options;
  const told = tellerOf(options);
  const blocks: string[] = [];
  if (!report.isWritten) blocks.push(isScreen ? diffForScreen(report.diffs, paint) : report.diffs.map(({ text }) => text).join(""));
  if (report.rewrites.length > 0) {
    blocks.push(section(paint("strong", `${counted(report.rewrites.length, "rewrite")}${report.isWritten ? " written" : ""}`), report.rewrites.map(({ finding, choices }) => [
      told(finding),
      Object.entries(choices).map(([name, value]) => `${visible(name)}: ${visible(value)}`).join(", "),
      `${marksOf(verdictsOf(report), paint)}  ${paint("quiet", "behaviour: by the codemod's own fixtures")}`,
    ])));
  }
  if (report.refused.length > 0) {
    const rows = report.refused.map((refused) => [refused, verdictsOf(report, refused)] as const).map(([refused, verdicts]) => [
      `${told(refused.finding)}  ${paint("error", `refused: ${refused.refusal.reason}`)}`,
      `${visible(REFUSAL_REASONS[refused.refusal.reason])}: ${visible(refused.refusal.detail)}`,
      ...(verdicts.length > 0 ? [marksOf(verdicts, paint)] : []),
    ]);
    blocks.push(section(paint("strong", `${counted(report.refused.length, "finding")} ${report.refused.length === 1 ? "stays" : "stay"} as ${report.refused.length === 1 ? "it is" : "they are"}`), rows));
  }
  blocks.push(`${totalsOf(report, paint)}\n`);
  return blocks.filter((block) => block !== "").join("\n");
}

function section(title: string, rows: readonly (readonly string[])[]): string {
  return [title, ...rows.map(([first = "", ...others]) => [`  ${first}`, ...others.map((line) => `      ${line}`)].join("\n"))].join("\n") + "\n";
}

/** `src/jobs.ts:12:3  no-unbounded-queue  jobs` */
function tellerOf({ paint, cwd, textOf }: MigrationStylishOptions): (finding: Finding) => string {
  const positions = new Map<string, Positions>();
  return (finding) => {
    let own = positions.get(finding.file);
    if (own === undefined) positions.set(finding.file, (own = new Positions(textOf(finding.file) ?? "")));
    const { line, column } = own.at(finding.span.start);
    const place = paint("place", `${shownPath(finding.file, cwd)}:${String(line)}:${String(column)}`);
    const name = bindingOf(finding);
    return `${place}  ${paint("rule", finding.rule)}${name === undefined ? "" : `  ${visible(name)}`}`;
  };
}

function marksOf(verdicts: readonly Verdict[], paint: Paint): string {
  return verdicts.map(({ law, holds }) => (holds === undefined ? paint("quiet", `${law} –`) : holds ? paint("added", `${law} ✓`) : paint("error", `${law} ✗`))).join("  ");
}

function totalsOf({ rewrites, refused, diffs, isWritten, check }: MigrationReport, paint: Paint): string {
  const total = rewrites.length + refused.length;
  const files = counted(check.checked.length, "file");
  const unparsed = check.reports.filter(({ failures }) => failures.some(({ kind }) => kind === "syntax-error")).length;
  const looked = [`${files} checked`, ...(unparsed === 0 ? [] : [`${String(unparsed)} of them could not be parsed`]), ...skipsOf(check.skipped)].join(", ");
  if (total === 0) return `${paint("strong", "Nothing to do")} (${looked})`;
  const added = diffs.filter(({ isNew }) => isNew).length;
  const changed = `${counted(diffs.length - added, "file")}${added === 0 ? "" : ` and ${String(added)} new ${added === 1 ? "one" : "ones"}`}`;
  const verb = isWritten ? "rewritten" : "can be rewritten";
  const done = `${String(rewrites.length)} of ${counted(total, "finding")} ${verb}${rewrites.length === 0 ? "" : ` in ${changed}`}, ${String(refused.length)} refused`;
  const hint = isWritten || rewrites.length === 0 ? "" : ". Nothing is written yet: --write does it";
  return `${paint("strong", done)} (${looked})${hint}`;
}
