import * as fs from "node:fs";

/**
 * Every call of the file system that the writing part makes. It exists so that a test can let the n-th call fail, or let the process
 * die there; in production it is always `nodeIo`. All calls are synchronous: between a check and the rename that rests on it no other code
 * of this process runs.
 */
export interface FileIo {
  /** The process that writes, as the lock names it. */
  readonly writer: { readonly pid: number; readonly started: number };
  readonly open: (path: string, flags: number, mode: number) => number;
  readonly close: (fd: number) => void;
  readonly read: (fd: number, into: Buffer, offset: number, length: number) => number;
  readonly write: (fd: number, from: Buffer, offset: number) => number;
  readonly fsync: (fd: number) => void;
  readonly fstat: (fd: number) => fs.BigIntStats;
  readonly lstat: (path: string) => fs.BigIntStats;
  readonly chmod: (fd: number, mode: number) => void;
  readonly chown: (fd: number, uid: number, gid: number) => void;
  readonly setTimes: (fd: number, seconds: number) => void;
  readonly writable: (path: string) => void;
  readonly realpath: (path: string) => string;
  readonly list: (folder: string) => string[];
  readonly link: (existing: string, added: string) => void;
  readonly rename: (from: string, to: string) => void;
  readonly unlink: (path: string) => void;
  readonly mkdir: (path: string) => void;
  readonly rmdir: (path: string) => void;
}

export const nodeIo: FileIo = {
  writer: { pid: process.pid, started: Math.round(performance.timeOrigin) },
  open: (path, flags, mode) => fs.openSync(path, flags, mode),
  close: (fd) => {
    fs.closeSync(fd);
  },
  read: (fd, into, offset, length) => fs.readSync(fd, into, offset, length, null),
  write: (fd, from, offset) => fs.writeSync(fd, from, offset),
  fsync: (fd) => {
    fs.fsyncSync(fd);
  },
  fstat: (fd) => fs.fstatSync(fd, { bigint: true }),
  lstat: (path) => fs.lstatSync(path, { bigint: true }),
  chmod: (fd, mode) => {
    fs.fchmodSync(fd, mode);
  },
  chown: (fd, uid, gid) => {
    fs.fchownSync(fd, uid, gid);
  },
  setTimes: (fd, seconds) => {
    fs.futimesSync(fd, seconds, seconds);
  },
  writable: (path) => {
    fs.accessSync(path, fs.constants.W_OK);
  },
  realpath: (path) => fs.realpathSync(path),
  list: (folder) => fs.readdirSync(folder),
  link: (existing, added) => {
    fs.linkSync(existing, added);
  },
  rename: (from, to) => {
    fs.renameSync(from, to);
  },
  unlink: (path) => {
    fs.unlinkSync(path);
  },
  mkdir: (path) => {
    fs.mkdirSync(path);
  },
  rmdir: (path) => {
    fs.rmdirSync(path);
  },
};

/** The code of an error of the operating system (`ENOSPC`). Undefined for every other thrown value, which must then be thrown on. */
export function osErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return undefined;
  return error.code.startsWith("ERR_") ? undefined : error.code;
}

/** Runs `act`; a thrown error of the operating system with one of these codes yields undefined, everything else is thrown on. */
export function unless<T>(codes: readonly string[], act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (codes.includes(osErrorCode(error) ?? "")) return undefined;
    throw error;
  }
}

/** What something yielded, or the code of what the operating system answered. */
export type Outcome<T> = { readonly value: T } | { readonly code: string };

/** Runs `act` and catches only errors of the operating system. */
export function attempt<T>(act: () => T): Outcome<T> {
  try {
    return { value: act() };
  } catch (error) {
    const code = osErrorCode(error);
    if (code === undefined) throw error;
    return { code };
  }
}

/** Does what may be done again: an error that comes once is passed over. */
export function insist<T>(act: () => T): Outcome<T> {
  const first = attempt(act);
  return "value" in first ? first : attempt(act);
}

/** No such path: also where something on the way to it is not a folder. */
export const ABSENT: readonly string[] = ["ENOENT", "ENOTDIR"];
/** What file systems without hard links, and Linux for files of other users, answer to link(2). */
export const NO_LINKS: readonly string[] = ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EXDEV", "EINVAL"];

export function statOf(io: FileIo, path: string): fs.BigIntStats | undefined {
  return unless(ABSENT, () => io.lstat(path));
}

export function isSameFile(a: fs.BigIntStats | undefined, b: fs.BigIntStats | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return a.dev === b.dev && a.ino === b.ino;
}

export interface Snapshot {
  readonly bytes: Buffer;
  readonly stat: fs.BigIntStats;
}

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL } = fs.constants;
// Windows has neither flag. O_NONBLOCK: a pipe that took the file's place must not make the open wait.
const O_SAFE = O_RDONLY | ((fs.constants.O_NOFOLLOW as number | undefined) ?? 0) | ((fs.constants.O_NONBLOCK as number | undefined) ?? 0);

/**
 * The bytes of a regular file and the state of the very inode they were read from. Undefined where the path is absent, a link, anything
 * else than a regular file, or holds more than `maxBytes`.
 */
export function snapshot(io: FileIo, path: string, maxBytes: number): Snapshot | undefined {
  if (statOf(io, path)?.isFile() !== true) return undefined;
  const fd = unless([...ABSENT, "ELOOP", "EMLINK", "ENXIO"], () => io.open(path, O_SAFE, 0));
  if (fd === undefined) return undefined;
  try {
    const stat = io.fstat(fd);
    if (!stat.isFile() || stat.size > BigInt(maxBytes)) return undefined;
    const bytes = readToEnd(io, fd, Number(stat.size), maxBytes);
    return bytes === undefined ? undefined : { bytes, stat };
  } finally {
    io.close(fd);
  }
}

/** Reads until the end is seen, not until `size`: a file that grows meanwhile must not pass for its first part. */
function readToEnd(io: FileIo, fd: number, size: number, maxBytes: number): Buffer | undefined {
  let buffer: Buffer = Buffer.alloc(size + 1);
  let length = 0;
  for (;;) {
    const count = io.read(fd, buffer, length, buffer.length - length);
    if (count === 0) return buffer.subarray(0, length);
    length += count;
    if (length > maxBytes) return undefined;
    if (length === buffer.length) buffer = Buffer.concat([buffer, Buffer.alloc(buffer.length + 1024)]);
  }
}

/** Creates `path`, which must not exist, hands its descriptor to `fill`, and returns when the bytes are on the disk. */
export function createDurably(io: FileIo, path: string, mode: number, fill: (fd: number) => void): void {
  const fd = io.open(path, O_WRONLY | O_CREAT | O_EXCL, mode);
  let open = true;
  try {
    fill(fd);
    io.fsync(fd);
    open = false;
    io.close(fd); // may report a late write error, so it is part of the work and not only of the tidying up
  } finally {
    if (open) io.close(fd);
  }
}

export function writeFully(io: FileIo, fd: number, bytes: Buffer): void {
  for (let offset = 0; offset < bytes.length; ) offset += io.write(fd, bytes, offset);
}

/**
 * Makes the names in a folder durable. Windows can't open a folder and some network file systems can't sync one: there the operating
 * system's own order has to do, so those answers count as done.
 *
 * @throws the error of the operating system, where the disk refuses.
 */
export function syncFolder(io: FileIo, folder: string): void {
  const fd = unless([...ABSENT, "EISDIR", "EPERM"], () => io.open(folder, O_RDONLY, 0));
  if (fd === undefined) return;
  try {
    unless(["EINVAL", "ENOTSUP", "EBADF", "EPERM"], () => {
      io.fsync(fd);
    });
  } finally {
    io.close(fd);
  }
}
