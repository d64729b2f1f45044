import { relative, sep } from "node:path";
import type { Entry } from "../../rules/model/baseline.ts";
import type { Evidence } from "../../rules/model/finding.ts";
import type { Identity } from "../../rules/model/identity.ts";
import type { RuleDefinition } from "../../rules/model/rule.ts";
import type { CheckResult, Failure, FileReport, Reported } from "../check-project.ts";
import type { Level } from "../levels.ts";
import { Positions } from "../positions.ts";

/** What a report of `check` is made from. */
export interface Report {
  readonly result: CheckResult;
  /** The rules that ran. */
  readonly rules: readonly RuleDefinition[];
  readonly levelOf: (rule: string) => Level;
  /** Entries of the baseline whose finding is gone. */
  readonly fixed: readonly Entry[];
  /** Absolute. Machines are told paths from here, with `/`: it is the repository. */
  readonly root: string;
  /** Absolute. People are told paths from here. */
  readonly cwd: string;
  readonly textOf: (path: string) => string | undefined;
  /** Of this package. */
  readonly version: string;
}

/** A range of a file, as people and machines are told it. Lines and columns count from 1, columns in UTF-16 code units. */
export interface Place {
  /** Absolute. */
  readonly file: string;
  /** From the root, with `/`. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** One line of proof, at its place. */
export interface Proof extends Place {
  readonly note: string;
}

/** A finding, ready to be told. */
export interface Item extends Place {
  readonly rule: string;
  readonly level: Level;
  readonly message: string;
  readonly identity: Identity;
  readonly evidence: readonly Proof[];
  /** Why it does not count: a comment with its reason, or the baseline. */
  readonly accepted: { readonly by: "comment"; readonly reason: string } | { readonly by: "baseline" } | undefined;
}

/** What could not be checked, ready to be told. */
export interface Trouble extends Place {
  readonly kind: Failure["kind"];
  readonly message: string;
}

/** Puts what a report has to say into lines and columns. */
export class Teller {
  readonly #report: Report;
  readonly #positions = new Map<string, Positions>();

  constructor(report: Report) {
    this.#report = report;
  }

  /** The findings that count. In the order of files and text. */
  findings(): readonly Item[] {
    return this.#report.result.reports.flatMap((file) => file.findings.map((each) => this.#item(file, each, undefined)));
  }

  /** Those that do not. */
  accepted(): readonly Item[] {
    return this.#report.result.reports.flatMap((file) => [
      ...file.suppressed.map((each) => this.#item(file, each, { by: "comment", reason: each.justification })),
      ...file.known.map((each) => this.#item(file, each, { by: "baseline" })),
    ]);
  }

  /** Files that could not be parsed, and rules that failed. */
  troubles(): readonly Trouble[] {
    return this.#report.result.reports.flatMap(({ path, failures }) => failures.map(({ kind, at, message }) => ({ ...this.#place(path, { start: at, end: at }), kind, message })));
  }

  #item({ path }: FileReport, { finding, message, identity }: Reported, accepted: Item["accepted"]): Item {
    const evidence = finding.related.map(({ file, span, note }) => ({ ...this.#place(file, span), note }));
    return { ...this.#place(path, finding.span), rule: finding.rule, level: this.#report.levelOf(finding.rule), message, identity, evidence, accepted };
  }

  #place(file: string, { start, end }: Evidence["span"]): Place {
    let positions = this.#positions.get(file);
    if (positions === undefined) this.#positions.set(file, (positions = new Positions(this.#report.textOf(file) ?? "")));
    const from = positions.at(start);
    const to = positions.at(end);
    return { file, path: relative(this.#report.root, file).split(sep).join("/"), line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
  }
}

/** Numbers the findings that have the same identity, from 1: some formats want each fingerprint once. */
export function ordinals(items: readonly Item[], keyOf: (item: Item) => string): ReadonlyMap<Item, number> {
  const counts = new Map<string, number>();
  const numbers = new Map<Item, number>();
  for (const item of items) {
    const key = keyOf(item);
    const number = (counts.get(key) ?? 0) + 1;
    counts.set(key, number);
    numbers.set(item, number);
  }
  return numbers;
}
