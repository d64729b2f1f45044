import type * as TS from "typescript";
import { homeOf, suspends } from "../knowledge/turns.ts";
import type { Activation, Ask } from "../model/ask.ts";
import { isCallee, eachReferenceTo, referencesTo } from "../model/functions.ts";
import type { Use } from "./uses.ts";

/**
 * Whether a consumer awaits nothing but the next item: a wake-up promise, a short sleep. It takes out all there is whenever
 * it runs, and so can't fall behind. For a function that gives out one item a call, its callers are asked.
 */
export function onlyHandsOn(ask: Ask, use: Use): boolean {
  const { home: consumer } = use;
  if (isGenerator(consumer)) return everyReader(ask, consumer, (call) => isIdleLoop(ask, call));
  if (suspends(ask, consumer) && (works(ask, consumer, undefined) || !isGivenOut(ask, use))) return !works(ask, consumer, undefined);
  // Who reads only to give it on is as slow as its own reader.
  return everyReader(ask, consumer, (call) => ask.ts.isAwaitExpression(call.parent) && !works(ask, homeOf(ask, call), consumer) && !isGivenOut(ask, { at: call, home: homeOf(ask, call) }));
}

/**
 * Whether a function takes one a call and gives it to who called it: `return { done: false, value: queue.shift() }`. Then the caller decides when it takes, one after the other.
 */
export function isGivenOut(ask: Ask, { at, home }: Pick<Use, "at" | "home">): boolean {
  const { ts } = ask;
  if (ts.findAncestor(at, (node) => (node === home ? "quit" : ts.isIterationStatement(node, false)))) return false;
  const isResult = (node: TS.Node): boolean =>
    ts.findAncestor(node, (outer) => (outer === home || ts.isStatement(outer) ? (ts.isReturnStatement(outer) ? true : "quit") : false)) !== undefined || (ts.isArrowFunction(home) && home.body.pos <= node.pos && !ts.isBlock(home.body));
  if (isResult(at)) return true;
  const local = ts.findAncestor(at, (node) => (ts.isStatement(node) ? "quit" : ts.isVariableDeclaration(node)));
  return local !== undefined && ask.usesInFile(local as TS.VariableDeclaration, (local as TS.VariableDeclaration).name.getText()).some((use) => use.parent !== local && homeOf(ask, use) === home && isResult(use));
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
