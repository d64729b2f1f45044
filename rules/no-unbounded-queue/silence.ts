import type * as TS from "typescript";
import { homeOf } from "../knowledge/turns.ts";
import type { Activation, Ask } from "../model/ask.ts";
import { calledName, isCallee, nameOfFunction } from "../model/functions.ts";
import { isPaced } from "./callers.ts";
import { isCollector } from "./collector.ts";
import { isExpected } from "./limits.ts";
import { isAddedAgain, isMovedOver } from "./one-at-most.ts";
import { isAfterReset } from "./reset.ts";
import type { Stock } from "./stocks.ts";
import type { Use } from "./uses.ts";
import { isRotation, isTakenBefore } from "./put-back.ts";
import { emptyingLoopOf, isEmptiedAtOnce, isEmptiedInTurn } from "./same-turn.ts";
import { isDeferredCall, isWork } from "./work.ts";
import { ENDS_ELEMENT, ENDS_LIFE, JOINS, RELEASES } from "./words.ts";

/** Whether an `add` can pile up work: it is not start-up code, not a builder's step, and what it adds is pending. */
export function isProducer(ask: Ask, stock: Stock, add: Use, uses: readonly Use[]): boolean {
  if (add.operation !== "add" || isPaced(ask, add, stock) || isBuilderStep(ask, add)) return false;
  if (isAfterReset(ask, add, uses) || isOfOldContents(ask, add, uses) || isTakenBefore(ask, add, uses) || isEmptiedAtOnce(ask, add, uses) || isEmptiedInTurn(ask, add, uses)) return false;
  if (isMovedOver(ask, add) || isAddedAgain(ask, add, uses)) return false;
  return isWork(ask, add) && !isHeldBack(ask, add) && !isCollector(ask, add, uses);
}

/** Whether a use takes work out to do it; what is taken to be thrown away or released when its holder ends is left over. */
export function isConsumer(ask: Ask, use: Use, uses: readonly Use[]): boolean {
  if (use.operation !== "take" && use.operation !== "take-last" && use.operation !== "drain" && use.operation !== "sweep") return false;
  if (ENDS_LIFE.test(nameOfFunction(ask, use.home)?.text ?? "") || isRotation(ask, use, uses)) return false;
  return use.operation !== "drain" || !(isRelease(ask, use, uses) || isUndoing(ask, use, uses));
}

/** Whether one use shows that the container is no queue at all, whatever else is done with it. */
export function isOtherwiseUsed(ask: Ask, stock: Stock, use: Use, uses: readonly Use[]): boolean {
  return use.operation === "replace" || (use.operation === "size" && isExpected(ask, use.at)) || isJoined(ask, use) || isBuiltAndReturned(ask, stock, use, uses) || isLoopLocal(ask, stock) || isUsedUp(ask, stock, use);
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

/** `const batch = this.queue; this.queue = []; batch.push(summary)`: what is added to the old contents never was in the new ones. */
function isOfOldContents(ask: Ask, add: Use, uses: readonly Use[]): boolean {
  const { ts } = ask;
  const receiver = ts.isCallExpression(add.at) && ts.isPropertyAccessExpression(add.at.expression) ? add.at.expression.expression : undefined;
  const local = receiver && ts.isIdentifier(receiver) ? ask.declarationOf(receiver) : undefined;
  if (!local || !ts.isVariableDeclaration(local) || homeOf(ask, local) !== add.home) return false;
  return uses.some((use) => {
    const isSwap = (use.operation === "drain" || use.operation === "clear") && ts.isBinaryExpression(use.at) && use.at.left.getText() !== local.name.getText();
    return isSwap && use.home === add.home && use.at.pos >= local.end && use.at.end <= add.at.pos;
  });
}

const WRITE_HOOKS = /^(?:_write|_writev|_transform|write|transform)$/;

/**
 * A stream's `_write(chunk, encoding, done)` that keeps `done` for later, alone or as part of the item: the stream sends nothing
 * more until it is called. By convention it is named `next` elsewhere.
 */
function isHeldBack(ask: Ask, { home, items }: Use): boolean {
  const { ts } = ask;
  if (!("parameters" in home)) return false;
  const isHook = WRITE_HOOKS.test(nameOfFunction(ask, home)?.text ?? "") && home.parameters.length >= 3;
  const last = home.parameters.at(-1)?.name;
  if (!last || !ts.isIdentifier(last) || !(isHook || last.text === "next")) return false;
  const isKept = (node: TS.Node): boolean => (ts.isIdentifier(node) && node.text === last.text) || (ts.forEachChild(node, isKept) ?? false);
  return items.some(isKept) || (isHook && !ask.named(last.text).some((use) => use.pos >= home.pos && use.end <= home.end && isCallee(ask, use) && homeOf(ask, use) === home));
}

/** Whether the activation that empties the stock releases what was in it: `for (const s of subscriptions) s.unsubscribe()`. */
function isRelease(ask: Ask, drain: Use, uses: readonly Use[]): boolean {
  const holdsCalls = uses.some((use) => use.operation === "add" && isDeferredCall(ask, use));
  const isReleasing = (node: TS.Node): boolean => {
    if (ask.ts.isCallExpression(node)) {
      if (RELEASES.has(calledName(ask, node.expression) ?? "") || isEndOfElement(ask, node) || (!holdsCalls && isCallOfElement(ask, node, drain.home))) return true;
    }
    return ask.ts.forEachChild(node, isReleasing) ?? false;
  };
  // `for (const { signal, listener } of listeners.splice(0)) signal.removeEventListener("abort", listener)`
  const loop = drain.at.parent;
  if (ask.ts.isForOfStatement(loop) && loop.expression === drain.at && isReleasing(loop.statement)) return true;
  return uses.some((use) => use.operation === "read" && use.home === drain.home && isReleasing(use.at));
}

/** `task.removeFromSchedule()`: who ends what is in the list takes out no work. */
function isEndOfElement({ ts }: Ask, { expression, arguments: given }: TS.CallExpression): boolean {
  return given.length === 0 && ts.isPropertyAccessExpression(expression) && ts.isIdentifier(expression.expression) && ENDS_ELEMENT.test(expression.name.text);
}

/** `for (const undo of stack.splice(0).reverse())`: what is emptied from the end back is undone, not worked off. */
function isUndoing(ask: Ask, drain: Use, uses: readonly Use[]): boolean {
  const { ts } = ask;
  return uses.some(({ home, at }) => {
    if (home !== drain.home) return false;
    const access = ts.isCallExpression(at) && calledName(ask, at.expression) === "reverse" ? at.expression : at.parent;
    return ts.isPropertyAccessExpression(access) && (access.name.text === "reverse" || access.name.text === "toReversed");
  });
}

/** `unsubscribe()` for an element of the stock: what is called with nothing and was not made here is a disposer. */
function isCallOfElement(ask: Ask, call: TS.CallExpression, home: Activation): boolean {
  const { ts } = ask;
  if (call.arguments.length > 0 || !ts.isIdentifier(call.expression)) return false;
  const declaration = ask.declarationOf(call.expression);
  const isElement = declaration && (ts.isParameter(declaration) ? declaration.parent !== home : ts.isVariableDeclaration(declaration) && ts.isForOfStatement(declaration.parent.parent));
  return isElement ?? false;
}

/** Parts that are joined into one message are bounded by the message: `Buffer.concat(parts)`, `concat(parts, length)`. */
function isJoined(ask: Ask, use: Use): boolean {
  const { ts } = ask;
  if (use.operation !== "read" || !ts.isCallExpression(use.at)) return false;
  const { expression, arguments: given } = use.at;
  if (JOINS.test(expression.getText())) return true;
  return calledName(ask, expression) === "concat" && (ts.isIdentifier(expression) || given.length === 2);
}

/** A variable of a loop's body starts anew with each round. */
function isLoopLocal(ask: Ask, stock: Stock): boolean {
  const { ts } = ask;
  const { owner } = stock;
  if (!owner) return false;
  return ts.findAncestor(stock.declaredAt, (node) => (node === owner ? "quit" : ts.isIterationStatement(node, false))) !== undefined;
}

/** The function that owns the list empties it once, in its own course: the list of one call. A loop that goes on for ever is another matter. */
function isUsedUp(ask: Ask, stock: Stock, use: Use): boolean {
  const { ts } = ask;
  if (!stock.owner || use.home !== stock.owner) return false;
  const isRepeated = (node: TS.Node): boolean => ts.findAncestor(node, (at) => (at === stock.owner ? "quit" : ts.isIterationStatement(at, false))) !== undefined;
  const loop = emptyingLoopOf(ask, use);
  return loop ? !isRepeated(loop.parent) : (use.operation === "drain" || use.operation === "clear") && !isRepeated(use.at) && use.at !== stock.declaredAt;
}

/** `return { items }`: a list that one call builds and hands to its caller. One that the functions around it take from is shown to the caller. */
function isBuiltAndReturned(ask: Ask, stock: Stock, use: Use, uses: readonly Use[]): boolean {
  if (uses.some(({ operation, home }) => operation === "take" && home !== stock.owner)) return false;
  if (!stock.owner || use.home !== stock.owner || (use.operation !== "read" && use.operation !== "escape")) return false;
  return ask.ts.findAncestor(use.at, (node) => (node === stock.owner ? "quit" : ask.ts.isReturnStatement(node))) !== undefined;
}
