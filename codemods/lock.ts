import type { BigIntStats } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { ABSENT, attempt, type FileIo, isSameFile, NO_LINKS, osErrorCode, statOf, unless } from "./file-io.ts";
import { type Body, readMarked, removeIfThere, STATE_FOLDER, writeMarked } from "./marked-file.ts";

const LOCK = "lock";
/** Of another machine no process can be asked for; a lock is held for seconds, so one this old has lost its owner. */
const FOREIGN_LOCK_MS = 600_000;
const STRAY = /^(?:journal|lock)-[0-9a-f]{16}\.(?:tmp|old)$/;

/** The lock on one root, held by this process. */
export interface Lock {
  readonly folder: string;
  readonly run: string;
}

export type LockAnswer = { readonly lock: Lock } | { readonly why: string };

/**
 * Makes the state folder and takes the lock in it. A lock whose process is dead, or which is not marked, is taken over.
 *
 * @throws errors of the operating system, where the folder can't be written. Then nothing of this attempt is left.
 */
export function takeLock(io: FileIo, base: string, run: string): LockAnswer {
  const folder = join(base, STATE_FOLDER);
  const lock = { folder, run };
  try {
    makeFolder(io, folder);
    if (statOf(io, folder)?.isDirectory() !== true) return { why: `${folder} is not a folder (a link is not followed)` };
    const why = contendForLock(io, lock);
    removeTokens(io, lock);
    if (why === undefined) return { lock };
    removeEmptyFolder(io, folder);
    return { why };
  } catch (error) {
    if (osErrorCode(error) === undefined) throw error;
    attempt(() => {
      if (statOf(io, folder)?.isDirectory() === true) releaseLock(io, lock);
    });
    throw error;
  }
}

/** Undefined where the lock is ours now, else who has it. */
function contendForLock(io: FileIo, lock: Lock): string | undefined {
  const token = tokenOf(lock);
  writeMarked(io, token, lock.run, { ...io.writer, host: hostname() });
  if (placeLock(io, lock.folder, token)) return undefined;
  return explainHolder(io, lock) ?? (placeLock(io, lock.folder, token) ? undefined : tookFirst(lock));
}

function tokenOf(lock: Lock): string {
  return join(lock.folder, `lock-${lock.run}.tmp`);
}

function tookFirst(lock: Lock): string {
  return `another pokayoke took the lock in ${lock.folder} first`;
}

function makeFolder(io: FileIo, folder: string): void {
  unless(["EEXIST"], () => {
    io.mkdir(folder);
  });
}

/** Gives the token the lock's name, unless that is taken. link(2) decides and publishes in one step. */
function placeLock(io: FileIo, folder: string, token: string): boolean {
  const path = join(folder, LOCK);
  try {
    io.link(token, path);
    return true;
  } catch (error) {
    const code = osErrorCode(error);
    if (code === "EEXIST" || code === "ENOENT") return false; // ENOENT: the holder swept our token away
    if (code === undefined || !NO_LINKS.includes(code)) throw error;
    if (statOf(io, path) !== undefined) return false;
    io.rename(token, path); // no links here: two writers that start in the same microseconds are not kept apart
    return true;
  }
}

/** Who holds the lock, as a sentence; undefined where nobody does, and then the stale lock is out of the way. */
function explainHolder(io: FileIo, lock: Lock): string | undefined {
  const path = join(lock.folder, LOCK);
  const found = statOf(io, path);
  if (found === undefined) return undefined;
  const body = readMarked(io, path);
  if (body !== undefined && isHeld(io, body, found)) {
    return `another pokayoke (process ${String(body["pid"])} on ${String(body["host"])}) writes here; if none runs any more, delete ${path}`;
  }
  const aside = join(lock.folder, `lock-${lock.run}.old`);
  unless(ABSENT, () => {
    io.rename(path, aside);
  });
  if (found.isDirectory()) io.rename(aside, join(lock.folder, `set-aside-${lock.run}-lock`));
  if (found.isDirectory() || isSameFile(statOf(io, aside), found)) return undefined;
  // Between the look and the rename somebody else took the stale lock over: that one is alive, so it goes back.
  unless(["EEXIST", ...ABSENT], () => {
    io.link(aside, path);
  });
  return tookFirst(lock);
}

function isHeld(io: FileIo, body: Body, stat: BigIntStats): boolean {
  if (typeof body["pid"] !== "number" || !Number.isSafeInteger(body["pid"]) || body["pid"] <= 0) return false;
  if (body["host"] !== hostname()) return Date.now() - Number(stat.ctimeMs) < FOREIGN_LOCK_MS;
  // A container often gives each start the same process number.
  if (body["pid"] === io.writer.pid) return body["started"] === io.writer.started;
  try {
    process.kill(body["pid"], 0);
    return true;
  } catch (error) {
    return osErrorCode(error) !== "ESRCH";
  }
}

/** Gives the lock back, and removes the state folder if nothing else is in it. May be called again where it failed. */
export function releaseLock(io: FileIo, lock: Lock): void {
  sweep(io, lock.folder);
  const path = join(lock.folder, LOCK);
  if (readMarked(io, path)?.["run"] === lock.run) io.unlink(path);
  removeTokens(io, lock);
  removeEmptyFolder(io, lock.folder);
}

function removeTokens(io: FileIo, lock: Lock): void {
  removeIfThere(io, tokenOf(lock));
  removeIfThere(io, join(lock.folder, `lock-${lock.run}.old`));
}

function removeEmptyFolder(io: FileIo, folder: string): void {
  unless(["ENOTEMPTY", "EEXIST", ...ABSENT], () => {
    io.rmdir(folder);
  });
}

/** Removes what writers that died left half-written in the state folder. Only under the lock. */
function sweep(io: FileIo, folder: string): void {
  const names = unless(ABSENT, () => io.list(folder)) ?? [];
  for (const name of names.filter((entry) => STRAY.test(entry))) {
    if (statOf(io, join(folder, name))?.isDirectory() !== true) removeIfThere(io, join(folder, name));
  }
}

/** Whether a writer that died left something of itself behind, apart from a journal. Asks without writing. */
export function hasStrays(io: FileIo, base: string): boolean {
  const names = unless(ABSENT, () => io.list(join(base, STATE_FOLDER)));
  return names !== undefined && (names.length === 0 || names.some((name) => name === LOCK || STRAY.test(name)));
}
