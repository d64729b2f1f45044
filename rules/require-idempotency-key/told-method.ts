import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { calledFunction } from "../model/calls.ts";

type Call = TS.CallExpression | TS.NewExpression;

/** Whether a call is in the branch for another method than the one that a call on the way names: `send("get", url)` never comes to `case "post":`. */
export function isOtherMethod(ask: Ask, call: Call, way: readonly Call[]): boolean {
  const { ts } = ask;
  if (way.length === 0) return false;
  for (let at: TS.Node = call; !ts.isFunctionLike(at) && !ts.isSourceFile(at); at = at.parent) {
    const { parent } = at;
    if (ts.isCaseClause(at) && ts.isCaseBlock(parent)) return isOther(ask, parent.parent.expression, labelsOf(ask, at), way);
    const test = ts.isIfStatement(parent) && at === parent.thenStatement ? parent.expression : undefined;
    if (test && ts.isBinaryExpression(test) && /^={2,3}$/.test(test.operatorToken.getText()) && isOther(ask, test.left, [test.right], way)) return true;
  }
  return false;
}

/** The labels under which a clause runs: its own, and those of the empty ones above. */
function labelsOf({ ts }: Ask, clause: TS.CaseClause): readonly TS.Expression[] | undefined {
  const labels = [clause.expression];
  const { clauses } = clause.parent;
  for (let index = clauses.indexOf(clause) - 1; index >= 0; index -= 1) {
    const above = clauses[index];
    if (!above || above.statements.length > 0) break;
    if (!ts.isCaseClause(above)) return undefined;
    labels.push(above.expression);
  }
  return labels;
}

function isOther(ask: Ask, tested: TS.Expression, labels: readonly TS.Expression[] | undefined, way: readonly Call[]): boolean {
  const { ts } = ask;
  const parameter = ts.isIdentifier(tested) ? ask.bindingOf(tested) : undefined;
  if (!labels || !parameter || !ts.isParameter(parameter)) return false;
  const above = way.find((each) => calledFunction(ask, each) === parameter.parent);
  const given = above?.arguments?.[parameter.parent.parameters.indexOf(parameter)];
  return given !== undefined && ts.isStringLiteralLike(given) && labels.every((label) => ts.isStringLiteralLike(label) && label.text !== given.text);
}
