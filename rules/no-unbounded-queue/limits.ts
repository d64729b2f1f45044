import type * as TS from "typescript";
import type { Activation, Ask } from "../model/ask.ts";
import { calledName } from "../model/functions.ts";
import { isSum } from "./flow.ts";
import { leaves } from "./parked.ts";
import type { Use } from "./uses.ts";
import { LOGS } from "./words.ts";

/**
 * Whether a read of the size is compared with a limit that something depends on. Comparisons with 0 and 1 ask whether
 * there is anything at all; a branch that only logs bounds nothing.
 */
export function isLimit(ask: Ask, size: TS.Node): boolean {
  const { ts } = ask;
  let at = size;
  if (isRoomLeft(ask, size)) return true;
  while ((ts.isBinaryExpression(at.parent) && isSum(ask, at.parent)) || ts.isParenthesizedExpression(at.parent)) at = at.parent;
  const { parent } = at;
  if (ts.isBinaryExpression(parent) && isComparison(ask, parent)) {
    return isLimitValue(ask, parent.left === at ? parent.right : parent.left) && !onlyLogs(ask, parent);
  }
  // `await room(queue.length)`
  return ts.isCallExpression(parent) && parent.expression !== at && ts.isAwaitExpression(parent.parent);
}

/** `MAX - queue.length`. */
function isRoomLeft(ask: Ask, size: TS.Node): boolean {
  const { ts } = ask;
  const isSize = (side: TS.Expression): boolean => /\.(?:length|size)$/.test(side.getText());
  if (!ts.isBinaryExpression(size) || size.operatorToken.kind !== ts.SyntaxKind.MinusToken) return false;
  return isSize(size.right) && !isSize(size.left) && isLimitValue(ask, size.left);
}

/**
 * A number kept beside the stock: counted up in the producer, counted down or set back somewhere, and compared in the
 * producer with a limit.
 */
export function isCounterBound(ask: Ask, { at: addition, home }: Use): boolean {
  const { ts } = ask;
  if (ts.isSourceFile(home)) return false;
  const counters = new Set<string>();
  const comparisons: TS.BinaryExpression[] = [];
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

/** `count % 1000 === 0`, `bytes >= max`: whether a condition asks how far a number has come. */
export function asksForNumber(ask: Ask, condition: TS.Expression): boolean {
  const { ts } = ask;
  const { SyntaxKind: K } = ts;
  if (ts.isParenthesizedExpression(condition)) return asksForNumber(ask, condition.expression);
  if (!ts.isBinaryExpression(condition)) return false;
  const { operatorToken: { kind }, left, right } = condition;
  if (kind === K.AmpersandAmpersandToken || kind === K.BarBarToken) return asksForNumber(ask, left) || asksForNumber(ask, right);
  if (ts.isBinaryExpression(left) && left.operatorToken.kind === K.PercentToken) return isComparison(ask, condition);
  return (kind === K.GreaterThanEqualsToken || kind === K.GreaterThanToken) && isLimitValue(ask, right) && !/\b(?:now|time|date|elapsed|age)\b/i.test(left.getText());
}

/** A number that only ever grows says nothing of what is held. */
function goesDown(home: Activation, counter: string): boolean {
  const { text } = home.getSourceFile();
  for (let at = text.indexOf(counter); at !== -1; at = text.indexOf(counter, at + 1)) {
    if (/--\s*$/.test(text.slice(Math.max(0, at - 8), at)) || /^\s*(?:--|-?=(?!=))/.test(text.slice(at + counter.length, at + counter.length + 16))) return true;
  }
  return false;
}

/** 0, 1 and negative numbers ask for emptiness; an index or an earlier size is where a loop stands. */
function isLimitValue(ask: Ask, node: TS.Expression): boolean {
  const { ts } = ask;
  if (ts.isNumericLiteral(node)) return Number(node.text) > 1;
  if (ts.isPrefixUnaryExpression(node)) return false;
  return !ts.isIdentifier(node) || !/^(?:[ijkn]|idx|index|undefined|start|before|prev\w*|initial\w*|old\w*)$/.test(node.text);
}

function isComparison(ask: Ask, node: TS.BinaryExpression): boolean {
  const { SyntaxKind: K } = ask.ts;
  switch (node.operatorToken.kind) {
    case K.LessThanToken:
    case K.GreaterThanToken:
    case K.LessThanEqualsToken:
    case K.GreaterThanEqualsToken:
    case K.EqualsEqualsToken:
    case K.EqualsEqualsEqualsToken:
    case K.ExclamationEqualsEqualsToken:
      return true;
    default:
      return false;
  }
}

/** Whether the condition guards nothing but calls of a console or a logger. */
function onlyLogs(ask: Ask, comparison: TS.Node): boolean {
  const { ts } = ask;
  let at = comparison;
  while (ts.isBinaryExpression(at.parent) || ts.isParenthesizedExpression(at.parent) || ts.isPrefixUnaryExpression(at.parent)) at = at.parent;
  const branch = at.parent;
  if (!ts.isIfStatement(branch) || branch.expression !== at || branch.elseStatement) return false;
  const statements = ts.isBlock(branch.thenStatement) ? branch.thenStatement.statements : [branch.thenStatement];
  return statements.length > 0 && statements.every((statement) => ts.isExpressionStatement(statement) && isLogging(ask, statement.expression));
}

function isLogging(ask: Ask, node: TS.Expression): boolean {
  const { ts } = ask;
  return ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && LOGS.has(calledName(ask, node.expression) ?? "");
}
