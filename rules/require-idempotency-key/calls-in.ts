import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";
import { calledName } from "../model/functions.ts";
import { claimedFrom } from "./claims.ts";
import type { Handler } from "./handlers.ts";
import { marksOf } from "./marks.ts";
import { isStored } from "./stored.ts";
import { ONCE_ONLY, TRIVIAL } from "./words.ts";

/** The calls of a function and of the functions in it, up to where it has claimed its work, or put it on record. What only runs after a failure is left out. */
export function callsIn(ask: Ask, body: Body, by: Handler["by"]): readonly (TS.CallExpression | TS.NewExpression)[] {
  const { ts } = ask;
  const marks = marksOf(ask, body);
  const end = Math.min(claimedFrom(ask, body), marks.from);
  const reports = reportsOf(ask, body);
  const found: (TS.CallExpression | TS.NewExpression)[] = [];
  const visit = (node: TS.Node): void => {
    if (ts.isCatchClause(node) || ts.isClassLike(node) || node.pos >= end || (ts.isCallExpression(node) && reports.has(node.expression.getText()))) return;
    if (ts.isIfStatement(node) && marks.isChange(node)) {
      if (node.elseStatement) visit(node.elseStatement);
      return;
    }
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const name = calledName(ask, node.expression);
      if (name !== undefined && (name === "catch" || ONCE_ONLY.test(name) || (by === "step" && isStep(ask, node)))) {
        if (ts.isPropertyAccessExpression(node.expression)) visit(node.expression.expression);
        return;
      }
      if (ts.isCallExpression(node) && isStored(ask, node)) return;
      if (name !== undefined && !TRIVIAL.has(name)) found.push(node);
    }
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(body, visit);
  return found;
}

/** The functions that a body calls in its `catch` clauses as well: `notify({ ok: true })` beside `notify({ ok: false })`. Each run tells what became of it, and a second run is news. */
function reportsOf({ ts }: Ask, { body }: Body): ReadonlySet<string> {
  const names = new Set<string>();
  if (!body.getText().includes("catch")) return names;
  const visit = (node: TS.Node, isCaught: boolean): void => {
    if (isCaught && ts.isCallExpression(node)) names.add(node.expression.getText());
    ts.forEachChild(node, (child) => {
      visit(child, isCaught || ts.isCatchClause(child));
    });
  };
  visit(body, false);
  return names;
}

/** `step.run("name", …)`: what it did is stored, and not done again. */
function isStep(ask: Ask, call: TS.CallExpression | TS.NewExpression): boolean {
  const { expression } = call;
  return ask.ts.isPropertyAccessExpression(expression) && /^(?:step|context|ctx)$/.test(expression.expression.getText()) && /^(?:run|sendEvent|invoke|ai|call)$/.test(expression.name.text);
}
