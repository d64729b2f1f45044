import type { Start } from "../knowledge/events.ts";
import { startOf } from "../knowledge/events.ts";
import { homeOf } from "../knowledge/turns.ts";
import type { Activation, Ask } from "../model/ask.ts";
import { isCallee } from "../model/functions.ts";
import { callersInProduction } from "./callers.ts";

const MAX_DEPTH = 3;
const MAX_FUNCTIONS = 24;

/** The events and timers that start a function, itself or through the functions that call it. */
export function startsOf(ask: Ask, activation: Activation): readonly Start[] {
  const { ts } = ask;
  const starts: Start[] = [];
  let layer: readonly Activation[] = [activation];
  const seen = new Set<Activation>();
  for (let depth = 0; depth <= MAX_DEPTH; depth++) {
    const callers: Activation[] = [];
    for (const home of layer) {
      if (seen.has(home) || seen.size >= MAX_FUNCTIONS || ts.isSourceFile(home)) continue;
      seen.add(home);
      const isValue = ts.isArrowFunction(home) || ts.isFunctionExpression(home) || (ts.isMethodDeclaration(home) && ts.isObjectLiteralExpression(home.parent));
      const own = isValue ? startOf(ask, home) : undefined;
      if (own) starts.push(own);
      // What an unknown callee or a settled promise runs is put down to who handed it over.
      else if (isValue && (ts.isArrowFunction(home) || ts.isFunctionExpression(home))) callers.push(homeOf(ask, home));
      for (const reference of callersInProduction(ask, home)) {
        if (isCallee(ask, reference)) callers.push(homeOf(ask, reference));
        else starts.push(...[startOf(ask, reference)].filter((start) => start !== undefined));
      }
    }
    layer = callers;
  }
  return starts;
}
