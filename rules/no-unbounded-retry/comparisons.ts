import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { referentOf } from "./referent.ts";
import type { Carried } from "./state.ts";
import { isStep } from "./writes.ts";

/** Where a comparison stands: in the head of a loop, in its body, or in what calls itself. */
export type Place = "head" | "body" | "none";

/**
 * How many attempts go beyond the number that is compared with: `retries++ <= 5` is true six times, `++retries < 5` four times; a head `n <= 2` lets the numbers
 * 0, 1 and 2 through, and `if (n >= 2) throw` is met by the third attempt if it is counted afterwards.
 */
export function moreThan({ ts }: Ask, bound: TS.Expression, { initial, writes, argument }: Carried, place: Place): number {
  const { SyntaxKind: Kind } = ts;
  const { parent } = bound;
  if (!ts.isBinaryExpression(parent) || parent.right !== bound || !initial || !ts.isNumericLiteral(initial)) return 0;
  const { kind } = parent.operatorToken;
  const start = Number(initial.text);
  if (ts.isPostfixUnaryExpression(parent.left) || ts.isPrefixUnaryExpression(parent.left)) {
    if (start !== 0) return 0;
    if (ts.isPostfixUnaryExpression(parent.left)) return kind === Kind.LessThanEqualsToken || kind === Kind.GreaterThanToken ? 1 : 0;
    return kind === Kind.LessThanToken || kind === Kind.GreaterThanEqualsToken ? -1 : 0;
  }
  if (!writes.every((write) => isUp(ts, write))) return 0;
  // What calls itself with one more: one attempt goes beyond the number as it is, counted from nought.
  if (place === "none" && argument) return isOneMore(ts, argument) ? (kind === Kind.LessThanEqualsToken || kind === Kind.GreaterThanToken ? 1 : 0) - start : 0;
  if (place === "head") return kind === Kind.LessThanToken ? -start : kind === Kind.LessThanEqualsToken ? 1 - start : 0;
  const isCountedLater = place === "body" && start === 0 && writes.every((write) => write.pos >= bound.end || (ts.isForStatement(write.parent) && write.parent.incrementor === write));
  return isCountedLater && (kind === Kind.GreaterThanEqualsToken || kind === Kind.EqualsEqualsEqualsToken || kind === Kind.LessThanToken) ? 1 : 0;
}

/** `n + 1`. */
function isOneMore(ts: Ask["ts"], argument: TS.Expression): boolean {
  return ts.isBinaryExpression(argument) && argument.operatorToken.kind === ts.SyntaxKind.PlusToken && argument.right.getText() === "1";
}

/** `n++`, `++n`, `n += 1`. */
function isUp(ts: Ask["ts"], write: TS.Node): boolean {
  if (ts.isPostfixUnaryExpression(write) || ts.isPrefixUnaryExpression(write)) return write.operator === ts.SyntaxKind.PlusPlusToken;
  return ts.isBinaryExpression(write) && write.operatorToken.kind === ts.SyntaxKind.PlusEqualsToken && write.right.getText() === "1";
}

/** Whether a condition names a variable or a member by itself. */
export function mentions(ask: Ask, condition: TS.Expression, declaration: TS.Declaration, name: string): boolean {
  const isIts = (node: TS.Node): boolean => (ask.ts.isIdentifier(node) || ask.ts.isPrivateIdentifier(node)) && node.text === name && referentOf(ask, node) === declaration;
  // `list.length` says something about what is in it.
  const isOwner = (node: TS.Node): boolean => ask.ts.isPropertyAccessExpression(node.parent) && node.parent.expression === node;
  const visit = (node: TS.Node): boolean => (isIts(node) && !isOwner(node)) || (ask.ts.forEachChild(node, visit) ?? false);
  return visit(condition);
}

/** The other sides of the comparisons that a carried value stands in. */
export function comparisonsIn(ask: Ask, condition: TS.Expression, own: Carried): readonly TS.Expression[] {
  const { ts } = ask;
  const { SyntaxKind: Kind } = ts;
  const found: TS.Expression[] = [];
  const visit = (node: TS.Node): void => {
    if (ts.isBinaryExpression(node) && node.operatorToken.kind >= Kind.LessThanToken && node.operatorToken.kind <= Kind.ExclamationEqualsEqualsToken) {
      const isEquality = node.operatorToken.kind >= Kind.EqualsEqualsToken;
      // Compared for being the same, a number may as well say which attempt this is.
      const isNumber = (side: TS.Expression): boolean => ts.isNumericLiteral(side) || !isEquality || /max|limit|retries|attempts|tries|times|total|last/i.test(side.getText()) || /^[A-Z_]+$/.test(side.getText());
      if (mentions(ask, node.left, own.declaration, own.name) && isNumber(node.right)) found.push(node.right);
      else if (mentions(ask, node.right, own.declaration, own.name) && isNumber(node.left)) found.push(node.left);
    }
    ts.forEachChild(node, visit);
  };
  visit(condition);
  return found;
}

/** The first of them; `truth` for `while (retries--)`. */
export function findComparison(ask: Ask, condition: TS.Expression, own: Carried): TS.Expression | "truth" | undefined {
  const { SyntaxKind: Kind } = ask.ts;
  const [found] = comparisonsIn(ask, condition, own);
  if (found) return found;
  const isStepped = own.argument !== undefined || own.writes.some((write) => !ask.ts.isBinaryExpression(write) || write.operatorToken.kind === Kind.MinusEqualsToken);
  return isStepped && !hasCallWith(ask, condition, own) ? "truth" : undefined;
}

/** Something that is counted on from attempt to attempt, or grows with them; a flag is not. */
export function isCounted(ask: Ask, { writes, argument }: Carried): boolean {
  return argument !== undefined || writes.some((write) => isStep(ask, write));
}

/** Whether a condition hands a carried value to a call, which may decide. */
export function hasCallWith(ask: Ask, condition: TS.Expression, own: Carried): boolean {
  const visit = (node: TS.Node): boolean => (ask.ts.isCallExpression(node) && node.arguments.some((each) => mentions(ask, each, own.declaration, own.name))) || (ask.ts.forEachChild(node, visit) ?? false);
  return visit(condition);
}
