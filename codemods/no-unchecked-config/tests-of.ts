import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import { inside } from "../../rules/model/calls.ts";
import { envVariableOf } from "./env-variable.ts";

/** Whether a condition is nothing but the question whether a variable is set: `true` where it holds for one that is, `false` for one that is not. */
export function isTestOf(ask: Ask, condition: TS.Expression, name: string): boolean | undefined {
  const { ts } = ask;
  const node = inside(ask, condition);
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
    const truth = isTestOf(ask, node.operand, name);
    return truth === undefined ? undefined : !truth;
  }
  if (envVariableOf(ask, node)?.name === name) return true;
  if (!ts.isBinaryExpression(node) || envVariableOf(ask, node.left)?.name !== name) return undefined;
  const { SyntaxKind: K } = ts;
  const right = node.right.getText();
  if (right !== "undefined" && right !== "null") return undefined;
  const { kind } = node.operatorToken;
  if (kind === K.ExclamationEqualsEqualsToken || kind === K.ExclamationEqualsToken) return true;
  return kind === K.EqualsEqualsEqualsToken || kind === K.EqualsEqualsToken ? false : undefined;
}

/** The condition around a place that is about a variable being set: then the place is only reached with it. */
export function testAround(ask: Ask, place: TS.Node, name: string): TS.Expression | undefined {
  const { ts } = ask;
  for (let at = place; !ts.isSourceFile(at) && !ts.isFunctionLike(at); at = at.parent) {
    const { parent } = at;
    const condition = ts.isIfStatement(parent) ? parent.expression : ts.isConditionalExpression(parent) ? parent.condition : ts.isBinaryExpression(parent) && parent.right === at ? parent.left : undefined;
    if (condition !== undefined && condition !== at && asks(ask, condition, name)) return condition;
  }
  return undefined;
}

function asks(ask: Ask, condition: TS.Expression, name: string): boolean {
  const { ts } = ask;
  const visit = (node: TS.Node): boolean => (ts.isExpression(node) && envVariableOf(ask, node)?.name === name) || (ts.forEachChild(node, visit) ?? false);
  return visit(condition);
}

/** The part of `if (A && B)`, or of `A ? … : …`, that has to hold, and only asks whether a variable is set. */
export function partTesting(ask: Ask, condition: TS.Expression, name: string): TS.Expression | undefined {
  const { ts } = ask;
  const { parent } = condition;
  return ts.isIfStatement(parent) || ts.isConditionalExpression(parent) ? conjunct(ask, condition, name) : undefined;
}

function conjunct(ask: Ask, condition: TS.Expression, name: string): TS.Expression | undefined {
  const { ts } = ask;
  const node = inside(ask, condition);
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken) return conjunct(ask, node.left, name) ?? conjunct(ask, node.right, name);
  return isTestOf(ask, node, name) === true && !ts.isPrefixUnaryExpression(node) ? node : undefined;
}
