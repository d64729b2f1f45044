import { homeOf } from "../knowledge/turns.ts";
import type { Activation, Ask } from "../model/ask.ts";
import { isCallee } from "../model/functions.ts";
import { callersInProduction, driverOf } from "./callers.ts";
import { isFollowedByFlush } from "./same-turn.ts";
import type { Use } from "./uses.ts";

/** How many callers deep the question goes. */
const MAX_CALLERS = 4;

/** A producer that is only called by what empties the list afterwards, in the same call, itself or through another function: a list of that call's own. */
export function isCollector(ask: Ask, add: Use, uses: readonly Use[]): boolean {
  return collects(ask, add, add.home, uses, new Set([add.home]));
}

function collects(ask: Ask, add: Use, home: Activation, uses: readonly Use[], seen: Set<Activation>): boolean {
  if (seen.size > MAX_CALLERS) return false;
  let isCalled = false;
  for (const reference of callersInProduction(ask, home)) {
    if (homeOf(ask, reference) === home) continue;
    if (!isCallee(ask, reference)) return false;
    const caller = driverOf(ask, reference);
    // What a file adds when it is loaded is added once.
    isCalled ||= !ask.ts.isSourceFile(caller);
    if (seen.has(caller)) continue;
    seen.add(caller);
    const isEmptied = uses.some((use) => use.home === caller && (use.operation === "drain" || use.operation === "clear") && use.at.pos > reference.pos);
    if (!isEmptied && !ask.ts.isSourceFile(caller) && !isFollowedByFlush(ask, reference, add, uses) && !collects(ask, add, caller, uses, seen)) return false;
  }
  return isCalled;
}
