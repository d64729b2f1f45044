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

export function replace(node: TS.Node, text: string): Edit {
  return between(node, node.getStart(), node.end, text);
}

/** Replaces what lies between two offsets of the file that `node` is in. */
export function between(node: TS.Node, start: number, end: number, text: string): Edit {
  return { file: node.getSourceFile().fileName, span: { start, end }, text };
}

/** The outermost node of the file with exactly this span that passes. */
export function nodeAt<Found extends TS.Node>({ ts, file }: Ask, { start, end }: Span, is: (node: TS.Node) => node is Found): Found | undefined {
  const visit = (node: TS.Node): Found | undefined => {
    if (node.end < end || node.pos > start) return undefined;
    return node.end === end && node.getStart(file) === start && is(node) ? node : ts.forEachChild(node, visit);
  };
  return visit(file);
}

/** From the start of a node's line, if nothing stands before it there, to the end of its line, if nothing stands behind it. */
export function lineAround(node: TS.Node): Span {
  const { text } = node.getSourceFile();
  const start = node.getStart();
  const before = /[ \t]*$/.exec(text.slice(0, start))?.[0].length ?? 0;
  const rest = /^[ \t]*(?:\r\n|\n)/.exec(text.slice(node.end));
  const isFirst = start - before === 0 || text[start - before - 1] === "\n";
  return rest && isFirst ? { start: start - before, end: node.end + rest[0].length } : { start, end: node.end };
}
