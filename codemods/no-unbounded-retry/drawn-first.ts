import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import { inside } from "../../rules/model/calls.ts";
import type { Edit } from "../edit.ts";
import { applyEdits, isRefusal } from "../read-target.ts";
import { draw } from "./draw.ts";
import { insertAt } from "./members.ts";
import { isTold, sameAs } from "./reads.ts";
import type { Drawn, Want } from "./want.ts";

const NAMES = ["waitMs", "retryInMs", "drawnDelayMs"];

/**
 * Where a log tells the delay before it is waited for, it is drawn before the log, into a constant that both of them read: `const waitMs = …`. `undefined`
 * where the delay may become another one between the two, or where they do not stand in one list of statements.
 */
export function drawnFirst(ask: Ask, wait: TS.Node, time: TS.Expression, want: Want): Drawn | undefined {
  const { file } = ask;
  const home = ask.enclosing(wait);
  const own = inside(ask, time);
  const told = sameAs(ask, own, home).filter((node) => node !== own && isTold(ask, node, home));
  const last = statementIn(ask, wait, home);
  const name = NAMES.find((each) => ask.named(each).length === 0);
  if (!last || name === undefined || !isPlain(ask, own)) return undefined;
  const { parent: block } = last;
  const list = block.statements;
  const places = told.map((node) => list.findIndex((each) => each.pos <= node.pos && node.end <= each.end));
  const end = list.indexOf(last);
  const start = Math.min(...places, end);
  if (places.includes(-1) || places.some((each) => each > end) || list.slice(start, end).some((each) => mayChange(ask, each, own))) return undefined;
  const first = list[start] ?? last;
  const drawn = draw(ask, time, want, { isShown: true });
  if (isRefusal(drawn)) return undefined;
  const text = drawnText(time, drawn.edits);
  const at = first.getStart();
  const lineStart = file.text.lastIndexOf("\n", at - 1) + 1;
  const indent = file.text.slice(lineStart, at);
  if (indent.trim() !== "") return undefined;
  const lineEnd = file.text.includes("\r\n") ? "\r\n" : "\n";
  const semicolon = last.getText().endsWith(";") ? ";" : "";
  return { ...drawn, edits: [insertAt(first, at, `const ${name} = ${text}${semicolon}${lineEnd}${indent}`), ...[...told, own].map((node) => named(ask, node, name))] };
}

/** The expression with the edits around it, as a text of its own. */
function drawnText(time: TS.Expression, edits: readonly Edit[]): string {
  const offset = time.getStart();
  return applyEdits(time.getText(), edits.map(({ span, ...edit }) => ({ ...edit, span: { start: span.start - offset, end: span.end - offset } })));
}

function named({ ts }: Ask, node: TS.Node, name: string): Edit {
  const isShort = ts.isShorthandPropertyAssignment(node.parent);
  return { file: node.getSourceFile().fileName, span: { start: node.getStart(), end: node.end }, text: isShort ? `${node.getText()}: ${name}` : name };
}

/** The statement of a list of statements that a node stands in, all of it in one function. */
function statementIn({ ts }: Ask, node: TS.Node, home: TS.Node): (TS.Statement & { readonly parent: TS.Block }) | undefined {
  for (let at = node; at !== home; at = at.parent) if (ts.isStatement(at) && ts.isBlock(at.parent)) return at as TS.Statement & { readonly parent: TS.Block };
  return undefined;
}

/** Names, members and computations of them: what gives the same when it is read again at once. */
function isPlain(ask: Ask, node: TS.Node): boolean {
  const { ts } = ask;
  if (ts.isIdentifier(node) || ts.isNumericLiteral(node) || node.kind === ts.SyntaxKind.ThisKeyword) return true;
  if (ts.isPropertyAccessExpression(node)) return isPlain(ask, node.expression);
  if (ts.isElementAccessExpression(node)) return isPlain(ask, node.expression) && isPlain(ask, node.argumentExpression);
  return ts.isBinaryExpression(node) && node.operatorToken.kind >= ts.SyntaxKind.PlusToken && node.operatorToken.kind <= ts.SyntaxKind.PercentToken && isPlain(ask, node.left) && isPlain(ask, node.right);
}

/** Whether a statement writes to a name of the delay, or waits, so that others may. */
function mayChange(ask: Ask, statement: TS.Node, delay: TS.Node): boolean {
  const { ts } = ask;
  const names = new Set(delay.getText().match(/[\w$]+/g));
  const visit = (node: TS.Node): boolean => {
    if (ts.isAwaitExpression(node) || ts.isYieldExpression(node)) return true;
    const isWrite = ts.isBinaryExpression(node) && node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment && node.operatorToken.kind <= ts.SyntaxKind.LastAssignment;
    const isStep = (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) && /\+\+|--/.test(node.getText());
    const target = isWrite ? node.left : isStep ? node.operand : undefined;
    if (target && (target.getText().match(/[\w$]+/g) ?? []).some((name) => names.has(name))) return true;
    return ts.forEachChild(node, (child) => visit(child) || undefined) ?? false;
  };
  return visit(statement);
}
