import type * as TS from "typescript";
import { homeOf, suspends } from "../knowledge/turns.ts";
import type { Activation, Ask } from "../model/ask.ts";
import { isCallee, eachReferenceTo, referencesTo } from "../model/functions.ts";

/**
 * Whether a consumer awaits nothing but the next item: a wake-up promise, a short sleep. It takes out all there is whenever
 * it runs, and so can't fall behind. For a function that gives out one item a call, its callers are asked.
 */
export function onlyHandsOn(ask: Ask, consumer: Activation): boolean {
  if (isGenerator(consumer)) return everyReader(ask, consumer, (call) => isIdleLoop(ask, call));
  if (suspends(ask, consumer)) return !works(ask, consumer, undefined);
  return everyReader(ask, consumer, (call) => ask.ts.isAwaitExpression(call.parent) && !works(ask, homeOf(ask, call), consumer));
}

function isGenerator(activation: Activation): boolean {
  return "asteriskToken" in activation && activation.asteriskToken !== undefined;
}

/** Whether there are calls of a function in sight, and all of them pass. */
function everyReader(ask: Ask, activation: Activation, passes: (call: TS.CallExpression) => boolean): boolean {
  let isRead = false;
  for (const callee of eachReferenceTo(ask, activation)) {
    if (!isCallee(ask, callee) || !passes(callee.parent as TS.CallExpression)) return false;
    isRead = true;
  }
  return isRead;
}

/** `for await (const item of items()) { … }` without a wait in its body. */
function isIdleLoop(ask: Ask, call: TS.CallExpression): boolean {
  const { ts } = ask;
  const loop = call.parent;
  return ts.isForOfStatement(loop) && loop.awaitModifier !== undefined && loop.expression === call && !awaitsWork(ask, loop.statement, undefined);
}

function works(ask: Ask, activation: Activation, source: Activation | undefined): boolean {
  return !("body" in activation) || activation.body === undefined || awaitsWork(ask, activation.body, source);
}

/** Whether a piece of code awaits a call, other than one of `source` or a sleep of so many milliseconds. */
function awaitsWork(ask: Ask, code: TS.Node, source: Activation | undefined): boolean {
  const { ts } = ask;
  if (ts.isAwaitExpression(code) && !isWakeUp(ask, code.expression, source)) return true;
  if (ts.isForOfStatement(code) && code.awaitModifier) return true;
  return !ts.isFunctionLike(code) && (ts.forEachChild(code, (child) => awaitsWork(ask, child, source)) ?? false);
}

function isWakeUp(ask: Ask, awaited: TS.Expression, source: Activation | undefined): boolean {
  const { ts } = ask;
  if (!ts.isCallExpression(awaited)) return true;
  const [only, ...rest] = awaited.arguments;
  if (only && rest.length === 0 && ts.isNumericLiteral(only)) return true;
  return source !== undefined && (referencesTo(ask, source) ?? []).includes(awaited.expression);
}
