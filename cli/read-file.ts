import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";

/** What came of reading a file: its text, or why there is none. */
export type ReadResult =
  | { readonly text: string }
  | { readonly tooLarge: true }
  /** A code of the system (`EACCES`, `ENOENT`, `ELOOP` for a link), or `NOTAFILE`. */
  | { readonly code: string };

/** Links are not followed, and a pipe that nobody writes to is not waited for. Windows knows neither flag: `undefined | 0` is 0. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Reads a regular file of at most `maxBytes`, without its byte order mark. Bytes that are no text become U+FFFD. */
export function readRegularFile(path: string, maxBytes: number): ReadResult {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, FLAGS);
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) return { code: "NOTAFILE" };
    if (stat.size > maxBytes) return { tooLarge: true };
    return { text: decode(readFileSync(descriptor)) };
  } catch (error) {
    return { code: (error as NodeJS.ErrnoException).code ?? "EUNKNOWN" };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Decodes UTF-8, and UTF-16 where a byte order mark says so, as the TypeScript compiler does. */
function decode(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString("utf16le", 2);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return Buffer.from(bytes.subarray(2, bytes.length & ~1)).swap16().toString("utf16le");
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.toString("utf8", 3) : bytes.toString("utf8");
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ["EACCES", "permission denied"],
  ["EPERM", "permission denied"],
  ["ENOENT", "no such file or folder"],
  ["ENOTDIR", "no such file or folder"],
  ["ELOOP", "it is a symbolic link, and links are not followed"],
  ["NOTAFILE", "it is not a regular file"],
  ["ENAMETOOLONG", "its path is too long"],
  ["EMFILE", "too many open files"],
  ["EIO", "the disk reports an error"],
  ["ENOSPC", "no space left on the disk"],
  ["EROFS", "the disk takes no changes"],
]);

/** A system's error code in words. */
export function reasonOf(code: string): string {
  return REASONS.get(code) ?? code;
}
