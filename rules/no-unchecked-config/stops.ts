import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { calledFunction } from "../model/calls.ts";
import { calledName } from "../model/functions.ts";

/** Calls after which nothing goes on: Node's and Deno's `exit`, `abort`, frameworks' `notFound` and `redirect`, and helpers named after what they do. */
const NEVER_RETURNS = /^(?:exit|abort|die|panic|bail|fail|notFound|redirect|unreachable|kill|throw\w*|raise\w*|exit\w+|fatal\w*|reject\w*)$/;

/** Whether control does not pass a statement: it throws, returns, leaves the loop, or calls what never returns. Telling is no stopping. */
export function stops(ask: Ask, node: TS.Node): boolean {
  const { ts } = ask;
  if (ts.isThrowStatement(node) || ts.isReturnStatement(node) || ts.isContinueStatement(node) || ts.isBreakStatement(node)) return true;
  if (ts.isBlock(node)) return node.statements.some((each) => stops(ask, each));
  if (ts.isIfStatement(node)) return node.elseStatement !== undefined && stops(ask, node.thenStatement) && stops(ask, node.elseStatement);
  if (!ts.isExpressionStatement(node)) return false;
  const call = ts.isAwaitExpression(node.expression) ? node.expression.expression : node.expression;
  return ts.isCallExpression(call) && neverReturns(ask, call);
}

function neverReturns(ask: Ask, call: TS.CallExpression): boolean {
  const { ts } = ask;
  if (NEVER_RETURNS.test(calledName(ask, call.expression) ?? "")) return true;
  const called = ts.isIdentifier(call.expression) ? calledFunction(ask, call) : undefined;
  if (called === undefined) return false;
  if (called.type?.kind === ts.SyntaxKind.NeverKeyword) return true;
  return ts.isBlock(called.body) && called.body.statements.some((each) => !ts.isReturnStatement(each) && stops(ask, each));
}
