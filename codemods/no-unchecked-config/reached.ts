import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";

/** Whether a place of the same block is reached for certain when a statement has run: then a check may as well stand there. */
export function isReachedAfter(ask: Ask, statement: TS.Node, place: TS.Node): boolean {
  const { ts } = ask;
  const { parent } = statement;
  if (!ts.isBlock(parent) && !ts.isSourceFile(parent)) return false;
  let at = place;
  for (; at.parent !== parent; at = at.parent) if (ts.isSourceFile(at.parent) || isChoice(ask, at.parent, at)) return false;
  const from = parent.statements.indexOf(statement as TS.Statement);
  const to = parent.statements.indexOf(at as TS.Statement);
  return from !== -1 && from < to && !parent.statements.slice(from + 1, to).some((each) => mayLeave(ask, each));
}

/** Whether a part of something is run only sometimes, later, or where its errors go elsewhere. */
function isChoice({ ts }: Ask, whole: TS.Node, part: TS.Node): boolean {
  const { SyntaxKind: K } = ts;
  if (ts.isIfStatement(whole) || ts.isSwitchStatement(whole)) return part !== whole.expression;
  if (ts.isConditionalExpression(whole)) return part !== whole.condition;
  if (ts.isBinaryExpression(whole)) return part === whole.right && [K.AmpersandAmpersandToken, K.BarBarToken, K.QuestionQuestionToken].includes(whole.operatorToken.kind);
  if (ts.isCallExpression(whole) || ts.isPropertyAccessExpression(whole) || ts.isElementAccessExpression(whole)) return ts.isOptionalChain(whole) && part !== whole.expression;
  return ts.isFunctionLike(whole) || ts.isClassLike(whole) || ts.isIterationStatement(whole, false) || ts.isTryStatement(whole) || ts.isLabeledStatement(whole);
}

/** Whether the rest of a block may be left out after a statement. */
function mayLeave({ ts }: Ask, statement: TS.Node): boolean {
  const visit = (node: TS.Node): boolean => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return false;
    return ts.isReturnStatement(node) || ts.isThrowStatement(node) || ts.isBreakOrContinueStatement(node) || (ts.forEachChild(node, visit) ?? false);
  };
  return visit(statement);
}
