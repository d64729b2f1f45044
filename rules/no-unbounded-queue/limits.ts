import type * as TS from "typescript";
import { homeOf } from "../knowledge/turns.ts";
import type { Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";
import { calledName, unwrapped } from "../model/functions.ts";
import { isSum } from "./flow.ts";
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

/** `queue.splice(0, queue.length - MAX);`: what is above a limit is thrown away. The difference may have a name in the same function. */
export function isOverflow(ask: Ask, splice: TS.CallExpression, count: TS.Expression): boolean {
  const { ts } = ask;
  const { expression: access, parent } = splice;
  if (!ts.isExpressionStatement(parent) || !ts.isPropertyAccessExpression(access)) return false;
  const local = ts.isIdentifier(count) ? ask.declarationOf(count) : undefined;
  const value = local && ts.isVariableDeclaration(local) && homeOf(ask, local) === homeOf(ask, splice) ? local.initializer : count;
  if (!value || !ts.isBinaryExpression(value) || value.operatorToken.kind !== ts.SyntaxKind.MinusToken) return false;
  return value.left.getText() === `${access.expression.getText()}.length` && isLimitValue(ask, value.right);
}

/** `parts.length === expected`: whether a size is held against the number of items that are to come. */
export function isExpected(ask: Ask, size: TS.Node): boolean {
  const { ts } = ask;
  const at = unwrapped(ask, size);
  const { parent } = at;
  return ts.isBinaryExpression(parent) && /^===?$/.test(parent.operatorToken.getText()) && isLimitValue(ask, parent.left === at ? parent.right : parent.left) && !onlyLogs(ask, parent);
}

/** `count % 1000 === 0`, `bytes >= max`: whether a condition asks how far a number has come. */
export function asksForNumber(ask: Ask, condition: TS.Expression): boolean {
  const { ts } = ask;
  const { SyntaxKind: K } = ts;
  if (ts.isParenthesizedExpression(condition)) return asksForNumber(ask, condition.expression);
  if (!ts.isBinaryExpression(condition)) return false;
  const { operatorToken: { kind }, left, right } = condition;
  if (kind === K.AmpersandAmpersandToken || kind === K.BarBarToken) return asksForNumber(ask, left) || asksForNumber(ask, right);
  const number = inside(ask, left);
  if (ts.isBinaryExpression(number) && number.operatorToken.kind === K.PercentToken) return isComparison(ask, condition);
  return (kind === K.GreaterThanEqualsToken || kind === K.GreaterThanToken) && isLimitValue(ask, right) && !/\b(?:now|time|date|elapsed|age)\b/i.test(left.getText());
}

/** 0, 1 and negative numbers ask for emptiness; an index or an earlier size is where a loop stands. */
export function isLimitValue(ask: Ask, node: TS.Expression): boolean {
  const { ts } = ask;
  if (ts.isNumericLiteral(node)) return Number(node.text) > 1;
  if (ts.isPrefixUnaryExpression(node)) return false;
  return !ts.isIdentifier(node) || !/^(?:[ijkn]|idx|index|undefined|start|before|prev\w*|initial\w*|old\w*)$/.test(node.text);
}

export function isComparison(ask: Ask, node: TS.BinaryExpression): boolean {
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
export function onlyLogs(ask: Ask, comparison: TS.Node): boolean {
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
