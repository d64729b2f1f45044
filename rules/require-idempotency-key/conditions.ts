import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";
import { leaves } from "./leaves.ts";

/** The conditions under which a function comes to a call, those that leave it above the call included. */
export function conditionsAbove(ask: Ask, call: TS.Node, home: Body): readonly TS.Expression[] {
  const { ts } = ask;
  const found: TS.Expression[] = [];
  for (let at = call; at !== home; at = at.parent) {
    const { parent } = at;
    if (ts.isIfStatement(parent) && parent.expression !== at) found.push(parent.expression);
    // `if (!isRefused(error)) throw error;` above the call.
    const above = ts.isBlock(parent) && parent !== home.body ? parent.statements.slice(0, parent.statements.indexOf(at as TS.Statement)) : [];
    for (const each of above) if (ts.isIfStatement(each) && leaves(ask, each.thenStatement) && /^!|!==?|[(&|] *!\w/.test(each.expression.getText())) found.push(each.expression);
  }
  return found;
}
