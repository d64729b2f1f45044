import type * as TS from "typescript";
import { isLaterCallback, suspends } from "../knowledge/turns.ts";
import type { Activation, Ask } from "../model/ask.ts";
import { eachReferenceTo, isCallee } from "../model/functions.ts";
import { driverOf } from "./callers.ts";
import { leaves } from "./parked.ts";
import type { Use } from "./uses.ts";

/**
 * Two uses in one function run in one activation, unless they stand in branches of which only one is taken.
 */
export function isSameActivation(ask: Ask, add: Use, consumer: Use): boolean {
  if (add.home !== consumer.home) return isDrivenTogether(ask, add.home, consumer.home);
  const branches = branchesAround(ask, add);
  // `if (clients === 0) { queue.push(m); return; }`, and later on it is emptied.
  if ([...branches].some(([choice, branch]) => ask.ts.isIfStatement(choice) && choice.thenStatement === branch && leaves(ask, choice.thenStatement) && consumer.at.pos >= choice.end)) return false;
  return ![...branchesAround(ask, consumer)].some(([choice, branch]) => branches.has(choice) && branches.get(choice) !== branch);
}

/** The branches that a use stands in, by the `if` or `switch` that chooses them. */
function branchesAround(ask: Ask, use: Use): ReadonlyMap<TS.Node, TS.Node> {
  const { ts } = ask;
  const branches = new Map<TS.Node, TS.Node>();
  for (let at = use.at; at !== use.home && !ts.isSourceFile(at); at = at.parent) {
    const { parent } = at;
    if (ts.isCaseOrDefaultClause(at) || (ts.isIfStatement(parent) && at !== parent.expression)) branches.set(parent, at);
  }
  return branches;
}

/**
 * A consumer that never waits runs in the producer's activation where only the producer calls it, or where one function
 * drives both.
 */
function isDrivenTogether(ask: Ask, add: Activation, consumer: Activation): boolean {
  if (suspends(ask, consumer) || isLaterCallback(ask, consumer)) return false;
  const driver = soleDriverOf(ask, consumer);
  return driver !== undefined && (driver === add || soleDriverOf(ask, add) === driver);
}

/** The function that calls a function, if there is only one; what is handed over is run by somebody else, some time. */
function soleDriverOf(ask: Ask, activation: Activation): Activation | undefined {
  let sole: Activation | undefined;
  for (const reference of eachReferenceTo(ask, activation)) {
    if (!isCallee(ask, reference)) return undefined;
    const driver = driverOf(ask, reference);
    if (sole !== undefined && driver !== sole) return undefined;
    sole = driver;
  }
  return sole;
}
