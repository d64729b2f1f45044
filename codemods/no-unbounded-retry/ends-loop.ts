import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import { inside } from "../../rules/model/calls.ts";

/** Whether an attempt that succeeds is the last one: it leaves the loop, or sets what the loop's condition reads. */
export function endsLoop(ask: Ask, { statements }: TS.Block, loop: TS.IterationStatement): boolean {
  const { ts } = ask;
  const last = statements.at(-1);
  if (!last) return false;
  if (ts.isReturnStatement(last) || (ts.isBreakStatement(last) && !last.label)) return true;
  const condition = ts.isWhileStatement(loop) || ts.isDoStatement(loop) ? loop.expression : ts.isForStatement(loop) ? loop.condition : undefined;
  const awaited = condition && awaitedBy(ask, condition);
  const isSet = (statement: TS.Statement): boolean =>
    ts.isExpressionStatement(statement) && ts.isBinaryExpression(statement.expression) && statement.expression.operatorToken.kind === ts.SyntaxKind.EqualsToken && statement.expression.left.getText() === awaited;
  return awaited !== undefined && statements.some(isSet);
}

/** The variable that a loop goes round for until it holds something: `!rules`, `rules === undefined`. With another condition beside it, somebody else may end it. */
function awaitedBy(ask: Ask, condition: TS.Expression): string | undefined {
  const { ts } = ask;
  const { SyntaxKind: Kind } = ts;
  const own = inside(ask, condition);
  if (ts.isPrefixUnaryExpression(own) && own.operator === Kind.ExclamationToken && ts.isIdentifier(own.operand)) return own.operand.text;
  if (!ts.isBinaryExpression(own)) return undefined;
  const isEqual = own.operatorToken.kind === Kind.EqualsEqualsEqualsToken || own.operatorToken.kind === Kind.EqualsEqualsToken;
  return isEqual && ts.isIdentifier(own.left) && /^(?:null|undefined)$/.test(own.right.getText()) ? own.left.text : undefined;
}
