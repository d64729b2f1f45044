import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";
import { inside } from "../model/calls.ts";
import { leaves } from "./leaves.ts";

/** Whether a call is reached only where the thing is missing: below a guard that leaves when it is there, or in a branch for when it is not. */
export function dependsOn(ask: Ask, call: TS.Node, home: Body, names: ReadonlySet<string>): boolean {
  const { ts } = ask;
  for (let at: TS.Node = call; at !== home; at = at.parent) {
    const { parent } = at;
    if (ts.isIfStatement(parent)) {
      if (at === parent.thenStatement && isMissing(ask, parent.expression, names)) return true;
      if (at === parent.elseStatement && isThere(ask, parent.expression, names)) return true;
    }
    if (ts.isBinaryExpression(parent) && parent.right === at && /^(?:\?\?|\|\|)/.test(parent.operatorToken.getText()) && isThere(ask, parent.left, names)) return true;
    if (ts.isConditionalExpression(parent) && ((parent.whenFalse === at && isThere(ask, parent.condition, names)) || (parent.whenTrue === at && isMissing(ask, parent.condition, names)))) return true;
    if (ts.isBlock(parent)) {
      const above = parent.statements.slice(0, parent.statements.indexOf(at as TS.Statement));
      if (above.some((each) => ts.isIfStatement(each) && leaves(ask, each.thenStatement) && isThere(ask, each.expression, names))) return true;
    }
  }
  return false;
}

function isThere(ask: Ask, condition: TS.Expression, names: ReadonlySet<string>): boolean {
  const { ts } = ask;
  const node = inside(ask, condition);
  if (ts.isIdentifier(node)) return names.has(node.text);
  if (ts.isPropertyAccessExpression(node)) return isThere(ask, node.expression, names);
  if (ts.isBinaryExpression(node)) {
    const operator = node.operatorToken.getText();
    if (/^(?:!==?|>|>=)$/.test(operator)) return /^(?:null|undefined|0|1|-1)$/.test(node.right.getText()) && isThere(ask, node.left, names);
  }
  return false;
}

function isMissing(ask: Ask, condition: TS.Expression, names: ReadonlySet<string>): boolean {
  const { ts } = ask;
  const node = inside(ask, condition);
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) return isThere(ask, node.operand, names);
  if (!ts.isBinaryExpression(node)) return false;
  const operator = node.operatorToken.getText();
  if (operator === "&&") return isMissing(ask, node.left, names) || isMissing(ask, node.right, names);
  return /^={2,3}$/.test(operator) && /^(?:null|undefined|0)$/.test(node.right.getText()) && isThere(ask, node.left, names);
}
