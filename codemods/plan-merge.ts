import type { Edit, NewFile, Rewrite } from "./edit.ts";
import { applyEdits, type TargetFile } from "./read-target.ts";

/** One file as a set of rewrites leaves it. */
export interface MergedFile {
  readonly target: TargetFile;
  /** In text order, none overlapping another. */
  readonly edits: readonly Edit[];
  /** The text after all edits, without a byte order mark. */
  readonly after: string;
}

/** What a set of rewrites makes of the project. */
export interface Merged {
  /** In source order. */
  readonly rewrites: readonly Rewrite[];
  /** The changed files, by path. */
  readonly files: ReadonlyMap<string, MergedFile>;
  /** The files that come into being, by path. */
  readonly added: ReadonlyMap<string, string>;
  /** All new texts, by path. */
  readonly overlay: ReadonlyMap<string, string>;
}

/** What is known of the files that rewrites touch. */
export interface Targets {
  readonly files: ReadonlyMap<string, TargetFile>;
  /** New files that are there already, as they should be. */
  readonly present: ReadonlySet<string>;
}

/**
 * Puts rewrites together that do not overlap.
 *
 * @throws RangeError where they do, or where an edit does not lie on its text.
 */
export function merge(rewrites: readonly Rewrite[], targets: Targets): Merged {
  const byFile = new Map<string, Edit[]>();
  const added = new Map<string, string>();
  for (const { edits, newFiles } of rewrites) {
    for (const file of new Set(edits.map((edit) => edit.file))) {
      const taken = byFile.get(file) ?? [];
      byFile.set(file, [...taken, ...edits.filter((edit) => edit.file === file && !taken.some((other) => isSame(edit, other)))]);
    }
    for (const { file } of newFiles) if (!targets.present.has(file)) added.set(file, "");
  }
  for (const file of added.keys()) added.set(file, textOfNew(rewrites.flatMap(({ newFiles }) => newFiles.filter((each) => each.file === file))));
  const files = new Map<string, MergedFile>();
  for (const path of [...byFile.keys()].sort()) {
    const target = targets.files.get(path);
    if (target === undefined) throw new RangeError(`${path} was not opened`);
    const edits = [...(byFile.get(path) ?? [])].sort(inTextOrder);
    files.set(path, { target, edits, after: applyEdits(target.text, edits) });
  }
  return { rewrites, files, added, overlay: new Map([...[...files].map(([path, { after }]) => [path, after] as const), ...added]) };
}

/** A new file with the entries of all that need it. */
function textOfNew(needed: readonly NewFile[]): string {
  const lists = needed.flatMap((each) => each.lists ?? []);
  return [...new Set(lists.map(({ at }) => at))].sort((one, other) => other - one).reduce((text, place) => {
    // The first text of a key stands.
    const entries = new Map(lists.filter(({ at }) => at === place).flatMap(({ entries: own }) => own).reverse().map((entry) => [entry.key, entry.text]));
    const lines = [...entries].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, line]) => line);
    return `${text.slice(0, place)}${lines.join("")}${text.slice(place)}`;
  }, needed[0]?.text ?? "");
}

function inTextOrder(one: Edit, other: Edit): number {
  return one.span.start - other.span.start || one.span.end - other.span.end;
}

/** Whether two rewrites mean one edit: an import that both need, an entry. */
export function isSame(one: Edit, other: Edit): boolean {
  if (one.file !== other.file || one.span.start !== other.span.start || one.span.end !== other.span.end) return false;
  return one.text === other.text || (one.entry !== undefined && one.entry.key === other.entry?.key && one.entry.type === other.entry.type);
}

/** Whether two edits of one file can't both be done. Two that insert at one place can, unless they are two entries of one key. */
export function overlaps({ span: one, entry }: Edit, { span: other, entry: otherEntry }: Edit): boolean {
  if (entry !== undefined && entry.key === otherEntry?.key) return true;
  const isInsertion = one.start === one.end || other.start === other.end;
  if (isInsertion) return (one.start < other.start && other.end < one.end) || (other.start < one.start && one.end < other.end);
  return one.start < other.end && other.start < one.end;
}

/** Where a place of the old text is in the new one. A place inside an edit goes to the edit's start, or with `atEnd` to its end. */
export function placeAfter({ edits }: MergedFile, offset: number, atEnd = false): number {
  let shift = 0;
  for (const { span, text } of edits) {
    if (span.start > offset || (span.start === offset && atEnd)) break;
    if (span.end > offset || (span.end === offset && span.start < offset && atEnd)) return span.start + shift + (atEnd ? text.length : 0);
    shift += text.length - (span.end - span.start);
  }
  return offset + shift;
}

/** The line end a text mostly has; `undefined` if it has one line. */
export function lineEndOf(text: string): "\n" | "\r\n" | undefined {
  const all = text.split("\n").length - 1;
  if (all === 0) return undefined;
  return (text.split("\r\n").length - 1) * 2 > all ? "\r\n" : "\n";
}

/** A text with the line ends of the file it is put into. */
export function withLineEnd(text: string, lineEnd: "\n" | "\r\n"): string {
  return text.replace(/\r?\n/g, lineEnd);
}
