import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";

/** Whether of two calls of one function only one is reached: they stand in the two branches of a condition, or in cases of a `switch` of which the first leaves it. */
export function areExclusive(ask: Ask, one: TS.Node, other: TS.Node): boolean {
  const { ts } = ask;
  const [first, second] = one.pos < other.pos ? [one, other] : [other, one];
  let [above, below]: [TS.Node, TS.Node] = [first.parent, first];
  while (!(above.pos <= second.pos && second.end <= above.end)) [above, below] = [above.parent, above];
  if (ts.isFunctionLike(above) || ts.isSourceFile(above)) return false;
  if (ts.isIfStatement(above)) return below === above.thenStatement;
  if (ts.isConditionalExpression(above)) return below === above.whenTrue;
  if (!ts.isCaseBlock(above) || !ts.isCaseOrDefaultClause(below)) return false;
  return leaves(ask, below.statements.at(-1));
}

function leaves(ask: Ask, statement: TS.Statement | undefined): boolean {
  const { ts } = ask;
  if (!statement) return false;
  if (ts.isBlock(statement)) return leaves(ask, statement.statements.at(-1));
  return ts.isBreakStatement(statement) || ts.isReturnStatement(statement) || ts.isThrowStatement(statement);
}
