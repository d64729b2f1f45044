import type * as TS from "typescript";
import { homeOf, suspends } from "../knowledge/turns.ts";
import type { Activation, Ask } from "../model/ask.ts";
import { calledName, functionOf, isCallee, nameOfFunction } from "../model/functions.ts";
import type { Stock } from "./stocks.ts";
import type { Use } from "./uses.ts";
import { isDeferredCall, isWork } from "./work.ts";
import { ENDS_LIFE, JOINS, RELEASES } from "./words.ts";

/** Whether an `add` can pile up work: it is not start-up code, not a builder's step, and what it adds is pending. */
export function isProducer(ask: Ask, stock: Stock, add: Use, uses: readonly Use[]): boolean {
  if (add.operation !== "add" || isStartUp(ask, add.home, stock) || isBuilderStep(ask, add) || isAwaitedTask(ask, stock, add)) return false;
  return isWork(ask, add) && !isAfterReset(ask, add, uses) && !isHeldBack(ask, add) && !isPutBack(ask, add, uses) && !isEmptiedAtOnce(ask, add, uses);
}

/** Whether a use takes work out to do it; what is taken to be thrown away or released when its holder ends is left over. */
export function isConsumer(ask: Ask, use: Use, uses: readonly Use[]): boolean {
  if (use.operation !== "take" && use.operation !== "take-last" && use.operation !== "drain") return false;
  return !ENDS_LIFE.test(nameOfFunction(ask, use.home)?.text ?? "") && !(use.operation === "drain" && isRelease(ask, use, uses));
}

/** Whether one use shows that the container is no queue at all, whatever else is done with it. */
export function isOtherwiseUsed(ask: Ask, stock: Stock, use: Use): boolean {
  return use.operation === "replace" || isJoined(ask, use) || isBuiltAndReturned(ask, stock, use) || isLoopLocal(ask, stock);
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

/** `queue = []; queue.push(first)`: an `add` to what was emptied just before adds one thing to nothing. */
function isAfterReset(ask: Ask, add: Use, uses: readonly Use[]): boolean {
  const { ts } = ask;
  return uses.some((use) => {
    const isEmptied = use.operation === "clear" || use.operation === "drain";
    if (!isEmptied || use.home !== add.home || use.at.pos > add.at.pos) return false;
    const block = ts.findAncestor(use.at, (node) => ts.isBlock(node) || ts.isCaseOrDefaultClause(node));
    const isAround = block !== undefined && block.pos <= add.at.pos && add.at.end <= block.end && !suspends(ask, add.home);
    return isAround && !ts.findAncestor(add.at, (node) => (node === block ? "quit" : ts.isIterationStatement(node, false)));
  });
}

/** `const stream = streams.shift(); …; streams.push(stream)`: what was taken out goes back in. */
function isPutBack(ask: Ask, add: Use, uses: readonly Use[]): boolean {
  const { ts } = ask;
  const [item] = add.items;
  const declaration = item && ts.isIdentifier(item) ? ask.declarationOf(item) : undefined;
  const value = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  return value !== undefined && uses.some((use) => use.home === add.home && use.operation.startsWith("take") && use.at.pos >= value.pos && use.at.end <= value.end);
}

/** `queue.push(item); this.flush();` where `flush` empties the queue before it waits for anything, and under no other condition. */
function isEmptiedAtOnce(ask: Ask, add: Use, uses: readonly Use[]): boolean {
  const { ts } = ask;
  const statement = ts.findAncestor(add.at, ts.isExpressionStatement);
  const block = statement?.parent;
  if (!statement || !block || !ts.isBlock(block)) return false;
  return block.statements.slice(block.statements.indexOf(statement) + 1).some((next) => {
    if (!ts.isExpressionStatement(next)) return false;
    const call = ts.isAwaitExpression(next.expression) || ts.isVoidExpression(next.expression) ? next.expression.expression : next.expression;
    if (!ts.isCallExpression(call)) return false;
    const declaration = ask.declarationOf(ts.isPropertyAccessExpression(call.expression) ? call.expression.name : call.expression);
    const flush = declaration && functionOf(ask, declaration);
    return uses.some((use) => use.operation === "drain" && use.home === flush && isUnconditional(ask, use, uses));
  });
}

/** Whether nothing but a look at the stock itself stands between a function's beginning and a use in its own block. */
function isUnconditional(ask: Ask, use: Use, uses: readonly Use[]): boolean {
  const { ts } = ask;
  if (!("body" in use.home) || !use.home.body || ts.findAncestor(use.at, ts.isBlock) !== use.home.body) return false;
  const before = (use.home.body).statements.filter((statement) => statement.end <= use.at.pos);
  const stops = (node: TS.Node): boolean => {
    if (ts.isReturnStatement(node) || ts.isThrowStatement(node) || ts.isAwaitExpression(node)) return true;
    return !ts.isFunctionLike(node) && (ts.forEachChild(node, stops) ?? false);
  };
  return before.every((statement) => {
    const asksSize = uses.some((other) => other.operation === "size" && other.at.pos >= statement.pos && other.at.end <= statement.end);
    return asksSize || !stops(statement);
  });
}

const WRITE_HOOKS = /^(?:_write|_writev|_transform|write|transform)$/;

/** A stream's `_write(chunk, encoding, done)` that keeps `done` for later: the stream sends nothing more until it is called. */
function isHeldBack(ask: Ask, { home }: Use): boolean {
  const { ts } = ask;
  if (!WRITE_HOOKS.test(nameOfFunction(ask, home)?.text ?? "") || !("parameters" in home)) return false;
  const done = home.parameters.length >= 3 ? home.parameters.at(-1)?.name : undefined;
  if (!done || !ts.isIdentifier(done)) return false;
  return !ask.named(done.text).some((use) => use.pos >= home.pos && use.end <= home.end && isCallee(ask, use) && homeOf(ask, use) === home);
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

/** A variable of a loop's body starts anew with each round. */
function isLoopLocal(ask: Ask, stock: Stock): boolean {
  const { ts } = ask;
  const { owner } = stock;
  if (!owner) return false;
  return ts.findAncestor(stock.declaredAt, (node) => (node === owner ? "quit" : ts.isIterationStatement(node, false))) !== undefined;
}

/** `return { items }`: a list that one call builds and hands to its caller. */
function isBuiltAndReturned(ask: Ask, stock: Stock, use: Use): boolean {
  if (!stock.owner || use.home !== stock.owner || (use.operation !== "read" && use.operation !== "escape")) return false;
  return ask.ts.findAncestor(use.at, (node) => (node === stock.owner ? "quit" : ask.ts.isReturnStatement(node))) !== undefined;
}
