import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";

/** What a function's own `return` statements return. */
export function returnedBy(ask: Ask, called: Body): readonly TS.Expression[] {
  const { ts } = ask;
  if (!ts.isBlock(called.body)) return [called.body];
  const found: TS.Expression[] = [];
  const visit = (node: TS.Node): void => {
    if (ts.isReturnStatement(node)) {
      if (node.expression) found.push(node.expression);
    } else if (!ts.isFunctionLike(node) && !ts.isClassLike(node)) ts.forEachChild(node, visit);
  };
  visit(called.body);
  return found;
}
