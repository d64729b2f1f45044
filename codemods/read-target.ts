import { isAbsolute, join, parse, relative, resolve, sep } from "node:path";
import type { Edit, Refusal, RefusalReason } from "./edit.ts";
import { type FileIo, nodeIo, snapshot, statOf, unless } from "./file-io.ts";

export interface ReadLimits {
  readonly maxBytes: number;
  /** Says how the file tells that it is generated, or undefined where it does not. */
  readonly explainGenerated?: (text: string, path: string) => string | undefined;
}

export const READ_LIMITS: ReadLimits = { maxBytes: 1_000_000 };

/** A file that may be rewritten, as it was read. */
export interface TargetFile {
  /** Absolute, below the real path of the root, without links on the way. */
  readonly path: string;
  /** Below the root, with `/`. */
  readonly relative: string;
  readonly bytes: Buffer;
  /**
   * The text without its byte order mark. TypeScript's own host, ESLint and ts-morph all take the mark off before they count, so a span of
   * a finding is an offset into this text. `encodeTarget` puts the mark back.
   */
  readonly text: string;
  readonly bom: boolean;
  /** The permission bits. */
  readonly mode: number;
}

/** Where a path leads without following any link. */
export interface Location {
  readonly path: string;
  readonly relative: string;
  readonly folder: string;
  /** The folders on the way that don't exist yet, outermost first, relative to the root. */
  readonly missingFolders: readonly string[];
}

const UTF8_BOM = "\uFEFF";
/** Folders whose files are never a target: git's own, and ours. */
const RESERVED_FOLDERS = new Set([".git", ".pokayoke"]);

export function refuse(reason: RefusalReason, detail: string): Refusal {
  return { reason, detail };
}

export function isRefusal(value: object): value is Refusal {
  return "reason" in value;
}

/**
 * Opens a file for migration. Refuses whatever could make the write land somewhere else than the reader sees, or change bytes that no edit
 * names: links of both kinds, paths outside the root, anything but a regular file, text that is not UTF-8.
 *
 * Read-only is judged by the permission bits too, not only by access(2): root may write everything, and a file whose owner took away
 * the write bit is meant to stay.
 *
 * @throws errors of the operating system that are no statement about the file (EIO, EMFILE).
 */
export function readTarget(root: string, path: string, limits: ReadLimits = READ_LIMITS, io: FileIo = nodeIo): TargetFile | Refusal {
  const location = locate(root, path, io);
  if (isRefusal(location)) return location;
  const refusal = explainUnfit(io, location, limits.maxBytes);
  if (refusal !== undefined) return refusal;
  const read = unless(["EACCES", "EPERM"], () => snapshot(io, location.path, limits.maxBytes) ?? "changed");
  if (read === undefined) return refuse("read-only", "the file can't be read");
  if (read === "changed") return refuse("changed-on-disk", "the file became something else while it was opened");
  const decoded = decode(read.bytes);
  if (decoded === undefined) return refuse("not-utf8", "the bytes don't decode as UTF-8, or hold a zero");
  const generated = limits.explainGenerated?.(decoded.text, location.path);
  if (generated !== undefined) return refuse("generated", generated);
  return { path: location.path, relative: location.relative, bytes: read.bytes, ...decoded, mode: Number(read.stat.mode & 0o7777n) };
}

/** Walks from the root to the path and refuses at the first folder that is a link. The last component itself is not looked at. */
export function locate(root: string, path: string, io: FileIo = nodeIo): Location | Refusal {
  if (path.includes("\0") || root.includes("\0")) return refuse("not-a-file", "the path holds a zero character");
  const base = io.realpath(resolve(root));
  const inside = below(resolve(root), path) ?? below(base, path);
  if (inside === undefined) return refuse("outside-root", `${path} is not below ${base}`);
  const names = inside.split(sep);
  if (names.some((name) => RESERVED_FOLDERS.has(name.toLowerCase()))) return refuse("outside-root", `${inside} belongs to git or to pokayoke itself`);
  const missingFolders: string[] = [];
  let folder = base;
  for (const name of names.slice(0, -1)) {
    folder = join(folder, name);
    const stat = missingFolders.length > 0 ? undefined : statOf(io, folder);
    if (stat === undefined) missingFolders.push(toPosix(relative(base, folder)));
    else if (stat.isSymbolicLink()) return refuse("symbolic-link", `the folder ${toPosix(relative(base, folder))} is a symbolic link`);
    else if (!stat.isDirectory()) return refuse("not-a-file", `${toPosix(relative(base, folder))} is not a folder`);
  }
  return { path: join(base, inside), relative: toPosix(inside), folder, missingFolders };
}

/** The path relative to `base`, or undefined where it is not below it. */
function below(base: string, path: string): string | undefined {
  const inside = relative(base, resolve(base, path));
  const leaves = inside === "" || inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside) || parse(inside).root !== "";
  return leaves ? undefined : inside;
}

function toPosix(path: string): string {
  return sep === "/" ? path : path.split(sep).join("/");
}

/** Why the file must not be replaced, judged without reading it. */
export function explainUnfit(io: FileIo, location: Location, maxBytes: number): Refusal | undefined {
  const stat = statOf(io, location.path);
  if (stat === undefined) return refuse("not-a-file", "there is no such file");
  if (stat.isSymbolicLink()) return refuse("symbolic-link", `${location.relative} is a symbolic link`);
  if (!stat.isFile()) return refuse("not-a-file", `${location.relative} is not a regular file`);
  if (stat.nlink > 1n) return refuse("hard-link", `${location.relative} has ${String(stat.nlink)} names`);
  if (stat.size > BigInt(maxBytes)) return refuse("too-large", `${location.relative} has ${String(stat.size)} bytes`);
  return explainReadOnly(io, location.path, "file") ?? explainReadOnly(io, location.folder, "folder");
}

/** Why the file or folder must not be written, or undefined. Absent paths are writable. */
export function explainReadOnly(io: FileIo, path: string, kind: "file" | "folder"): Refusal | undefined {
  const stat = statOf(io, path);
  if (stat === undefined) return undefined;
  // On Windows a folder's bits say nothing about whether its entries can be changed, and Node sets them all.
  if ((stat.mode & 0o200n) === 0n) return refuse("read-only", `the ${kind} ${path} has no write permission for its owner`);
  const writable = unless(["EACCES", "EPERM", "EROFS"], () => {
    io.writable(path);
    return true;
  });
  return writable === true ? undefined : refuse("read-only", `the ${kind} ${path} is not writable`);
}

function decode(bytes: Buffer): { text: string; bom: boolean } | undefined {
  if (bytes.includes(0)) return undefined; // binary, or UTF-16 without a mark
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined; // also the marks of UTF-16, which are no UTF-8
    throw error;
  }
  const bom = text.startsWith(UTF8_BOM);
  return { text: bom ? text.slice(1) : text, bom };
}

/**
 * The bytes of the target with another text, the byte order mark as it was.
 *
 * @throws RangeError where the text holds half a surrogate pair, which UTF-8 can't hold.
 */
export function encodeTarget(target: Pick<TargetFile, "bom">, text: string): Buffer {
  if (/\p{Surrogate}/u.test(text)) throw new RangeError("the text holds half a surrogate pair");
  return Buffer.from(target.bom ? UTF8_BOM + text : text, "utf8");
}

/**
 * Splices edits into a text. Every unit outside the edits stays as it is. The edits may come in any order; insertions at one place are put in
 * the order they were given.
 *
 * @throws RangeError where an edit lies outside the text, ends before it starts, cuts a surrogate pair, or overlaps another one.
 */
export function applyEdits(text: string, edits: readonly Pick<Edit, "span" | "text">[]): string {
  const ordered = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  let result = "";
  let done = 0;
  for (const { span, text: replacement } of ordered) {
    const place = `${String(span.start)}–${String(span.end)}`;
    if (!isBoundary(text, span.start) || !isBoundary(text, span.end) || span.start > span.end) throw new RangeError(`the edit at ${place} does not lie on the text`);
    if (span.start < done) throw new RangeError(`the edit at ${place} overlaps the one before it`);
    result += text.slice(done, span.start) + replacement;
    done = span.end;
  }
  return result + text.slice(done);
}

function isBoundary(text: string, offset: number): boolean {
  if (!Number.isInteger(offset) || offset < 0 || offset > text.length) return false;
  return !(isInRange(text, offset - 1, 0xd800, 0xdbff) && isInRange(text, offset, 0xdc00, 0xdfff));
}

function isInRange(text: string, offset: number, from: number, to: number): boolean {
  const unit = text.charCodeAt(offset); // NaN outside the text
  return unit >= from && unit <= to;
}
