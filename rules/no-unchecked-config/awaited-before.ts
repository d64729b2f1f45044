import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";

/**
 * `await upload(process.env.BUCKET, file); return `${host}/${process.env.BUCKET}/${file}``: a statement before, in a list around the text, waits for a call that gets the variable as it is. What is wrong with it comes to light
 * there, and a text after it is no second failure.
 */
export function isAwaitedBefore(ask: Ask, place: TS.Node, key: string): boolean {
  const { ts } = ask;
  for (let at = place; !ts.isFunctionLike(at) && !ts.isSourceFile(at); at = at.parent) {
    const { parent } = at;
    if (!ts.isBlock(parent)) continue;
    const before = parent.statements.filter(({ end }) => end <= at.pos);
    if (before.some((each) => (ts.isExpressionStatement(each) || ts.isVariableStatement(each)) && isGivenToAwaited(ask, each, key))) return true;
  }
  return false;
}

function isGivenToAwaited({ ts }: Ask, statement: TS.Statement, key: string): boolean {
  const isRead = (node: TS.Node): boolean => ts.isPropertyAccessExpression(node) && node.name.text === key && node.expression.getText().endsWith("env");
  const visit = (node: TS.Node): boolean => {
    if (ts.isFunctionLike(node)) return false;
    if (ts.isAwaitExpression(node) && ts.isCallExpression(node.expression) && node.expression.arguments.some(isRead)) return true;
    return ts.forEachChild(node, visit) ?? false;
  };
  return visit(statement);
}
