import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import type { Body } from "../../rules/model/calls.ts";
import type { Refusal } from "../edit.ts";
import { effectAt } from "../../rules/knowledge/effects.ts";
import { areExclusive } from "./exclusive.ts";
import { refusal } from "./splice.ts";

/** A key for each delivery drops what one delivery does a second time on purpose: so the call must stand where it runs once, and be the only one of its kind that is reached. `label`: the effect's, empty for a call on the way to it. `isNumbered`: those of its kind have keys of their own, by their place in the handler. `records`: the loop over what is delivered, or over things that the key names. */
export function explainRepeated(ask: Ask, call: TS.CallExpression, handler: Body, label: string, { isNumbered, records }: { readonly isNumbered: boolean; readonly records: TS.Node | undefined }): Refusal | undefined {
  const several = explainSeveral(ask, call, handler, records);
  if (several || isNumbered) return several;
  const others = sameCalls(ask, call, handler, label).filter((node) => node !== call);
  const other = others.find((node) => label !== "" || explainSeveral(ask, node, handler, records) !== undefined || [call, ...others].some((each) => each !== node && !areExclusive(ask, each, node)));
  return other && refusal("several-per-delivery", `line ${String(ask.lineOf(other))} does the same, and one key for both would drop one of them`);
}

/** Why a call may run several times in one run of a function. */
function explainSeveral(ask: Ask, call: TS.CallExpression, handler: Body, records: TS.Node | undefined): Refusal | undefined {
  const { ts } = ask;
  if (ask.enclosing(call) !== handler) return refusal("several-per-delivery", `line ${String(ask.lineOf(call))} stands in a function that the handler may run any number of times`);
  const loop = ts.findAncestor(call, (node) => (node === handler ? "quit" : ts.isIterationStatement(node, false)));
  return loop && loop !== records ? refusal("several-per-delivery", `the loop in line ${String(ask.lineOf(loop))} does it for each of several things`) : undefined;
}

/** The place of a call among those of a handler that would get the same key, from 1 on, as a part of the key; nothing if it is the only one. */
export function ordinalOf(ask: Ask, call: TS.CallExpression, handler: Body, label: string): readonly string[] {
  const all = sameCalls(ask, call, handler, label);
  return all.length > 1 ? [String(all.indexOf(call) + 1)] : [];
}

/** All calls of a handler that would get one key, in the order of the text. */
export function sameCalls(ask: Ask, call: TS.CallExpression, handler: Body, label: string): readonly TS.CallExpression[] {
  const { ts } = ask;
  const found: TS.CallExpression[] = [];
  const visit = (node: TS.Node): void => {
    if (ts.isCallExpression(node) && (node === call || isSame(ask, node, call, label))) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(handler);
  return found;
}

/** Whether two calls would get one key: they call the same, or the same effect, and no name in them is part of the key. */
function isSame(ask: Ask, one: TS.CallExpression, other: TS.CallExpression, label: string): boolean {
  if (one.expression.getText() !== other.expression.getText() && effectAt(ask, one)?.call !== label) return false;
  return label === "" || suffixOf(ask, one, label) === suffixOf(ask, other, label);
}

/** What the key says of the effect: two of one delivery have two keys. */
export function suffixOf({ ts }: Ask, { arguments: [first] }: TS.CallExpression, label: string): string {
  const isName = first && ts.isStringLiteralLike(first) && /^[\w.-]{1,40}$/.test(first.text);
  return isName ? `${label}-${first.text}` : label;
}
