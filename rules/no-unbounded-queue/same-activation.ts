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
  if (isLeftBetween(ask, add, consumer)) return false;
  return ![...branchesAround(ask, consumer)].some(([choice, branch]) => branches.has(choice) && branches.get(choice) !== branch);
}

/** `queue.push(item); if (this.isBusy) return; run(queue.shift());`: what comes while something else is done is taken later. A list that is empty is no such reason. */
function isLeftBetween(ask: Ask, add: Use, consumer: Use): boolean {
  const { ts } = ask;
  const isReason = (node: TS.Node): boolean => {
    if (node.pos >= consumer.at.pos || node.end <= add.at.end || (ts.isFunctionLike(node) && node !== add.home)) return false;
    if (ts.isIfStatement(node) && node.pos >= add.at.end && node.end <= consumer.at.pos && leaves(ask, node.thenStatement) && !asksForNone(ask, node.expression)) return true;
    return ts.forEachChild(node, isReason) ?? false;
  };
  return isReason(add.home);
}

/** `queue.length === 0`, `!queue.length`, `!queue.isEmpty()`. */
function asksForNone({ ts }: Ask, condition: TS.Expression): boolean {
  if (ts.isBinaryExpression(condition)) return ts.isNumericLiteral(condition.right) && Number(condition.right.text) <= 1 && !condition.operatorToken.getText().includes(">");
  return /\b(?:length|size|isEmpty)\b/.test(condition.getText());
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
