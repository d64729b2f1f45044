import type * as TS from "typescript";
import { parseAlone } from "../rules/model/offline.ts";
import { isAside } from "./codemod.ts";
import { lineAt } from "./plan.ts";
import { lineEndOf, type Merged, type MergedFile } from "./plan-merge.ts";
import { commentsOf } from "./prove-comments.ts";
import { belowRoot, editorsOf, neededBy, type Violation } from "./prove-law.ts";
import { encodeTarget } from "./read-target.ts";

/**
 * The first law: every rewritten file parses, and is byte for byte the old one outside the edits; its byte order mark, its line ends and all its
 * comments, those inside the edits too, are still there. What is looked at is the bytes that would be written, not how they were made. The mode of the
 * file is kept by the writer.
 */
export function proveParse(ts: typeof TS, merged: Merged, root: string): readonly Violation[] {
  const violations: Violation[] = [];
  for (const [path, file] of merged.files) {
    const detail = explainChange(ts, path, file);
    if (detail !== undefined) violations.push({ detail: `${belowRoot(root, path)}${detail}`, suspects: editorsOf(merged, path) });
  }
  for (const [path, text] of merged.added) {
    if (isAside(path)) continue;
    const error = explainUnparsable(ts, parseAlone(ts, path, text));
    if (error !== undefined) violations.push({ detail: `${belowRoot(root, path)}${error}`, suspects: neededBy(merged, path) });
  }
  return violations;
}

function explainChange(ts: typeof TS, path: string, { target, edits, after }: MergedFile): string | undefined {
  const file = isAside(path) ? undefined : parseAlone(ts, path, after);
  const unparsable = file && explainUnparsable(ts, file);
  if (unparsable !== undefined) return unparsable;
  if (!file && edits.some(({ span }) => span.start !== span.end)) return ": a file that is no source may only be added to";
  const bytes = encodeTarget(target, after);
  let oldAt = target.bom ? 3 : 0;
  let newAt = oldAt;
  let done = 0;
  const isKept = (upTo: number): boolean => {
    const length = Buffer.byteLength(target.text.slice(done, upTo));
    const same = target.bytes.subarray(oldAt, oldAt + length).equals(bytes.subarray(newAt, newAt + length));
    oldAt += length;
    newAt += length;
    return same;
  };
  if (!target.bytes.subarray(0, oldAt).equals(bytes.subarray(0, newAt))) return ": the byte order mark changed";
  for (const { span, text } of edits) {
    if (!isKept(span.start)) return `:${String(lineAt(target.text, span.start))}: bytes before an edit changed`;
    oldAt += Buffer.byteLength(target.text.slice(span.start, span.end));
    newAt += Buffer.byteLength(text);
    done = span.end;
  }
  if (!isKept(target.text.length) || oldAt !== target.bytes.length || newAt !== bytes.length) return ": bytes after the last edit changed";
  return explainLineEnds(target.text, edits) ?? (file && explainLostComment(ts, path, target.text, file));
}

function explainUnparsable(ts: typeof TS, file: TS.SourceFile): string | undefined {
  const { parseDiagnostics } = file as unknown as { readonly parseDiagnostics: readonly TS.DiagnosticWithLocation[] };
  const [first] = parseDiagnostics;
  return first && `:${String(lineAt(file.text, first.start))} TS${String(first.code)} ${ts.flattenDiagnosticMessageText(first.messageText, " ")}`;
}

/** Edits bring no line end that the file does not have. */
function explainLineEnds(before: string, edits: readonly { readonly text: string }[]): string | undefined {
  const own = lineEndOf(before);
  if (own === undefined) return undefined;
  const foreign = own === "\n" ? /\r/ : /(?<!\r)\n|\r(?!\n)/;
  const edit = edits.find(({ text }) => foreign.test(text));
  return edit && `: an edit brings other line ends than the file has`;
}

function explainLostComment(ts: typeof TS, path: string, before: string, after: TS.SourceFile): string | undefined {
  const left = new Map<string, number>();
  for (const { text } of commentsOf(ts, after)) left.set(text, (left.get(text) ?? 0) + 1);
  for (const { text, at } of commentsOf(ts, parseAlone(ts, path, before))) {
    const count = left.get(text) ?? 0;
    if (count === 0) return `:${String(lineAt(before, at))}: the comment would be lost`;
    left.set(text, count - 1);
  }
  return undefined;
}
