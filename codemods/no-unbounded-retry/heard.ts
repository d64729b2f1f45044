import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import { type Body, callersOf } from "../../rules/model/calls.ts";
import { nameOfFunction } from "../../rules/model/functions.ts";

/** Why nobody would hear of the last failure; `isKnown`: as the callers are in sight. */
export function explainUnheard(ask: Ask, home: Body): { readonly detail: string; readonly isKnown: boolean } | undefined {
  const { ts } = ask;
  const name = nameOfFunction(ask, home)?.text;
  const callers = name === undefined ? undefined : callersOf(ask, home);
  if (callers === undefined) return { detail: `who waits for the function in line ${String(ask.lineOf(home))}, and would hear of the last failure, is not known`, isKnown: false };
  const deaf = callers.find((call) => {
    let at: TS.Node = call;
    while (ts.isParenthesizedExpression(at.parent) || ts.isAsExpression(at.parent)) at = at.parent;
    return !(ts.isAwaitExpression(at.parent) || ts.isReturnStatement(at.parent) || (ts.isArrowFunction(at.parent) && at.parent.body === at));
  });
  return deaf && { detail: `line ${String(ask.about(deaf.getSourceFile()).lineOf(deaf))} does not wait for \`${String(name)}\`, so nobody there would hear of the last failure`, isKnown: true };
}
