import type * as TS from "typescript";
import type { Activation, Ask } from "../model/ask.ts";
import { calleesOf } from "../model/functions.ts";
import { isSum } from "./flow.ts";
import { isComparison, isLimitValue, onlyLogs } from "./limits.ts";
import { leaves } from "./parked.ts";
import type { Use } from "./uses.ts";

/**
 * A number kept beside the stock: counted up in the producer, counted down or set back somewhere, and compared with a limit in the
 * producer or in what it calls.
 */
export function isCounterBound(ask: Ask, { at: addition, home }: Use): boolean {
  const { ts } = ask;
  if (ts.isSourceFile(home)) return false;
  const counters = new Set<string>();
  const comparisons: TS.BinaryExpression[] = [];
  const visitComparisons = (node: TS.Node): void => {
    if (ts.isBinaryExpression(node) && isComparison(ask, node)) comparisons.push(node);
    ts.forEachChild(node, visitComparisons);
  };
  const visit = (node: TS.Node): void => {
    if (ts.isBinaryExpression(node)) {
      if (node.operatorToken.kind === ts.SyntaxKind.PlusEqualsToken) counters.add(node.left.getText());
      else if (isComparison(ask, node)) comparisons.push(node);
    } else if ((ts.isPostfixUnaryExpression(node) || ts.isPrefixUnaryExpression(node)) && node.operator === ts.SyntaxKind.PlusPlusToken) {
      counters.add(node.operand.getText());
    }
    ts.forEachChild(node, visit);
  };
  visit(home);
  for (const callee of calleesOf(ask, home)) visitComparisons(callee);
  const isCounter = (side: TS.Expression): boolean => {
    const text = side.getText();
    if (counters.has(text)) return goesDown(home, text);
    return ts.isBinaryExpression(side) && isSum(ask, side) && (isCounter(side.left) || isCounter(side.right));
  };
  return comparisons.some((node) => {
    const limit = isCounter(node.left) ? node.right : isCounter(node.right) ? node.left : undefined;
    return limit !== undefined && isLimitValue(ask, limit) && !ts.isForStatement(node.parent) && !onlyLogs(ask, node) && !isReachedAbove(ask, node, limit === node.right, addition);
  });
}

/**
 * `if (running < max) return start(task); queue.push(task);`, `while (running >= max) await new Promise((go) => waiting.push(go))`: what is added only when a number has come
 * to its limit is not bounded by it. Of the two sides, the number stands `isLeft`.
 */
function isReachedAbove(ask: Ask, { operatorToken, parent }: TS.BinaryExpression, isLeft: boolean, addition: TS.Node): boolean {
  const { ts } = ask;
  const { SyntaxKind: K } = ts;
  const { kind } = operatorToken;
  if (kind !== K.LessThanToken && kind !== K.LessThanEqualsToken && kind !== K.GreaterThanToken && kind !== K.GreaterThanEqualsToken) return false;
  let isAbove = (kind === K.GreaterThanToken || kind === K.GreaterThanEqualsToken) === isLeft;
  let at: TS.Node = operatorToken.parent;
  for (let outer: TS.Node = parent; ts.isParenthesizedExpression(outer) || ts.isPrefixUnaryExpression(outer) || ts.isBinaryExpression(outer); outer = outer.parent) {
    if (ts.isPrefixUnaryExpression(outer)) isAbove = !isAbove;
    at = outer;
  }
  const branch = at.parent;
  const isIn = (part: TS.Node | undefined): boolean => part !== undefined && part.pos <= addition.pos && addition.end <= part.end;
  if (ts.isWhileStatement(branch)) return isAbove && isIn(branch.statement);
  if (!ts.isIfStatement(branch) || branch.expression !== at) return false;
  if (isIn(branch.thenStatement)) return isAbove;
  return !isAbove && (isIn(branch.elseStatement) || (leaves(ask, branch.thenStatement) && addition.pos >= branch.end && isIn(branch.parent)));
}

/** A number that only ever grows says nothing of what is held. */
function goesDown(home: Activation, counter: string): boolean {
  const { text } = home.getSourceFile();
  for (let at = text.indexOf(counter); at !== -1; at = text.indexOf(counter, at + 1)) {
    if (/--\s*$/.test(text.slice(Math.max(0, at - 8), at)) || /^\s*(?:--|-?=(?!=))/.test(text.slice(at + counter.length, at + counter.length + 16))) return true;
  }
  return false;
}
