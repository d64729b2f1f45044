import type * as TS from "typescript";
import { commentAt, type Comment } from "./comments.ts";
import type { Positions } from "./positions.ts";

/** One rule that a comment switches off or on from a place on; `rule` is absent where it means all rules. */
interface Switch {
  readonly on: boolean;
  readonly rule: string | undefined;
  readonly line: number;
  readonly column: number;
  readonly justification: string;
}

/** A finding's rule (with the plugin's prefix) and where it starts. */
interface Problem {
  readonly rule: string;
  readonly line: number;
  readonly column: number;
}

/** Says whether a comment switches a problem off, and then gives the comment's reason (`""` if it has none). */
export type Directives = (problem: Problem) => string | undefined;

/** Where a directive may begin. Most files have none, and then no comment is looked for. */
const TRACE = /eslint-(?:disable|enable)/g;

const LABEL = /^eslint-(disable|enable|disable-line|disable-next-line)(?:\s|$)/;

/**
 * Reads ESLint's `eslint-disable`, `-enable`, `-disable-line` and `-disable-next-line` comments as ESLint 9 and 10 do: with or without a list of rules,
 * with a reason after `--`; a `//` comment can be one for a line only. Configuration comments (`eslint pokayoke/…: off`) are not read.
 * Linear in the text.
 */
export function directivesOf(ts: typeof TS, file: TS.SourceFile, positions: Positions): Directives {
  const blocks: Switch[] = [];
  const lines: Switch[] = [];
  let seen = 0;
  for (const { index } of file.text.matchAll(TRACE)) {
    if (index < seen) continue;
    const comment = commentAt(ts, file, index);
    if (comment === undefined) continue;
    seen = comment.end;
    readComment(comment, positions, blocks, lines);
  }
  if (blocks.length === 0 && lines.length === 0) return () => undefined;
  const ofBlocks = lastSwitch(blocks);
  const ofLines = lastSwitch(lines.sort(inOrder));
  return (problem) => ofBlocks(problem) ?? ofLines(problem);
}

function readComment(comment: Comment, positions: Positions, blocks: Switch[], lines: Switch[]): void {
  const dashes = /\s-{2,}\s/.exec(comment.value);
  const text = (dashes === null ? comment.value : comment.value.slice(0, dashes.index)).trim();
  const kind = LABEL.exec(text)?.[1];
  if (kind === undefined) return;
  const justification = dashes === null ? "" : comment.value.slice(dashes.index + dashes[0].length).trim();
  const start = positions.at(comment.pos);
  const end = positions.at(comment.end);
  const rules = rulesOf(text.slice("eslint-".length + kind.length));
  for (const rule of rules) {
    if (kind === "disable" || kind === "enable") {
      if (comment.isBlock) blocks.push({ on: kind === "enable", rule, ...start, justification });
      continue;
    }
    if (kind === "disable-line" && start.line !== end.line) continue;
    const line = kind === "disable-line" ? start.line : end.line + 1;
    lines.push({ on: false, rule, line, column: 1, justification }, { on: true, rule, line: line + 1, column: 0, justification });
  }
}

/** The rules of a list, which may be quoted; all rules if there are none. */
function rulesOf(list: string): readonly (string | undefined)[] {
  const names = list.split(",").map((name) => name.trim().replace(/^(['"]?)(.*)\1$/s, "$2"));
  const rules = [...new Set(names.filter((name) => name !== ""))];
  return rules.length === 0 ? [undefined] : rules;
}

/** Answers for one list of switches, in text order: of those before a problem that mean its rule, the last one decides. */
function lastSwitch(switches: readonly Switch[]): Directives {
  const byRule = new Map<string, readonly Switch[]>();
  return (problem) => {
    let own = byRule.get(problem.rule);
    if (own === undefined) byRule.set(problem.rule, (own = switches.filter(({ rule }) => rule === undefined || rule === problem.rule)));
    let low = 0;
    let high = own.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const each = own[middle];
      if (each && inOrder(each, problem) <= 0) low = middle + 1;
      else high = middle;
    }
    const last = own[low - 1];
    return last === undefined || last.on ? undefined : last.justification;
  };
}

function inOrder(one: { readonly line: number; readonly column: number }, other: { readonly line: number; readonly column: number }): number {
  return one.line - other.line || one.column - other.column;
}
