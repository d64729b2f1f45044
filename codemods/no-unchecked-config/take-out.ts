import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import type { Constant } from "./constant.ts";
import type { Replacement } from "./checked.ts";

/** Takes away a constant that nobody reads any more; `undefined` where it is exported, or something is said about it. */
export function takenOut(ask: Ask, constant: Constant): Replacement | undefined {
  const { ts } = ask;
  const siblings: readonly TS.Node[] = ts.isBindingElement(constant) ? constant.parent.elements : ts.isVariableDeclarationList(constant.parent) ? constant.parent.declarations : [];
  if (siblings.length > 1) return one(ask, constant, siblings);
  if (ts.isBindingElement(constant)) return ts.isVariableDeclaration(constant.parent.parent) ? takenOut(ask, constant.parent.parent) : undefined;
  const statement = constant.parent.parent;
  const isPlain = ts.isVariableStatement(statement) && statement.modifiers === undefined && siblings.length === 1;
  return isPlain ? whole(ask, statement) : undefined;
}

/** One of several, with the comma. */
function one(ask: Ask, constant: TS.Node, siblings: readonly TS.Node[]): Replacement | undefined {
  const index = siblings.indexOf(constant);
  const [before, after] = [siblings[index - 1], siblings[index + 1]];
  const span = after !== undefined ? { start: constant.getStart(), end: after.getStart() } : { start: before?.end ?? constant.getStart(), end: constant.end };
  return isSilent(ask, span) ? { span, pieces: [] } : undefined;
}

/** All lines of a statement, and the empty one after them where one stands before them, too. */
function whole(ask: Ask, statement: TS.Statement): Replacement | undefined {
  const { ts, file: { text } } = ask;
  const start = text.lastIndexOf("\n", statement.getStart() - 1) + 1;
  const [rest = ""] = /^[ \t]*\r?(?:\n|$)/.exec(text.slice(statement.end)) ?? [];
  const isAlone = text.slice(start, statement.getStart()).trim() === "" && (rest !== "" || statement.end === text.length);
  const comments = [...(ts.getLeadingCommentRanges(text, statement.pos) ?? [])].filter(({ end }) => !/\n\s*\n/.test(text.slice(end, statement.getStart())));
  if (!isAlone || comments.length > 0 || !isSilent(ask, { start, end: statement.end })) return undefined;
  const end = statement.end + rest.length;
  const isBetween = /(?:^|\n)[ \t]*\r?\n$/.test(text.slice(0, start)) || start === 0;
  const [gap = ""] = isBetween ? (/^[ \t]*\r?\n/.exec(text.slice(end)) ?? []) : [];
  return { span: { start, end: end + gap.length }, pieces: [] };
}

/** Whether no comment is lost with a part of the file. */
function isSilent({ file }: Ask, { start, end }: Replacement["span"]): boolean {
  return !/\/[/*]/.test(file.text.slice(start, end));
}
