import { createHash } from "node:crypto";
import { join } from "node:path";
import { attempt, type FileIo, statOf, syncFolder } from "./file-io.ts";
import type { Lock } from "./lock.ts";
import { newRunId, readMarked, removeIfThere, STATE_FOLDER, writeMarked } from "./marked-file.ts";

/*
 * Even a marked journal can't make recovery touch much: it holds no names of temporary files (they follow from the run id), its paths are
 * walked like every other target, and a file changes only where its bytes have the recorded hash.
 */

const JOURNAL = "journal.json";
const SHA256 = /^[0-9a-f]{64}$/;

export interface JournalRecord {
  /** Below the root, with `/`. */
  readonly path: string;
  readonly group: string;
  /** SHA-256 of the bytes before, or null for a file that is added. */
  readonly before: string | null;
  readonly after: string;
}

/** What a writer is about to do. Written before anything else is, and once more when it is decided which groups stay. */
export interface Journal {
  readonly run: string;
  readonly records: readonly JournalRecord[];
  /** The folders that are made, outermost first, below the root. */
  readonly folders: readonly string[];
  /** The groups that become all-new. All others become all-old; before the decision that is every group. */
  readonly keep: readonly string[];
}

export function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

export function hasJournal(io: FileIo, base: string): boolean {
  return statOf(io, join(base, STATE_FOLDER, JOURNAL)) !== undefined;
}

/**
 * Puts the journal in the place of the one before. When this returns it is on the disk.
 *
 * @returns false where the new journal is in its place but the folder can't be synced: it counts, but may not survive a power cut.
 * @throws errors of the operating system; then the journal before is still in its place.
 */
export function saveJournal(io: FileIo, lock: Lock, journal: Journal): boolean {
  const path = join(lock.folder, `journal-${newRunId()}.tmp`);
  const { records, folders, keep } = journal;
  writeMarked(io, path, journal.run, { records, folders, keep });
  io.rename(path, join(lock.folder, JOURNAL));
  return "value" in attempt(() => {
    syncFolder(io, lock.folder);
  });
}

export function removeJournal(io: FileIo, lock: Lock): void {
  removeIfThere(io, join(lock.folder, JOURNAL));
}

/** Renames a journal that is not ours, so that it neither blocks the next writer nor is lost. Returns its new path. */
export function setJournalAside(io: FileIo, lock: Lock): string {
  const aside = join(lock.folder, `set-aside-${lock.run}.json`);
  io.rename(join(lock.folder, JOURNAL), aside);
  return aside;
}

/** The journal, or undefined where it is not one of ours: unmarked, torn, or of another shape. */
export function readJournal(io: FileIo, lock: Lock): Journal | undefined {
  const body = readMarked(io, join(lock.folder, JOURNAL));
  if (body === undefined) return undefined;
  const { run, records, folders, keep } = body as { run: string; records: unknown; folders: unknown; keep: unknown };
  if (!Array.isArray(records) || !records.every(isRecord) || !isStrings(folders) || !isStrings(keep)) return undefined;
  if (![...folders, ...records.map((record) => record.path)].every(isPlainPath)) return undefined;
  return { run, records, folders, keep };
}

function isRecord(value: unknown): value is JournalRecord {
  if (typeof value !== "object" || value === null) return false;
  const { path, group, before, after } = value as Readonly<Record<string, unknown>>;
  const areHashes = [before ?? after, after].every((hash) => typeof hash === "string" && SHA256.test(hash));
  return typeof path === "string" && typeof group === "string" && before !== undefined && areHashes;
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

/** A relative path that says what it means: no empty component, no `.`, no `..`. */
function isPlainPath(path: string): boolean {
  return path.split("/").every((name) => name !== "" && name !== "." && name !== "..");
}
