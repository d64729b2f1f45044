import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { isTidied } from "./attempts.ts";
import { completes, hasContinue } from "./flow.ts";

/** Nothing but logging, counting, and leaving for good: then the next attempt does just the same. */
export function isPlain(ask: Ask, statements: readonly TS.Statement[]): boolean {
  const { ts } = ask;
  const branch = (each: TS.Statement | undefined): boolean => each === undefined || !completes(ask, each) || isPlain(ask, ts.isBlock(each) ? each.statements : [each]);
  return statements.every((each) => {
    if (!completes(ask, each)) return true;
    if (ts.isIfStatement(each)) return (!hasContinue(ask, [each]) || asksCount(ask, each)) && branch(each.thenStatement) && branch(each.elseStatement);
    if (!ts.isExpressionStatement(each)) return ts.isContinueStatement(each) || ts.isVariableStatement(each) || ts.isThrowStatement(each);
    const { expression } = each;
    if (ts.isBinaryExpression(expression) && changesWork(ask, expression)) return false;
    if (ts.isAwaitExpression(expression)) return isTidied(ask, expression.expression);
    return (!ts.isCallExpression(expression) || /log|console|debug|warn|error|info|trace|emit|record|print|abort|destroy|push/i.test(expression.expression.getText()));
  });
}

/** `if (attempt < max) continue;`: a comparison that calls nothing, so the failure itself is not asked. */
function asksCount({ ts }: Ask, { expression, thenStatement }: TS.IfStatement): boolean {
  const only = ts.isBlock(thenStatement) ? thenStatement.statements.at(-1) : thenStatement;
  return only !== undefined && ts.isContinueStatement(only) && ts.isBinaryExpression(expression) && expression.operatorToken.kind >= ts.SyntaxKind.LessThanToken && expression.operatorToken.kind <= ts.SyntaxKind.GreaterThanEqualsToken && !expression.getText().includes("(");
}

/** What changes the items that are sent, or a member of what is sent, makes the next attempt another one. */
function changesWork({ ts }: Ask, { left, operatorToken }: TS.BinaryExpression): boolean {
  if (ts.isElementAccessExpression(left)) return true;
  return ts.isPropertyAccessExpression(left) && operatorToken.kind === ts.SyntaxKind.EqualsToken && ts.isIdentifier(left.expression) && !/err|last|fail|status|state|reason/i.test(left.name.text);
}
