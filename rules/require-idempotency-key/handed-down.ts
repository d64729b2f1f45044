import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";
import { inside } from "../model/calls.ts";
import { isCallee } from "../model/functions.ts";
import { functionsOf } from "./values.ts";

type Call = TS.CallExpression | TS.NewExpression;

/**
 * What a parameter is on one way: what the call on that way handed over, and not what other callers of the same helper did. A function that was written on
 * the spot has been looked at where it stands. `undefined`: it is no parameter, or the way does not tell. `callOf` gives the call on the way that runs a function.
 */
export function handedDown(ask: Ask, value: TS.Expression, callOf: (owner: TS.Node) => Call | undefined): readonly Body[] | undefined {
  const { ts } = ask;
  const named = inside(ask, value);
  const binding = ts.isIdentifier(named) ? ask.bindingOf(named) : undefined;
  if (!binding || !ts.isParameter(binding)) return undefined;
  const above = callOf(binding.parent);
  const given = above?.arguments?.[binding.parent.parameters.indexOf(binding)];
  if (!above) return undefined;
  // Handed on from one helper to the next.
  return given && ts.isIdentifier(given) && given !== value && isParameter(ask, given) ? (handedDown(ask, given, callOf) ?? []) : namedFunctions(ask, given);
}

/** The named functions that a call hands to one which calls them: `inTransaction(refund)`. */
export function handedUp(ask: Ask, call: Call, target: Body): readonly Body[] {
  const { ts } = ask;
  return target.parameters.flatMap((parameter, index) => {
    const { name } = parameter;
    const given = call.arguments?.[index];
    if (!given || !ts.isIdentifier(name) || !(ts.isPropertyAccessExpression(given) || (ts.isIdentifier(given) && !isParameter(ask, given)))) return [];
    return ask.about(parameter.getSourceFile()).usesInFile(parameter, name.text).some((use) => isCallee(ask, use)) ? namedFunctions(ask, given) : [];
  });
}

function isParameter(ask: Ask, name: TS.Identifier): boolean {
  const binding = ask.bindingOf(name);
  return binding !== undefined && ask.ts.isParameter(binding);
}

function namedFunctions(ask: Ask, value: TS.Expression | undefined): readonly Body[] {
  const node = value && inside(ask, value);
  return node && !ask.ts.isArrowFunction(node) && !ask.ts.isFunctionExpression(node) ? functionsOf(ask, node, 2) : [];
}
