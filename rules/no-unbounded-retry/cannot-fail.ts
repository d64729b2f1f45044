import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { calledFunction, inside } from "../model/calls.ts";

const MAX_HOPS = 4;

/** Whether the failure that would lead to the next attempt never comes: all that is awaited keeps its failures to itself, or nothing is asked at all. */
export function neverComes(ask: Ask, failure: TS.Node): boolean {
  const { ts } = ask;
  if (ts.isCatchClause(failure)) return awaits(ask, failure.parent.tryBlock) && !canFail(ask, failure.parent.tryBlock, MAX_HOPS);
  const { parent } = failure;
  return ts.isCallExpression(parent) && ts.isPropertyAccessExpression(parent.expression) && parent.expression.name.text === "catch" && isOfValues(ask, parent.expression.expression);
}

function awaits({ ts }: Ask, root: TS.Node): boolean {
  const visit = (node: TS.Node): boolean => !ts.isFunctionLike(node) && (ts.isAwaitExpression(node) || (ts.forEachChild(node, visit) ?? false));
  return visit(root);
}

/** Whether code throws, or awaits or hands on something that may fail; what a clause catches is over there. */
function canFail(ask: Ask, root: TS.Node, hops: number): boolean {
  const { ts } = ask;
  const mayReject = (awaited: TS.Expression): boolean => {
    const call = inside(ask, awaited);
    const called = hops > 0 && ts.isCallExpression(call) ? calledFunction(ask, call) : undefined;
    return !called || canFail(ask.about(called.getSourceFile()), called.body, hops - 1);
  };
  const visit = (node: TS.Node): boolean => {
    if (ts.isFunctionLike(node)) return false;
    if (ts.isThrowStatement(node) || ts.isYieldExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier)) return true;
    if (ts.isTryStatement(node) && node.catchClause) return visit(node.catchClause.block) || (node.finallyBlock !== undefined && visit(node.finallyBlock));
    if (ts.isAwaitExpression(node) && mayReject(node.expression)) return true;
    // What is handed back may be a promise, unless it is written out.
    if (ts.isReturnStatement(node) && node.expression && !isWrittenOut(ask, inside(ask, node.expression)) && mayReject(node.expression)) return true;
    return ts.forEachChild(node, visit) ?? false;
  };
  return ts.isBlock(root) ? visit(root) : mayReject(root as TS.Expression);
}

function isWrittenOut({ ts }: Ask, value: TS.Expression): boolean {
  if (ts.isAwaitExpression(value) || ts.isLiteralExpression(value) || ts.isObjectLiteralExpression(value) || ts.isArrayLiteralExpression(value)) return true;
  return value.kind === ts.SyntaxKind.TrueKeyword || value.kind === ts.SyntaxKind.FalseKeyword || value.kind === ts.SyntaxKind.NullKeyword || value.getText() === "undefined";
}

/** `Promise.resolve(account).then((found) => new Credentials(found))`: begins with a value, and no step calls anything. */
function isOfValues(ask: Ask, expression: TS.Expression): boolean {
  const { ts } = ask;
  const node = inside(ask, expression);
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  const { name, expression: owner } = node.expression;
  const calls = (each: TS.Node): boolean => ts.isCallExpression(each) || ts.isAwaitExpression(each) || (ts.forEachChild(each, calls) ?? false);
  if (node.arguments.some(calls)) return false;
  return owner.getText() === "Promise" ? name.text === "resolve" : name.text === "then" && node.arguments.every((each) => ts.isArrowFunction(each) || ts.isFunctionExpression(each)) && isOfValues(ask, owner);
}
