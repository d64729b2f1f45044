/** One record of fixtures/corpus/labels.jsonl. */
export interface Label {
  readonly repo: string;
  readonly commit: string;
  readonly path: string;
  readonly line: number;
  readonly endLine: number;
  readonly class: string;
  readonly verdict: "offender" | "ok";
  readonly sub: readonly string[];
  readonly symbol: string;
  readonly confidence: "high" | "medium";
  readonly why: string;
  /** `dev` and `blind`: labelled by reading the code, without a finding. `judged`: a finding, judged. */
  readonly source: "dev" | "blind" | "judged";
  /** `held-out`: in a repository that no rule had been run on, judged by somebody who changed no rule, before anything was mended for it. */
  readonly sample?: "held-out";
}

/** A finding, by its path below the repository's root. */
export interface Place {
  readonly path: string;
  readonly line: number;
}

export const SLACK: number;
export const CLASS_OF_RULE: Readonly<Record<string, string>>;
export function isNear(finding: Place, label: Pick<Label, "path" | "line" | "endLine">): boolean;
export function score<Finding extends Place>(
  findings: readonly Finding[],
  labels: readonly Label[],
): {
  readonly counts: Readonly<Record<string, number>>;
  readonly missed: readonly Label[];
  readonly hit: readonly Label[];
  readonly wrong: readonly Label[];
  readonly unlabelled: readonly Finding[];
};
export function sum(all: readonly Readonly<Record<string, number>>[]): Record<string, number>;
/** The verdicts on held-out repositories, as the rule stood when they were judged. */
export function heldOut(labels: readonly Label[]): { readonly right: number; readonly judged: number; readonly repositories: number };
export function wilsonLower(part: number, whole: number): number;
