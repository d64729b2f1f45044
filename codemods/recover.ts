import { dirname, join } from "node:path";
import { ABSENT, attempt, type FileIo, insist, nodeIo, statOf, syncFolder, unless } from "./file-io.ts";
import { hasJournal, type Journal, readJournal, removeJournal, setJournalAside } from "./journal.ts";
import { hasStrays, type Lock, releaseLock, takeLock } from "./lock.ts";
import { newRunId, STATE_FOLDER } from "./marked-file.ts";
import { isRefusal, locate } from "./read-target.ts";
import { type Entry, entryOf, finish, type Leftover, undo } from "./swap.ts";

/** What was done about a set whose writer died. Paths are below the root. */
export interface Recovery {
  readonly old: readonly string[];
  readonly new: readonly string[];
  readonly leftovers: readonly Leftover[];
  /** What stood in the way: a journal that is not ours, another writer, an answer of the file system. One sentence. */
  readonly problem: string | undefined;
}

/** A set that is being settled, by its writer or by recovery. */
export interface Settlement {
  readonly io: FileIo;
  readonly base: string;
  readonly lock: Lock;
  readonly journal: Journal;
  readonly leftovers: Leftover[];
  /** The first answer of the file system that did not go away on a second try. While there is one, the journal stays. */
  stuckBy: string | undefined;
}

/**
 * Settles what a writer that died left behind: the set becomes all-new if that was decided, else all-old. A file that another process changed
 * since stays as it is and is reported. May itself be killed at any moment, and be called again.
 *
 * @returns undefined where there is nothing to settle.
 */
export function recover(root: string, io: FileIo = nodeIo): Recovery | undefined {
  const outcome = attempt(() => recoverUnguarded(io, io.realpath(root)));
  return "value" in outcome ? outcome.value : stuck(outcome.code);
}

function problem(sentence: string): Recovery {
  return { old: [], new: [], leftovers: [], problem: sentence };
}

function stuck(code: string): Recovery {
  return problem(`an interrupted run can't be settled yet: the file system answered ${code}`);
}

function recoverUnguarded(io: FileIo, base: string): Recovery | undefined {
  const state = statOf(io, join(base, STATE_FOLDER));
  if (state === undefined) return undefined;
  if (!state.isDirectory()) return problem(`${join(base, STATE_FOLDER)} is not a folder (a link is not followed)`);
  if (!hasJournal(io, base) && !hasStrays(io, base)) return undefined;
  const answer = takeLock(io, base, newRunId());
  if ("why" in answer) return problem(answer.why);
  const outcome = attempt(() => (hasJournal(io, base) ? settleJournal(io, base, answer.lock) : undefined));
  insist(() => {
    releaseLock(io, answer.lock);
  });
  return "value" in outcome ? outcome.value : stuck(outcome.code);
}

function settleJournal(io: FileIo, base: string, lock: Lock): Recovery {
  const journal = readJournal(io, lock);
  if (journal === undefined) return problem(`a journal that was not written here was set aside as ${setJournalAside(io, lock)}; nothing else was touched`);
  const settlement: Settlement = { io, base, lock, journal, leftovers: [], stuckBy: undefined };
  const paths: Record<"old" | "new", string[]> = { old: [], new: [] };
  journal.records.forEach((record, index) => {
    const location = locate(base, join(base, record.path), io);
    if (isRefusal(location)) {
      settlement.leftovers.push({ path: record.path, keptAt: undefined, detail: location.detail });
      return;
    }
    const becomes = journal.keep.includes(record.group) ? "new" : "old";
    if (settleEntry(settlement, entryOf(record, location.path, journal.run, index), becomes)) paths[becomes].push(record.path);
  });
  closeSet(settlement);
  const { leftovers, stuckBy } = settlement;
  return { ...paths, leftovers, problem: stuckBy === undefined ? undefined : stuck(stuckBy).problem };
}

/** Makes one file old or new for good. Returns whether it is. */
export function settleEntry(settlement: Settlement, entry: Entry, becomes: "old" | "new"): boolean {
  const settle = becomes === "new" ? finish : undo;
  const outcome = insist(() => settle(settlement.io, entry));
  if ("code" in outcome) {
    settlement.stuckBy ??= outcome.code;
    return false;
  }
  if (outcome.value !== undefined) settlement.leftovers.push(outcome.value);
  return outcome.value === undefined;
}

/** Takes the journal away once everything it tells of is on the disk. */
export function closeSet(settlement: Settlement): void {
  if (settlement.stuckBy !== undefined) return;
  const { io, lock, base, journal } = settlement;
  const outcome = insist(() => {
    syncFolders(io, base, journal);
    removeEmptyFolders(io, base, journal);
    removeJournal(io, lock);
  });
  if ("code" in outcome) settlement.stuckBy = outcome.code;
}

/** Makes every rename of the set durable, and the folders that were made for it. */
export function syncFolders(io: FileIo, base: string, journal: Journal): void {
  const folders = [...journal.records.map(({ path }) => path), ...journal.folders].map((path) => dirname(join(base, path)));
  for (const folder of new Set(folders)) syncFolder(io, folder);
}

/** Folders that were made for added files, and hold none. */
function removeEmptyFolders(io: FileIo, base: string, journal: Journal): void {
  for (const folder of [...journal.folders].reverse()) {
    const location = locate(base, join(base, folder), io);
    if (isRefusal(location)) continue;
    unless(["ENOTEMPTY", "EEXIST", ...ABSENT], () => {
      io.rmdir(location.path);
    });
  }
}
