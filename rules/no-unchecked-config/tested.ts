import type * as TS from "typescript";
import { isValidatorName } from "../knowledge/validators.ts";
import type { Ask } from "../model/ask.ts";
import { calledFunction } from "../model/calls.ts";
import { calledName, unwrapped } from "../model/functions.ts";
import { speaksOf } from "./implies.ts";

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
  if (isEquality) return true;
  const other = parent.left === at ? parent.right : parent.left;
  const isOrder = kind === K.LessThanToken || kind === K.GreaterThanToken || kind === K.LessThanEqualsToken || kind === K.GreaterThanEqualsToken;
  if (isOrder) return ts.isNumericLiteral(other);
  return kind === K.AmpersandAmpersandToken && parent.left === at;
}

function isConditionOf(parent: TS.IfStatement | TS.ConditionalExpression | TS.WhileStatement, at: TS.Node): boolean {
  return ("condition" in parent ? parent.condition : parent.expression) === at;
}

/** Whether a call around a value, up to the next function, may check it: a validator, or a function of the project that tests its parameter. */
export function isHandedToCheck(ask: Ask, node: TS.Node): boolean {
  const { ts } = ask;
  let inner: TS.Node = node;
  for (let at = node.parent; !ts.isStatement(at) && !ts.isFunctionLike(at) && !ts.isSourceFile(at); at = at.parent) {
    if ((ts.isCallExpression(at) || ts.isNewExpression(at)) && at.expression !== inner) {
      if (isValidator(ask, at) || isTestedByCallee(ask, at, inner)) return true;
    }
    inner = at;
  }
  return false;
}

/** Whether a call may check its arguments. */
export function isValidator(ask: Ask, call: TS.CallExpression | TS.NewExpression): boolean {
  const { ts } = ask;
  const { expression: callee } = call;
  if (!ts.isCallExpression(call)) return false;
  const receiver = ts.isPropertyAccessExpression(callee) && ts.isIdentifier(callee.expression) ? callee.expression.text : undefined;
  return isValidatorName(calledName(ask, callee) ?? "", receiver);
}

/** Whether the function that gets the value as an argument tests that parameter in a condition or with a NaN check. */
function isTestedByCallee(ask: Ask, call: TS.CallExpression | TS.NewExpression, argument: TS.Node): boolean {
  const { ts } = ask;
  const index = call.arguments?.indexOf(argument as TS.Expression) ?? -1;
  const called = index < 0 ? undefined : calledFunction(ask, call);
  const name = called?.parameters[index]?.name;
  if (!called || !name || !ts.isIdentifier(name)) return false;
  const names = new Set([name.text]);
  const visit = (node: TS.Node): boolean => {
    if (ts.isIfStatement(node) && speaksOf(ask, node.expression, names)) return true;
    if (ts.isIdentifier(node) && node.text === name.text && node !== name && isOnlyTested(ask, node)) return true;
    return ts.forEachChild(node, visit) ?? false;
  };
  return visit(called.body);
}

/** A log line, an error's text or a label: what is said to people may say "undefined". */
const TELLS = /^(?:log|warn|warning|alert|critical|error|info|debug|trace|verbose|fatal|notice|silly|print|write|writeLine|step|message|success|group|setFailed|describe|it|test|captureMessage|addBreadcrumb)$/;

export function isTold(ask: Ask, node: TS.Node): boolean {
  const { ts } = ask;
  for (let at = node.parent; !ts.isFunctionLike(at) && !ts.isSourceFile(at); at = at.parent) {
    if (ts.isThrowStatement(at) || (ts.isNewExpression(at) && at.expression.getText().endsWith("Error"))) return true;
    if (ts.isCallExpression(at) && TELLS.test(calledName(ask, at.expression) ?? "")) return true;
    if (ts.isBlock(at)) return false;
  }
  return false;
}
