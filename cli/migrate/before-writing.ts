import { dirtyFiles } from "../../codemods/git-state.ts";
import { finishCommit } from "../../codemods/git-commit.ts";
import { nodeIo } from "../../codemods/file-io.ts";
import { hasJournal } from "../../codemods/journal.ts";
import { recover } from "../../codemods/recover.ts";
import { UsageError } from "../usage-error.ts";
import { visible } from "../visible.ts";

/**
 * Settles what an interrupted run has left in the root, and says what was done.
 *
 * @throws {UsageError} if it can't be settled now
 */
export function settleInterrupted(root: string): readonly string[] {
  const told = settleFiles(root);
  const commit = finishCommit(root);
  return commit !== undefined && "id" in commit ? [...told, `an earlier run was interrupted; its commit was finished: ${commit.id.slice(0, 10)}`] : told;
}

function settleFiles(root: string): readonly string[] {
  const recovery = recover(root);
  if (recovery === undefined) return [];
  const told = recovery.leftovers.map(({ path, keptAt, detail }) => `${visible(path)}: ${visible(detail)}${keptAt === undefined ? "" : ` (kept as ${visible(keptAt)})`}`);
  const { problem } = recovery;
  if (problem !== undefined && recovery.old.length + recovery.new.length + told.length === 0 && !problem.includes("set aside")) throw new UsageError(problem);
  const counts = [...countOf(recovery.old, "taken back"), ...countOf(recovery.new, "finished")];
  return [...(counts.length > 0 ? [`an earlier run was interrupted; its files were settled: ${counts.join(", ")}`] : []), ...told, ...(problem === undefined ? [] : [visible(problem)])];
}

function countOf(paths: readonly string[], what: string): readonly string[] {
  return paths.length === 0 ? [] : [`${what}: ${paths.map(visible).join(", ")}`];
}

/**
 * A dry run changes nothing, so it can't settle what an interrupted run has left, and would tell of files that are half old and half new.
 *
 * @throws {UsageError} if a run was interrupted here
 */
export function tellInterrupted(root: string): readonly never[] {
  if (hasJournal(nodeIo, root)) throw new UsageError("an earlier run was interrupted while it wrote (or is at work); `pokayoke migrate --write` takes it back or finishes it, and then goes on");
  return [];
}

/** @throws {UsageError} outside of git, where nothing could give the old files back */
export function explainNoGit(root: string): void {
  if (dirtyFiles(root, []).kind === "not-a-repository") throw new UsageError(`${root} is in no git repository, which could give the old files back; --allow-dirty writes all the same`);
}
