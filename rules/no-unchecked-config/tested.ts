import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { calledName, unwrapped } from "../model/functions.ts";

/** Calls that only look whether, or where, a value is. */
const LOOKS_UP = /^(?:Boolean|includes|indexOf|lastIndexOf|has|isArray)$/;

/** Whether nothing is done with a value but to test it: a condition, an operand of `&&` or `!`, a comparison with something written out. */
export function isOnlyTested(ask: Ask, node: TS.Node): boolean {
  const { ts } = ask;
  const { SyntaxKind: K } = ts;
  const at = unwrapped(ask, node);
  const { parent } = at;
  if (ts.isIfStatement(parent) || ts.isConditionalExpression(parent) || ts.isWhileStatement(parent)) return isConditionOf(parent, at);
  if (ts.isPrefixUnaryExpression(parent)) return parent.operator === K.ExclamationToken;
  if (ts.isTypeOfExpression(parent)) return true;
  if (ts.isSwitchStatement(parent)) return parent.expression === at;
  if (ts.isElementAccessExpression(parent)) return parent.argumentExpression === at;
  if (ts.isCallExpression(parent)) return parent.expression !== at && LOOKS_UP.test(calledName(ask, parent.expression) ?? "");
  if (!ts.isBinaryExpression(parent)) return false;
  const { kind } = parent.operatorToken;
  const isEquality = kind === K.EqualsEqualsEqualsToken || kind === K.EqualsEqualsToken || kind === K.ExclamationEqualsEqualsToken || kind === K.ExclamationEqualsToken;
  if (isEquality || kind === K.InKeyword) return true;
  const other = parent.left === at ? parent.right : parent.left;
  const isOrder = kind === K.LessThanToken || kind === K.GreaterThanToken || kind === K.LessThanEqualsToken || kind === K.GreaterThanEqualsToken;
  if (isOrder) return ts.isNumericLiteral(other);
  return kind === K.AmpersandAmpersandToken && parent.left === at;
}

function isConditionOf(parent: TS.IfStatement | TS.ConditionalExpression | TS.WhileStatement, at: TS.Node): boolean {
  return ("condition" in parent ? parent.condition : parent.expression) === at;
}
