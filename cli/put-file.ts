import { constants } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { attempt, type FileIo, nodeIo, statOf, unless, writeFully } from "../codemods/file-io.ts";
import { isSource } from "./discover.ts";
import { reasonOf } from "./read-file.ts";
import { UsageError } from "./usage-error.ts";

/*
 * What the command line writes besides rewritten sources: reports, and the baseline. All of it goes to a file that the user has named, never to a source
 * file. An existing file is replaced at once, by a rename, so that a reader, or a run that is killed, leaves the old or the new text. What is no regular
 * file (a pipe, /dev/stdout) is written into.
 */

const { O_WRONLY, O_CREAT, O_EXCL, O_APPEND } = constants;

/** For everybody, as far as the umask lets them. */
const MODE = 0o666;

export interface PutOptions {
  /** Add to what is there. */
  readonly append?: boolean;
  readonly io?: FileIo;
}

/** Whether a file may be named to be written. @throws {UsageError} for a source file or a folder */
export function assertWritable(path: string, cwd: string, io: FileIo = nodeIo): void {
  if (isSource(basename(path))) throw new UsageError(`${path} is a source file, and would be overwritten`);
  if (statOf(io, resolve(cwd, path))?.isDirectory() === true) throw new UsageError(`${path} is a folder`);
}

/** Writes a text, or bytes, to a file, whose folders are made. @throws {UsageError} where the system refuses, or the file is a source file */
export function putFile(path: string, cwd: string, text: string | Buffer, { append = false, io = nodeIo }: PutOptions = {}): void {
  assertWritable(path, cwd, io);
  const full = resolve(cwd, path);
  const done = attempt(() => {
    makeFolder(io, dirname(full));
    const target = realPath(io, full);
    const stat = statOf(io, target);
    if (append || (stat !== undefined && !stat.isFile())) writeInto(io, target, text, append);
    else replace(io, target, text, stat === undefined ? MODE : Number(stat.mode & 0o777n));
  });
  if ("code" in done) throw new UsageError(`${path} could not be written: ${reasonOf(done.code)}`);
}

/** Where a path leads; itself if there is nothing yet, or what is there has no name of its own (/dev/stdout that is a pipe). */
function realPath(io: FileIo, path: string): string {
  const real = attempt(() => io.realpath(path));
  return "value" in real && statOf(io, real.value) !== undefined ? real.value : path;
}

function makeFolder(io: FileIo, folder: string): void {
  if (statOf(io, folder) !== undefined) return;
  makeFolder(io, dirname(folder));
  unless(["EEXIST"], () => {
    io.mkdir(folder);
  });
}

function writeInto(io: FileIo, path: string, text: string | Buffer, append: boolean): void {
  fill(io, io.open(path, O_WRONLY | (append ? O_APPEND | O_CREAT : 0), MODE), text);
}

function replace(io: FileIo, path: string, text: string | Buffer, mode: number): void {
  const temporary = join(dirname(path), `.${basename(path)}.${String(io.writer.pid)}.tmp`);
  attempt(() => {
    io.unlink(temporary); // a process with our number died here before
  });
  const fd = io.open(temporary, O_WRONLY | O_CREAT | O_EXCL, mode);
  try {
    fill(io, fd, text);
    io.rename(temporary, path);
  } catch (error) {
    attempt(() => {
      io.unlink(temporary);
    });
    throw error;
  }
}

function fill(io: FileIo, fd: number, text: string | Buffer): void {
  try {
    writeFully(io, fd, typeof text === "string" ? Buffer.from(text) : text);
  } finally {
    io.close(fd);
  }
}
