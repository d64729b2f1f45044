import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import type { Place } from "./placement.ts";

/**
 * Whether a job's handler keeps every failure of what it does, so that its queue takes the job for done: all of it stands in a `try` at the handler's end, whose `catch` throws
 * nothing and asks the job for nothing. Only the death of the process runs it again then.
 */
export function isKeptByHandler(ask: Ask, { visit, call }: Place): boolean {
  const { ts } = ask;
  if (!/ (?:job|run)$/.test(visit.handler.noun)) return false;
  let first: TS.Node = call;
  for (let at = visit; at.call !== undefined && at.from !== undefined; at = at.from) first = at.call;
  const { body, parameters } = visit.handler.body;
  const attempt = ts.findAncestor(first, (each) => (each === body ? "quit" : ts.isTryStatement(each) && each.parent === body));
  if (!attempt || !ts.isTryStatement(attempt) || !attempt.catchClause || first.pos >= attempt.tryBlock.end || !ts.isBlock(body)) return false;
  const names = parameters.map((each) => each.name.getText());
  const hands = (node: TS.Node): boolean => {
    const root = ts.isCallExpression(node) ? /^\w+/.exec(node.expression.getText())?.[0] : undefined;
    return ts.isThrowStatement(node) || (root !== undefined && (root === "Promise" || names.includes(root))) || (ts.forEachChild(node, hands) ?? false);
  };
  const fails = (node: TS.Node): boolean => ts.isThrowStatement(node) || ts.isAwaitExpression(node) || (ts.forEachChild(node, fails) ?? false);
  return !hands(attempt.catchClause) && !body.statements.slice(body.statements.indexOf(attempt) + 1).some(fails);
}
