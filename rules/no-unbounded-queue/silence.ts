import type * as TS from "typescript";
import type { Activation, Ask } from "../model/ask.ts";
import { calledName, nameOfFunction } from "../model/functions.ts";
import type { Stock } from "./stocks.ts";
import type { Use } from "./uses.ts";
import { isDeferredCall, isWork } from "./work.ts";
import { ENDS_LIFE, JOINS, RELEASES } from "./words.ts";

/** Whether an `add` can pile up work: it is not start-up code, not a builder's step, and what it adds is pending. */
export function isProducer(ask: Ask, stock: Stock, add: Use): boolean {
  return add.operation === "add" && !isStartUp(ask, add.home, stock) && !isBuilderStep(ask, add) && isWork(ask, add) && !isAwaitedTask(ask, stock, add);
}

/** Whether a use takes work out to do it; what is taken to be thrown away or released when its holder ends is left over. */
export function isConsumer(ask: Ask, use: Use, uses: readonly Use[]): boolean {
  if (use.operation !== "take" && use.operation !== "take-last" && use.operation !== "drain") return false;
  return !ENDS_LIFE.test(nameOfFunction(ask, use.home)?.text ?? "") && !(use.operation === "drain" && isRelease(ask, use, uses));
}

/** Whether one use shows that the container is no queue at all, whatever else is done with it. */
export function isOtherwiseUsed(ask: Ask, stock: Stock, use: Use): boolean {
  return use.operation === "replace" || isJoined(ask, use) || isBuiltAndReturned(ask, stock, use);
}

/** Constructors, the top level of a file and the function that owns a local fill registries, not queues: they run once. */
function isStartUp(ask: Ask, home: Activation, stock: Stock): boolean {
  return ask.ts.isSourceFile(home) || ask.ts.isConstructorDeclaration(home) || home === stock.owner;
}

/** `add(x) { this.items.push(x); return this; }` belongs to a builder, `then(…)` to a promise. */
function isBuilderStep(ask: Ask, { at, home }: Use): boolean {
  const { ts } = ask;
  if (!("body" in home) || !home.body || !ts.isBlock(home.body)) return false;
  if (nameOfFunction(ask, home)?.text === "then") return true;
  const last = home.body.statements.at(-1);
  const returnsThis = last !== undefined && ts.isReturnStatement(last) && last.expression?.kind === ts.SyntaxKind.ThisKeyword;
  return returnsThis && at.parent.parent === home.body;
}

/** Whoever awaits its own task in a library's queue waits, and so does not pile up. */
function isAwaitedTask(ask: Ask, stock: Stock, { at: { parent } }: Use): boolean {
  const { ts } = ask;
  const isLeft = ts.isExpressionStatement(parent) || ts.isVoidExpression(parent) || ts.isPropertyAccessExpression(parent);
  return stock.drains === "tasks" && !isLeft;
}

/** Whether the activation that empties the stock releases what was in it: `for (const s of subscriptions) s.unsubscribe()`. */
function isRelease(ask: Ask, drain: Use, uses: readonly Use[]): boolean {
  const holdsCalls = uses.some((use) => use.operation === "add" && isDeferredCall(ask, use));
  const isReleasing = (node: TS.Node): boolean => {
    if (ask.ts.isCallExpression(node)) {
      if (RELEASES.has(calledName(ask, node.expression) ?? "") || (!holdsCalls && isCallOfElement(ask, node, drain.home))) return true;
    }
    return ask.ts.forEachChild(node, isReleasing) ?? false;
  };
  return uses.some((use) => use.operation === "read" && use.home === drain.home && isReleasing(use.at));
}

/** `unsubscribe()` for an element of the stock: what is called with nothing and was not made here is a disposer. */
function isCallOfElement(ask: Ask, call: TS.CallExpression, home: Activation): boolean {
  const { ts } = ask;
  if (call.arguments.length > 0 || !ts.isIdentifier(call.expression)) return false;
  const declaration = ask.declarationOf(call.expression);
  const isElement = declaration && (ts.isParameter(declaration) ? declaration.parent !== home : ts.isForOfStatement(declaration.parent.parent));
  return isElement ?? false;
}

/** Parts that are joined into one message are bounded by the message. */
function isJoined(ask: Ask, use: Use): boolean {
  return use.operation === "read" && ask.ts.isCallExpression(use.at) && JOINS.test(use.at.expression.getText());
}

/** `return { items }`: a list that one call builds and hands to its caller. */
function isBuiltAndReturned(ask: Ask, stock: Stock, use: Use): boolean {
  if (!stock.owner || use.home !== stock.owner || (use.operation !== "read" && use.operation !== "escape")) return false;
  return ask.ts.findAncestor(use.at, (node) => (node === stock.owner ? "quit" : ask.ts.isReturnStatement(node))) !== undefined;
}
