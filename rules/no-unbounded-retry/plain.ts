import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { completes, hasContinue } from "./flow.ts";

/** Nothing but logging, counting, and leaving for good: then the next attempt does just the same. */
export function isPlain(ask: Ask, statements: readonly TS.Statement[]): boolean {
  const { ts } = ask;
  return statements.every((each) => {
    if (ts.isIfStatement(each)) return !hasContinue(ask, [each]) && (!completes(ask, each.thenStatement) || (ts.isBlock(each.thenStatement) && isPlain(ask, each.thenStatement.statements)));
    if (!ts.isExpressionStatement(each)) return ts.isContinueStatement(each) || ts.isVariableStatement(each) || ts.isThrowStatement(each);
    const { expression } = each;
    // What changes the items that are sent makes the next attempt another one.
    if (ts.isBinaryExpression(expression) && ts.isElementAccessExpression(expression.left)) return false;
    return !ts.isAwaitExpression(expression) && (!ts.isCallExpression(expression) || /log|console|debug|warn|error|info|trace|emit|record|print|abort|destroy|push/i.test(expression.expression.getText()));
  });
}
