import { randomBytes } from "node:crypto";
import { ABSENT, createDurably, type FileIo, snapshot, unless, writeFully } from "./file-io.ts";

/*
 * What is kept in `<root>/.pokayoke/` while a set is written: the journal, by which the next start settles a set whose writer died, and the
 * lock, by which a second writer stays out.
 *
 * Both lie in a tree that may be hostile, so neither is believed for its content alone. A file of ours is *marked*: it names the number of
 * the inode it lies in, and carries a modification time that follows from its run id and lies in the past. Neither survives a commit, an
 * archive or a copy, so a journal that was checked out, unpacked or copied is not ours and is set aside.
 */

export const STATE_FOLDER = ".pokayoke";
const MAX_BYTES = 64_000_000;
const RUN_ID = /^[0-9a-f]{16}$/;

export type Body = Readonly<Record<string, unknown>>;

export function newRunId(): string {
  return randomBytes(8).toString("hex");
}

/** Creates `path` durably, as a JSON object with the mark of this place. */
export function writeMarked(io: FileIo, path: string, run: string, content: object): void {
  createDurably(io, path, 0o600, (fd) => {
    const ino = String(io.fstat(fd).ino);
    writeFully(io, fd, Buffer.from(JSON.stringify({ run, ino, ...content }), "utf8"));
    io.setTimes(fd, markOf(run));
  });
}

/** A time between 2001 and 2018 in even seconds, which every file system can hold. */
function markOf(run: string): number {
  return 1_000_000_000 + 2 * Number.parseInt(run.slice(0, 7), 16);
}

/** The object in a marked file. Undefined where it is absent, torn, or not marked: then it is not ours. */
export function readMarked(io: FileIo, path: string): Body | undefined {
  const read = snapshot(io, path, MAX_BYTES);
  if (read === undefined) return undefined;
  const body = parse(read.bytes);
  if (typeof body?.["run"] !== "string" || !RUN_ID.test(body["run"])) return undefined;
  const isMarked = body["ino"] === String(read.stat.ino) && read.stat.mtimeNs === BigInt(markOf(body["run"])) * 1_000_000_000n;
  return isMarked ? body : undefined;
}

function parse(bytes: Buffer): Body | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    return typeof value === "object" && value !== null ? (value as Body) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export function removeIfThere(io: FileIo, path: string): void {
  unless(ABSENT, () => {
    io.unlink(path);
  });
}
