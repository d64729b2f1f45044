import type { Evidence } from "../../rules/model/finding.ts";
import type { CheckResult, Failure, FileReport, Reported } from "../check-project.ts";
import { Positions } from "../positions.ts";
import { shownPath } from "../shown-path.ts";
import type { Paint, Style } from "../terminal.ts";
import { visible } from "../visible.ts";
import { codeFrame, type Mark } from "./code-frame.ts";
import { widthOf } from "./line-view.ts";
import { type Counted, summaryOf } from "./summary.ts";
import { wrap } from "./wrap.ts";

export interface StylishOptions {
  readonly paint: Paint;
  /** Columns of the screen, or what a line of code may take where there is none. */
  readonly width: number;
  /** Whether headlines are broken to fit; programs that read a report want a line each. */
  readonly wraps: boolean;
  /** Paths are shown from here. */
  readonly cwd: string;
  readonly textOf: (path: string) => string | undefined;
  /** How long the run took; left out where the output should depend on nothing but the input. */
  readonly seconds?: number | undefined;
  readonly withSummary: boolean;
  /** What the summary counts besides. */
  readonly counted?: Omit<Counted, "result">;
}

/** More places than this are told by number. */
const MAX_EVIDENCE = 12;

/** Writes a report for people: one headline a finding, and the code that proves it. */
export function toStylish(result: CheckResult, options: StylishOptions): string {
  const writer = new Writer(options);
  const blocks = result.reports.flatMap((report) => writer.file(report));
  if (options.withSummary) blocks.push(`${summaryOf({ ...options.counted, result }, options.paint, options.seconds)}\n`);
  return blocks.join("\n");
}

class Writer {
  readonly #options: StylishOptions;
  readonly #positions = new Map<string, Positions>();

  constructor(options: StylishOptions) {
    this.#options = options;
  }

  file({ path, failures, findings }: FileReport): readonly string[] {
    return [...failures.map((failure) => this.#failure(path, failure)), ...findings.map((finding) => this.#finding(path, finding))];
  }

  #failure(path: string, { kind, at, message }: Failure): string {
    if (kind === "internal-error") return this.#headline(this.#name(path), "internal-error", "error", message);
    return this.#headline(this.#nameAt(path, at), "syntax-error", "error", `could not be parsed: ${message}`);
  }

  #finding(path: string, { finding, message }: Reported): string {
    const { paint, width } = this.#options;
    const evidence = withoutSubject(finding.related, path, finding.span);
    const subject: Mark = { span: finding.span, note: evidence.ofSubject, isSubject: true };
    const byFile = new Map<string, Mark[]>([[path, [subject]]]);
    for (const { file, span, note } of evidence.others.slice(0, MAX_EVIDENCE)) {
      byFile.set(file, [...(byFile.get(file) ?? []), { span, note, isSubject: false }]);
    }
    const lines = [...byFile].flatMap(([file, marks]) => marks.map(({ span }) => this.#positionsOf(file).at(span.start).line));
    const gutter = String(Math.max(...lines)).length + 2;
    const label = this.#options.counted?.levelOf?.(finding.rule) === "warn" ? `${finding.rule} (warning)` : finding.rule;
    const rows = [this.#headline(this.#nameAt(path, finding.span.start), label, "rule", message).trimEnd()];
    for (const [file, marks] of byFile) {
      if (file !== path) rows.push(`${" ".repeat(gutter)} ${paint("quiet", "in")} ${paint("place", this.#nameAt(file, marks[0]?.span.start ?? 0))}`);
      rows.push(...codeFrame(this.#options.textOf(file) ?? "", this.#positionsOf(file), marks, { paint, width, gutter }));
    }
    const left = evidence.others.length - MAX_EVIDENCE;
    if (left > 0) rows.push(paint("quiet", `${"…".padStart(gutter)} and ${String(left)} more ${left === 1 ? "place" : "places"}`));
    return `${rows.join("\n")}\n`;
  }

  #headline(place: string, label: string, style: Style, message: string): string {
    const { paint, width, wraps } = this.#options;
    const text = visible(message);
    const start = `${paint("place", place)}  ${paint(style, label)}`;
    return `${start}${wraps ? wrap(text, widthOf(place) + widthOf(label) + 2, width, 4) : `  ${text}`}\n`;
  }

  #nameAt(path: string, offset: number): string {
    const { line, column } = this.#positionsOf(path).at(offset);
    return `${this.#name(path)}:${String(line)}:${String(column)}`;
  }

  #name(path: string): string {
    return shownPath(path, this.#options.cwd);
  }

  #positionsOf(path: string): Positions {
    let positions = this.#positions.get(path);
    if (positions === undefined) this.#positions.set(path, (positions = new Positions(this.#options.textOf(path) ?? "")));
    return positions;
  }
}

/** Evidence for the very place of the finding is told at its mark. */
function withoutSubject(related: readonly Evidence[], path: string, span: Evidence["span"]): { readonly ofSubject: string; readonly others: readonly Evidence[] } {
  const isSubject = (evidence: Evidence): boolean => evidence.file === path && evidence.span.start === span.start && evidence.span.end === span.end;
  return { ofSubject: related.filter(isSubject).map(({ note }) => note).join(", "), others: related.filter((evidence) => !isSubject(evidence)) };
}
