import { dirname, join } from "node:path";
import type { Refusal } from "./edit.ts";
import { attempt, type FileIo, insist, nodeIo, snapshot, statOf, syncFolder, unless } from "./file-io.ts";
import { hasJournal, type Journal, saveJournal, sha256 } from "./journal.ts";
import { type Lock, releaseLock, takeLock } from "./lock.ts";
import { newRunId, STATE_FOLDER } from "./marked-file.ts";
import { explainReadOnly, explainUnfit, isRefusal, type Location, locate, refuse } from "./read-target.ts";
import { closeSet, settleEntry, type Settlement, syncFolders } from "./recover.ts";
import { type Entry, entryOf, explainWrittenInto, type Leftover, stage, swapIn } from "./swap.ts";

/*
 * The way of a set of changes into a user's tree. The process may be killed between any two system calls; `recover` then makes the set
 * all-old or all-new.
 *
 *   1 check    every path, and that the bytes on disk are the bytes that were read; a group with a bad member is dropped
 *   2 journal  what will be done, with hashes; synced. `keep` is empty: from here on recovery means all-old
 *   3 stage    per file: the new bytes beside it (temp, synced), and a second name for the old inode (backup); folders synced
 *   4 swap     per file: the backup holds the bytes that were read, the path is still that inode → rename temp over the path. After all
 *              of them: the backups still hold those bytes. A group in which any of that fails is undone, the others go on.
 *              Then the trial, if there is one: where it fails, everything is undone
 *   5 decide   folders synced, journal with `keep` = the groups that stay; synced. Recovery now means all-new
 *   6 finish   backups removed, journal removed, lock given back
 *
 * Why the new file is renamed over the old one, and the old one is not moved away first: docs/decisions/0001-write-protocol.md.
 */

export interface Change {
  readonly path: string;
  /** The bytes that were parsed; null for a file that must not exist yet. Folders on its way are made. */
  readonly before: Buffer | null;
  readonly after: Buffer;
  /** Changes of one group are all done, or none. Whatever shares a file, added ones included, belongs in one group. */
  readonly group: string;
}

export interface RefusedChange {
  readonly path: string;
  readonly group: string;
  readonly refusal: Refusal;
}

export interface WriteResult {
  /** Paths as they were given. */
  readonly written: readonly string[];
  readonly refused: readonly RefusedChange[];
  /** What other processes did meanwhile, and was left alone. */
  readonly leftovers: readonly Leftover[];
  /** Why nothing was tried: another pokayoke writes here, or one died here and `recover` must come first. Then the lists are empty. */
  readonly blocked: string | undefined;
  /** The answer of the file system by which the set could not even be settled. The journal stays, and `recover` is to be called. */
  readonly unfinished: string | undefined;
}

interface Planned {
  readonly change: Change;
  readonly location: Location;
}

interface Member {
  readonly after: Buffer;
  readonly entry: Entry;
}

/** A set on its way. */
interface Run extends Settlement {
  /** In the order they are swapped: added files first, so that no file ever imports one that is not there. */
  readonly members: readonly Member[];
  readonly dropped: Map<string, Refusal>;
}

/**
 * Looks at the tree while it holds the new files (their paths below the root) and nothing is decided yet: what it refuses, and whatever dies meanwhile,
 * becomes all-old. It may take as long as it likes.
 */
export type Trial = (paths: readonly string[]) => Refusal | undefined;

/** What is read to be compared; the limit for migration is `READ_LIMITS`. */
const MAX_BYTES = 64_000_000;

/**
 * Writes a set of changes. Every change is written or refused, and a refusal takes its whole group with it.
 *
 * @throws only what is no answer of the operating system. Nothing is tidied up then, as if the process had died.
 */
export function writeAll(root: string, changes: readonly Change[], io: FileIo = nodeIo, trial?: Trial): WriteResult {
  const dropped = new Map<string, Refusal>();
  const planned = planAll(io, root, changes, dropped);
  if (planned.length === 0) return resultOf(changes, dropped, undefined);
  const runId = newRunId();
  const entered = enter(io, root, runId);
  if (typeof entered === "string") return { written: [], refused: [], leftovers: [], blocked: entered, unfinished: undefined };
  const run: Run = { io, ...entered, ...prepare(planned, runId), leftovers: [], stuckBy: undefined, dropped };
  perform(run, trial);
  closeSet(run);
  const released = insist(() => {
    releaseLock(io, run.lock);
  });
  if ("code" in released) run.stuckBy ??= released.code;
  return resultOf(changes, dropped, run);
}

function resultOf(changes: readonly Change[], dropped: ReadonlyMap<string, Refusal>, run: Run | undefined): WriteResult {
  const written = changes.filter((change) => !dropped.has(change.group) && !isIdle(change)).map(({ path }) => path);
  const refused = changes.flatMap(({ path, group }) => {
    const refusal = dropped.get(group);
    return refusal === undefined ? [] : [{ path, group, refusal }];
  });
  return { written, refused, leftovers: run?.leftovers ?? [], blocked: undefined, unfinished: run?.stuckBy };
}

function isIdle({ before, after }: Change): boolean {
  return before?.equals(after) === true;
}

/** The changes that can be tried. Fills `dropped` with the groups that can't. */
function planAll(io: FileIo, root: string, changes: readonly Change[], dropped: Map<string, Refusal>): Planned[] {
  const planned: Planned[] = [];
  for (const change of changes) {
    const location = refusalOr(() => checkChange(io, root, change));
    const isTwice = !isRefusal(location) && planned.some((other) => other.location.path === location.path);
    const answer = isTwice ? refuse("overlap", "the set holds this file twice") : location;
    if (isRefusal(answer)) drop(dropped, change.group, change.path, answer);
    else planned.push({ change, location: answer });
  }
  return planned.filter(({ change }) => !dropped.has(change.group) && !isIdle(change));
}

function drop(dropped: Map<string, Refusal>, group: string, path: string, { reason, detail }: Refusal): void {
  if (!dropped.has(group)) dropped.set(group, refuse(reason, `${path}: ${detail}`));
}

/** What `act` returns, or what the operating system answered, as a refusal. */
function refusalOr<T>(act: () => T): T | Refusal {
  const outcome = attempt(act);
  return "value" in outcome ? outcome.value : refusalOf(outcome.code);
}

function refusalOf(code: string): Refusal {
  const isDenied = code === "EACCES" || code === "EPERM" || code === "EROFS";
  return refuse(isDenied ? "read-only" : "write-failed", `the file system answered ${code}`);
}

function checkChange(io: FileIo, root: string, { path, before }: Change): Location | Refusal {
  const location = locate(root, path, io);
  if (isRefusal(location)) return location;
  if (before === null) return explainNotAddable(io, location) ?? location;
  const unfit = explainUnfit(io, location, MAX_BYTES);
  if (unfit !== undefined) return unfit;
  const now = snapshot(io, location.path, MAX_BYTES);
  return now?.bytes.equals(before) === true ? location : refuse("changed-on-disk", "it holds other bytes than were read");
}

function explainNotAddable(io: FileIo, location: Location): Refusal | undefined {
  if (statOf(io, location.path) !== undefined) return refuse("name-taken", "it exists already");
  const existing = location.missingFolders.reduce((folder) => dirname(folder), location.folder);
  return explainReadOnly(io, existing, "folder");
}

/** Takes the lock, unless a journal waits to be settled; then, or where it can't be taken, says why. */
function enter(io: FileIo, root: string, runId: string): { lock: Lock; base: string } | string {
  const answer = attempt(() => {
    const base = io.realpath(root);
    return { base, ...takeLock(io, base, runId) };
  });
  if ("code" in answer) return `${join(root, STATE_FOLDER)} can't be written: ${answer.code}`;
  if ("why" in answer.value) return answer.value.why;
  const { base, lock } = answer.value;
  const waits = insist(() => hasJournal(io, base));
  if ("value" in waits && !waits.value) return { lock, base };
  insist(() => {
    releaseLock(io, lock);
  });
  return "code" in waits ? `${join(base, STATE_FOLDER)} can't be read: ${waits.code}` : "an earlier run was interrupted, and must be recovered first";
}

function prepare(planned: readonly Planned[], run: string): { journal: Journal; members: readonly Member[] } {
  const ordered = [...planned].sort((a, b) => Number(a.change.before !== null) - Number(b.change.before !== null));
  const records = ordered.map(({ change: { before, after, group }, location: { relative } }) => {
    return { path: relative, group, before: before === null ? null : sha256(before), after: sha256(after) };
  });
  const folders = [...new Set(ordered.flatMap(({ location }) => location.missingFolders))];
  const members = ordered.flatMap(({ change, location }, index) => {
    const record = records[index];
    return record === undefined ? [] : [{ after: change.after, entry: entryOf(record, location.path, run, index) }];
  });
  return { journal: { run, records, folders, keep: [] }, members };
}

function perform(run: Run, trial: Trial | undefined): void {
  const { io, base, lock, journal } = run;
  forSet(run, () => {
    saveJournal(io, lock, journal);
    syncFolder(io, base);
  });
  forEachMember(run, (member) => stageInPlace(run, member));
  forSet(run, () => {
    syncFolders(io, base, journal);
  });
  forEachMember(run, ({ entry }) => explainMoved(run, entry) ?? swapIn(io, entry));
  if (trial !== undefined) tryOut(run, trial);
  forEachMember(run, ({ entry }) => explainWrittenInto(io, entry));
  forSet(run, () => {
    syncFolders(io, base, journal);
    saveJournal(io, lock, { ...journal, keep: [...new Set(survivors(run).map(({ entry }) => entry.group))] });
  });
  for (const { entry } of survivors(run)) settleEntry(run, entry, "new");
}

function survivors(run: Run): Member[] {
  return run.members.filter(({ entry }) => !run.dropped.has(entry.group));
}

/** One step of every file whose group is still in. A refusal, or an error, undoes the group. */
function forEachMember(run: Run, step: (member: Member) => Refusal | undefined): void {
  for (const member of run.members) {
    if (run.dropped.has(member.entry.group)) continue;
    const refusal = refusalOr(() => step(member));
    if (refusal !== undefined) undoGroup(run, member.entry.group, member.entry.path, refusal);
  }
}

function tryOut(run: Run, trial: Trial): void {
  if (survivors(run).length === 0) return;
  const refusal = trial(survivors(run).map(({ entry }) => entry.path));
  if (refusal !== undefined) for (const { entry } of survivors(run)) undoGroup(run, entry.group, entry.path, refusal);
}

/** One step of the whole set. An error undoes every group that is still in. */
function forSet(run: Run, step: () => void): void {
  if (survivors(run).length === 0) return;
  const outcome = attempt(step);
  if ("value" in outcome) return;
  for (const { entry } of survivors(run)) undoGroup(run, entry.group, entry.path, refusalOf(outcome.code));
}

function undoGroup(run: Run, group: string, path: string, refusal: Refusal): void {
  if (run.dropped.has(group)) return;
  drop(run.dropped, group, path, refusal);
  for (const { entry } of [...run.members].reverse()) {
    if (entry.group === group) settleEntry(run, entry, "old");
  }
}

function stageInPlace(run: Run, { entry, after }: Member): Refusal | undefined {
  const { io, base, journal } = run;
  for (const folder of journal.folders.filter((made) => entry.path.startsWith(`${made}/`))) {
    unless(["EEXIST"], () => {
      io.mkdir(join(base, folder));
    });
  }
  const moved = explainMoved(run, entry);
  if (moved === undefined) stage(io, entry, after);
  return moved;
}

/** Whether a folder on the way became a link, or anything else, since the path was checked. */
function explainMoved({ io, base }: Run, entry: Entry): Refusal | undefined {
  const location = locate(base, entry.target, io);
  return isRefusal(location) ? location : undefined;
}
