import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import type { Body } from "../../rules/model/calls.ts";
import type { Refusal } from "../edit.ts";
import { effectAt } from "../../rules/knowledge/effects.ts";
import { refusal } from "./splice.ts";

/** A key for each delivery drops what one delivery does a second time on purpose: so the call must stand where it runs once, and be the only one of its kind. */
export function explainRepeated(ask: Ask, call: TS.CallExpression, handler: Body, label: string): Refusal | undefined {
  const { ts } = ask;
  if (ask.enclosing(call) !== handler) return refusal("several-per-delivery", `line ${String(ask.lineOf(call))} stands in a function that the handler may run any number of times`);
  const loop = ts.findAncestor(call, (node) => (node === handler ? "quit" : ts.isIterationStatement(node, false)));
  if (loop) return refusal("several-per-delivery", `the loop in line ${String(ask.lineOf(loop))} does it for each of several things`);
  let other: TS.Node | undefined;
  const visit = (node: TS.Node): void => {
    const isSame = node !== call && ts.isCallExpression(node) && (node.expression.getText() === call.expression.getText() || effectAt(ask, node)?.call === label);
    if (isSame) other ??= node;
    ts.forEachChild(node, visit);
  };
  visit(handler);
  return other && refusal("several-per-delivery", `line ${String(ask.lineOf(other))} does the same, and one key for both would drop one of them`);
}
