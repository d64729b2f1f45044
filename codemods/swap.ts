import type { BigIntStats } from "node:fs";
import { dirname, join } from "node:path";
import type { Refusal } from "./edit.ts";
import { createDurably, type FileIo, isSameFile, NO_LINKS, snapshot, statOf, unless, writeFully } from "./file-io.ts";
import { type JournalRecord, sha256 } from "./journal.ts";
import { removeIfThere } from "./marked-file.ts";
import { refuse } from "./read-target.ts";

/*
 * One file's part of a set. Its state is read off the disk, never off memory, so that the same functions serve the writer and recovery:
 *
 *   temp there, path not the new bytes    staged, or nothing happened yet      (the swap consumes temp)
 *   temp gone,  path the new bytes        swapped
 *   backup                                a second name of the old inode, from staging until the set is decided
 *
 * The old inode never loses its last name before the set is decided, so whatever another process wrote into it is still there to be put back.
 */

/** A record of the journal with the places that belong to it. */
export interface Entry extends JournalRecord {
  /** Absolute. */
  readonly target: string;
  readonly temp: string;
  readonly backup: string;
  /** A backup that is being copied, on file systems without links. */
  readonly part: string;
}

/** Something of another process that was met, and was left as it is. */
export interface Leftover {
  /** The file, below the root. */
  readonly path: string;
  /** Where bytes were kept that are nowhere else, if there are any. */
  readonly keptAt: string | undefined;
  readonly detail: string;
}

/** Far above what is migrated: what another process makes of a file may be larger than what was read. */
const MAX_BYTES = 256_000_000;

export function entryOf(record: JournalRecord, target: string, run: string, index: number): Entry {
  const name = join(dirname(target), `.pokayoke-${run}-${String(index)}`);
  return { ...record, target, temp: `${name}.tmp`, backup: `${name}.bak`, part: `${name}.part` };
}

function hashOf(io: FileIo, path: string): string | undefined {
  const read = snapshot(io, path, MAX_BYTES);
  return read === undefined ? undefined : sha256(read.bytes);
}

/**
 * Writes the new bytes beside the file, with its mode and, where the system allows it, its owner; and gives the old inode its second name.
 *
 * @throws errors of the operating system. `undo` removes what was made.
 */
export function stage(io: FileIo, entry: Entry, bytes: Buffer): void {
  const old = entry.before === null ? undefined : statOf(io, entry.target);
  createDurably(io, entry.temp, entry.before === null ? 0o666 : 0o600, (fd) => {
    writeFully(io, fd, bytes);
    if (old !== undefined) keepOwnerAndMode(io, fd, old);
  });
  if (old !== undefined) keepBackup(io, entry);
}

function keepOwnerAndMode(io: FileIo, fd: number, old: BigIntStats): void {
  const own = io.fstat(fd);
  if (own.uid !== old.uid || own.gid !== old.gid) {
    unless(["EPERM", "EINVAL", "ENOSYS", "ENOTSUP"], () => {
      io.chown(fd, Number(old.uid), Number(old.gid));
    });
  }
  io.chmod(fd, Number(old.mode & 0o7777n)); // after the owner: a change of owner takes bits away
}

function keepBackup(io: FileIo, entry: Entry): void {
  const linked = unless([...NO_LINKS, "ENOENT"], () => {
    io.link(entry.target, entry.backup);
    return true;
  });
  if (linked === true) return;
  const read = snapshot(io, entry.target, MAX_BYTES);
  if (read === undefined) return; // the swap will find no backup, and refuse
  createDurably(io, entry.part, 0o600, (fd) => {
    writeFully(io, fd, read.bytes);
    keepOwnerAndMode(io, fd, read.stat);
  });
  io.rename(entry.part, entry.backup);
}

/**
 * The compare-and-swap of one staged file.
 *
 * @returns a refusal where another process changed the file since it was read; the caller then undoes the group.
 * @throws errors of the operating system; likewise.
 */
export function swapIn(io: FileIo, entry: Entry): Refusal | undefined {
  return entry.before === null ? addNew(io, entry) : replaceOld(io, entry, entry.before);
}

function replaceOld(io: FileIo, entry: Entry, before: string): Refusal | undefined {
  if (hashOf(io, entry.backup) !== before) return refuse("changed-on-disk", `${entry.path} holds other bytes than were read`);
  const kept = statOf(io, entry.backup);
  const isCopy = kept?.nlink === 1n; // or the path has another inode by now; its bytes decide in both cases
  if (isCopy && hashOf(io, entry.target) !== before) return refuse("changed-on-disk", `${entry.path} was replaced after it was read`);
  const now = statOf(io, entry.target);
  if (now?.isFile() !== true || isSameFile(now, kept) === isCopy) return refuse("changed-on-disk", `${entry.path} was replaced after it was read`);
  if (now.nlink !== (isCopy ? 1n : 2n)) return refuse("hard-link", `${entry.path} got another name after it was read`);
  io.rename(entry.temp, entry.target);
  return undefined;
}

/** Whether another process wrote into the old inode around the swap. Asked after all swaps, before the set is decided. */
export function explainWrittenInto(io: FileIo, entry: Entry): Refusal | undefined {
  if (entry.before === null || hashOf(io, entry.backup) === entry.before) return undefined;
  return refuse("changed-on-disk", `${entry.path} was written to while it was replaced`);
}

function addNew(io: FileIo, entry: Entry): Refusal | undefined {
  const taken = refuse("name-taken", `${entry.path} came into being after the rewrite was planned`);
  const added = unless(["EEXIST", ...NO_LINKS], () => {
    io.link(entry.temp, entry.target); // fails where the name is taken, which rename(2) would not
    return true;
  });
  if (added === true) io.unlink(entry.temp);
  else if (statOf(io, entry.target) !== undefined) return taken;
  else io.rename(entry.temp, entry.target);
  return undefined;
}

/**
 * Makes one file old again, whatever part of its way it went, and removes what belongs to it. Where another process changed the file
 * meanwhile, its bytes stay. May be called again, also after a call that failed or died.
 *
 * @throws errors of the operating system.
 */
export function undo(io: FileIo, entry: Entry): Leftover | undefined {
  const leftover = entry.before === null ? takeOut(io, entry) : putBack(io, entry, entry.before);
  removeIfThere(io, entry.part);
  if (leftover?.keptAt !== entry.backup) removeIfThere(io, entry.backup);
  if (leftover?.keptAt !== entry.temp) removeIfThere(io, entry.temp); // last: while it is there, the file counts as not swapped
  return leftover;
}

function putBack(io: FileIo, entry: Entry, before: string): Leftover | undefined {
  const temp = statOf(io, entry.temp);
  const kept = statOf(io, entry.backup);
  const now = statOf(io, entry.target);
  const isNew = (temp === undefined || isSameFile(temp, now)) && hashOf(io, entry.target) === entry.after;
  if (kept === undefined) return isNew && temp === undefined ? left(entry, undefined, "the old bytes are gone, so the new ones stay") : undefined;
  if (isNew) return exchangeBack(io, entry);
  // Not swapped, or put back already: whoever took the old inode out of the path, it was not us, and nothing is to be kept for them.
  if (temp !== undefined || isSameFile(now, kept)) return undefined;
  if (hashOf(io, entry.target) === before && hashOf(io, entry.backup) === before) return undefined;
  return left(entry, entry.backup, "another process changed the rewritten file; it stays, and the old bytes are kept");
}

/** Puts the old inode back into the place of the new one. The new one keeps its temporary name meanwhile, for what others wrote into it. */
function exchangeBack(io: FileIo, entry: Entry): Leftover | undefined {
  const pinned = unless(NO_LINKS, () => {
    if (statOf(io, entry.temp) === undefined) io.link(entry.target, entry.temp);
    return true;
  });
  io.rename(entry.backup, entry.target);
  if (pinned !== true || hashOf(io, entry.temp) === entry.after) return undefined;
  io.link(entry.target, entry.backup);
  io.rename(entry.temp, entry.target);
  return left(entry, entry.backup, "another process wrote into the rewritten file; it stays, and the old bytes are kept");
}

/** Takes a file out that was added. */
function takeOut(io: FileIo, entry: Entry): Leftover | undefined {
  const temp = statOf(io, entry.temp);
  const now = statOf(io, entry.target);
  if (now === undefined || (temp !== undefined && !isSameFile(temp, now))) return undefined; // not there, or not ours
  if (hashOf(io, entry.target) !== entry.after) return left(entry, undefined, "another process changed the added file; it stays");
  if (temp === undefined) io.rename(entry.target, entry.temp);
  else io.unlink(entry.target);
  if (hashOf(io, entry.temp) === entry.after) return undefined;
  const returned = unless(["EEXIST", ...NO_LINKS], () => {
    io.link(entry.temp, entry.target);
    return true;
  });
  return left(entry, returned === true ? undefined : entry.temp, "another process wrote into the added file; its bytes stay");
}

function left(entry: Entry, keptAt: string | undefined, detail: string): Leftover {
  return { path: entry.path, keptAt, detail };
}

/**
 * Removes what belongs to a file that is new for good. Old bytes that another process wrote into are kept.
 *
 * @throws errors of the operating system. May be called again.
 */
export function finish(io: FileIo, entry: Entry): Leftover | undefined {
  const kept = statOf(io, entry.backup);
  const isEdited = kept?.isFile() === true && hashOf(io, entry.backup) !== entry.before;
  if (!isEdited) removeIfThere(io, entry.backup);
  removeIfThere(io, entry.part);
  removeIfThere(io, entry.temp);
  return isEdited ? left(entry, entry.backup, "another process wrote into the old file after it was replaced; those bytes are kept") : undefined;
}
