import type { MigrateOptions } from "../../codemods/codemod.ts";
import type { Refusal, Rewrite } from "../../codemods/edit.ts";
import type { Dropped } from "../../codemods/prove.ts";
import type { LawName } from "../../codemods/prove-law.ts";
import { LAWS } from "../../codemods/prove-law.ts";
import type { Finding } from "../../rules/model/finding.ts";
import type { CheckResult } from "../check-project.ts";
import type { FileDiff } from "../migrate/unified-diff.ts";

/** What a report of `migrate` is made from. */
export interface MigrationReport {
  /** Absolute. */
  readonly root: string;
  readonly options: MigrateOptions;
  /** Whether the files were written, or would be. */
  readonly isWritten: boolean;
  readonly check: CheckResult;
  readonly rewrites: readonly Rewrite[];
  /** Findings that stay as they are; the laws that held are known of those that a law dropped. */
  readonly refused: readonly (Dropped | { readonly finding: Finding; readonly refusal: Refusal })[];
  readonly diffs: readonly FileDiff[];
  /** The command of --test, if there was one: the sixth law. */
  readonly test?: string | undefined;
  /** What the laws could not see, and what the writer has left. */
  readonly notes: readonly string[];
}

/** In the order of the design. */
const LAW_ORDER: readonly LawName[] = ["parses", "types", "finding", "converged"];

/** Whether a law holds for a finding's rewrite; `undefined` where it was not looked at, because another one is broken. */
export function verdictOf(law: LawName, broken: LawName | undefined): boolean | undefined {
  if (broken === undefined) return true;
  if (law === broken) return false;
  return LAWS.indexOf(law) < LAWS.indexOf(broken) ? true : undefined;
}

/** The verdict of one law; `undefined`: not looked at. */
export interface Verdict {
  readonly law: LawName | "tests";
  readonly holds: boolean | undefined;
}

/** The verdicts for a rewrite that was kept, or that was tried and refused; empty for a finding that was refused before anything was tried. */
export function verdictsOf(report: MigrationReport, refused?: MigrationReport["refused"][number]): readonly Verdict[] {
  const isTested = report.test !== undefined;
  const failed = refused?.refusal.reason === "test-failed";
  if (refused !== undefined && !failed && !("law" in refused)) return [];
  const broken = refused !== undefined && "law" in refused ? refused.law : undefined;
  const laws = LAW_ORDER.map((law): Verdict => ({ law, holds: verdictOf(law, broken) }));
  return isTested ? [...laws, { law: "tests", holds: failed ? false : broken === undefined ? true : undefined }] : laws;
}

/** The name that a finding is about. */
export function bindingOf({ data }: Finding): string | undefined {
  return data["name"];
}
