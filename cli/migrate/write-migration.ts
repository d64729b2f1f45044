import type { Rewrite } from "../../codemods/edit.ts";
import { inSourceOrder } from "../../codemods/plan.ts";
import { changesOf } from "../../codemods/plan-changes.ts";
import { merge } from "../../codemods/plan-merge.ts";
import { writeAll } from "../../codemods/write.ts";
import type { MigrationReport } from "../reporters/migration.ts";
import type { Migration } from "./migrate-project.ts";
import { diffsOf } from "./unified-diff.ts";

/** What a run has done, or would do. */
export interface Written extends Pick<MigrationReport, "rewrites" | "refused" | "diffs" | "notes"> {
  /** Whether something went wrong that is no statement about one file. */
  readonly trouble: boolean;
}

/**
 * Writes what was proven. An interrupt (Ctrl-C) waits until the set is settled: writing makes no pauses in which Node.js would see it, and while somebody
 * listens it does not end the process.
 */
export function writeMigration(root: string, { proof: { kept }, refused, plan }: Migration): Written {
  const { changes, rewritesOf } = changesOf(kept);
  const wait = (): void => undefined;
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, wait);
  try {
    const result = writeAll(root, changes);
    const failed = new Map(result.refused.flatMap(({ group, refusal }) => (rewritesOf.get(group) ?? []).map((rewrite) => [rewrite, refusal] as const)));
    const isDone = (rewrite: Rewrite): boolean => result.blocked === undefined && !failed.has(rewrite);
    const rewrites = kept.rewrites.filter(isDone);
    const late = [...failed].map(([{ finding }, refusal]) => ({ finding, refusal }));
    const notes = [
      ...(result.blocked === undefined ? [] : [`nothing was written: ${result.blocked}`]),
      ...(result.unfinished === undefined ? [] : [`the file system answered ${result.unfinished}, so the run could not be finished; run again with --write to settle it`]),
      ...result.leftovers.map(({ path, keptAt, detail }) => `${path}: ${detail}${keptAt === undefined ? "" : ` (kept as ${keptAt})`}`),
    ];
    return {
      rewrites,
      refused: [...refused, ...late].sort((one, other) => inSourceOrder(one.finding, other.finding)),
      diffs: diffsOf(merge(rewrites, plan.targets), root),
      notes,
      trouble: result.blocked !== undefined || result.unfinished !== undefined,
    };
  } finally {
    for (const signal of signals) process.off(signal, wait);
  }
}
