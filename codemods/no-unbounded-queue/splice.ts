import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import type { Span } from "../../rules/model/finding.ts";
import type { Edit, Refusal, RefusalReason } from "../edit.ts";

/** Edits, or why there are none. */
export type Draft = readonly Edit[] | Refusal;

export function refusal(reason: RefusalReason, detail: string): Refusal {
  return { reason, detail };
}

export function isRefused(draft: object | undefined): draft is Refusal {
  return draft !== undefined && "reason" in draft;
}

/** All the edits, or the first refusal. */
export function joined(drafts: readonly Draft[]): Draft {
  return drafts.find(isRefused) ?? (drafts as readonly (readonly Edit[])[]).flat();
}

export function replace(node: TS.Node, text: string): Edit {
  const file = node.getSourceFile();
  return { file: file.fileName, span: spanOf(node), text };
}

/** Replaces what lies between two offsets of the file that `node` is in. */
export function between(node: TS.Node, start: number, end: number, text: string): Edit {
  return { file: node.getSourceFile().fileName, span: { start, end }, text };
}

export function insert(node: TS.Node, at: number, text: string): Edit {
  return between(node, at, at, text);
}

export function spanOf(node: TS.Node): Span {
  return { start: node.getStart(), end: node.end };
}

/** `line 12`, or `worker.ts line 12` in another file than the one that is asked about. */
export function placeOf(ask: Ask, node: TS.Node): string {
  const { fileName } = node.getSourceFile();
  const line = `line ${String(ask.lineOf(node))}`;
  return fileName === ask.file.fileName ? line : `${fileName.slice(fileName.lastIndexOf("/") + 1)} ${line}`;
}

/** A name that stands nowhere in some texts: `value`, `value2`, … */
export function freshName(wanted: string, texts: readonly string[]): string {
  for (let count = 1; ; count++) {
    const name = count === 1 ? wanted : `${wanted}${String(count)}`;
    if (!texts.some((text) => new RegExp(`\\b${name}\\b`).test(text))) return name;
  }
}
