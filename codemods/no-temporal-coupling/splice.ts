import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import type { Span } from "../../rules/model/finding.ts";
import type { Edit, Refusal, RefusalReason } from "../edit.ts";

export function refusal(reason: RefusalReason, detail: string): Refusal {
  return { reason, detail };
}

export function isRefused(draft: object | undefined): draft is Refusal {
  return draft !== undefined && "reason" in draft;
}

/** Replaces what lies between two offsets of the file that `node` is in. */
export function between(node: TS.Node, start: number, end: number, text: string): Edit {
  return { file: node.getSourceFile().fileName, span: { start, end }, text };
}

export function replace(node: TS.Node, text: string): Edit {
  return between(node, node.getStart(), node.end, text);
}

export function insert(node: TS.Node, at: number, text: string): Edit {
  return between(node, at, at, text);
}

/** `line 12`, or `worker.ts line 12` in another file than the one that is asked about. */
export function placeOf(ask: Ask, node: TS.Node): string {
  const { fileName } = node.getSourceFile();
  const line = `line ${String(ask.lineOf(node))}`;
  return fileName === ask.file.fileName ? line : `${fileName.slice(fileName.lastIndexOf("/") + 1)} ${line}`;
}

/** What stands before a node on its line, if that is blank. */
export function indentOf(node: TS.Node): string {
  return /(?:^|\n)([ \t]*)$/.exec(node.getSourceFile().text.slice(0, node.getStart()))?.[1] ?? "";
}

/**
 * Takes a statement or member out, with its line where it has one for itself, and one blank line where two would meet. Comments stay, but those
 * behind `from`.
 */
export function removal(node: TS.Node, from: number = node.getStart()): Edit {
  const { text } = node.getSourceFile();
  const { start, end } = lineAround(node, from);
  const isWhole = text[end - 1] === "\n";
  const isAfterBlank = /(?:^|\n)[ \t]*\r?\n$|[{(][ \t]*\r?\n$/.test(text.slice(0, start));
  const blank = isWhole && isAfterBlank ? (/^[ \t]*\r?\n/.exec(text.slice(end))?.[0].length ?? 0) : 0;
  return between(node, start, end + blank, "");
}

/** From the start of a node's line, if nothing stands before it there, to the end of its line, if nothing stands behind it. */
function lineAround(node: TS.Node, start: number): Span {
  const { text } = node.getSourceFile();
  const before = /[ \t]*$/.exec(text.slice(0, start))?.[0].length ?? 0;
  const rest = /^[ \t]*(?:\r\n|\n)/.exec(text.slice(node.end));
  const isFirst = start - before === 0 || text[start - before - 1] === "\n";
  if (rest && isFirst) return { start: start - before, end: node.end + rest[0].length };
  return { start, end: node.end + (/^[ \t]*/.exec(text.slice(node.end))?.[0].length ?? 0) };
}

/** The start of a node, or of the comments right above it. */
export function startWithComments(ts: typeof TS, node: TS.Node): number {
  const { text } = node.getSourceFile();
  let start = node.getStart();
  for (const { pos, end } of [...(ts.getLeadingCommentRanges(text, node.pos) ?? [])].reverse()) {
    const isOwnLine = /(?:^|\n)[ \t]*$/.test(text.slice(0, pos));
    if (!isOwnLine || /\n[ \t]*\r?\n/.test(text.slice(end, start))) break;
    start = pos;
  }
  return start;
}
