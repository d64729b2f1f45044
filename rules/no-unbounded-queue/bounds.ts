import type * as TS from "typescript";
import { homeOf } from "../knowledge/turns.ts";
import type { Activation, Ask } from "../model/ask.ts";
import { askingNear } from "../model/ask-near.ts";
import { calledFunction } from "../model/calls.ts";
import { calledName, calleesOf, isCallee } from "../model/functions.ts";
import { callersInProduction } from "./callers.ts";
import { isCounterBound } from "./counters.ts";
import { asksForNumber, isLimit } from "./limits.ts";
import { isAddedToNothing, isNewOfItsKey, isReplacing, isUnderLock } from "./one-at-most.ts";
import type { Use } from "./uses.ts";
import { MEMBERSHIP } from "./words.ts";

const MAX_CALLERS = 3;
const MAX_CALLEES = 12;

/** Whether something stops, sheds, trims, flushes or waits on every way through one `add`. */
export function isBounded(ask: Ask, add: Use, uses: readonly Use[]): boolean {
  return isBoundedByProducer(askingNear(ask), add, uses) || isBoundedByProducer(ask, add, uses) || isBoundedByEveryCaller(ask, add.home, uses, new Set([add.home]));
}

/** A bound before or after the `add`, in its own function or in one that it calls. */
function isBoundedByProducer(ask: Ask, add: Use, uses: readonly Use[]): boolean {
  const own = uses.filter((use) => use.home === add.home);
  if (own.some((use) => isTrimAfter(ask, use, add) || isMembershipTest(ask, use) || isReplacing(ask, use, add)) || pausesSource(ask, add)) return true;
  if (isAddedToNothing(ask, add, uses) || isNewOfItsKey(ask, add) || isUnderLock(ask, add)) return true;
  // `push` returns the new length: `if (queue.push(item) > max) pause()`
  if (isLimit(ask, add.at)) return true;
  return isCounterBound(ask, add) || isBoundedIn(ask, add.home, uses, new Set());
}

/** `stream.pause()` beside the `add`: the source sends no more until it is resumed. `channel.prefetch(20)` around it: a broker sends no more than it was granted. */
function pausesSource(ask: Ask, { home }: Use): boolean {
  const { ts } = ask;
  const isCalledIn = (name: string, isThere: (caller: Activation) => boolean): boolean =>
    ask.named(name).some(({ parent: access }) => ts.isPropertyAccessExpression(access) && isCallee(ask, access) && isThere(homeOf(ask, access)));
  return isCalledIn("pause", (caller) => caller === home) || isCalledIn("prefetch", (caller) => ts.findAncestor(home, (node) => node === caller) !== undefined);
}

function isBoundedIn(ask: Ask, home: Activation, uses: readonly Use[], seen: Set<Activation>): boolean {
  if (seen.has(home) || seen.size > MAX_CALLEES) return false;
  seen.add(home);
  const own = uses.filter((use) => use.home === home);
  if (isFlushedByCount(ask, home, uses)) return true;
  if (own.some((use) => use.operation === "trim" || use.operation === "wait" || (use.operation === "size" && (isLimit(ask, use.at) || isWaitedFor(ask, use, own))))) return true;
  // A helper that adds is another producer, with a check of its own.
  const helpers = calleesOf(ask, home).filter((callee) => !uses.some((use) => use.home === callee && use.operation === "add"));
  return helpers.some((helper) => isBoundedIn(ask, helper, uses, seen));
}

/** `while (queue.length > 0) await emptied();` in what adds: it brings no more until others have taken all. */
function isWaitedFor(ask: Ask, { at, home }: Use, own: readonly Use[]): boolean {
  const { ts } = ask;
  const isIn = (node: TS.Node, part: TS.Node): boolean => part.pos <= node.pos && node.end <= part.end;
  const loop = ts.findAncestor(at, (node) => (node === home ? "quit" : ts.isWhileStatement(node) && isIn(at, node.expression))) as TS.WhileStatement | undefined;
  const awaits = (node: TS.Node): boolean => ts.isAwaitExpression(node) || (!ts.isFunctionLike(node) && (ts.forEachChild(node, awaits) ?? false));
  return loop !== undefined && awaits(loop.statement) && !own.some((use) => use.operation !== "size" && use.operation !== "read" && isIn(use.at, loop));
}

/** `if (++count % 1000 === 0) await this.flush()`: a number decides when the stock is emptied. */
function isFlushedByCount(ask: Ask, home: Activation, uses: readonly Use[]): boolean {
  const { ts } = ask;
  if (ts.isSourceFile(home)) return false;
  const isFlush = (node: TS.Node): boolean => {
    if (ts.isCallExpression(node)) {
      const callee = calledFunction(ask, node);
      const flushes = callee ? [callee, ...calleesOf(ask, callee)] : [];
      if (uses.some((use) => use.operation === "drain" && flushes.some((flush) => flush === use.home))) return true;
    }
    return ts.forEachChild(node, isFlush) ?? false;
  };
  const visit = (node: TS.Node): boolean => {
    if (ts.isIfStatement(node) && asksForNumber(ask, node.expression) && isFlush(node.thenStatement)) return true;
    return ts.forEachChild(node, visit) ?? false;
  };
  return ts.forEachChild(home, visit) ?? false;
}

/** A producer that only functions in sight call is bounded when each of them is. */
function isBoundedByEveryCaller(ask: Ask, home: Activation, uses: readonly Use[], seen: Set<Activation>): boolean {
  if (seen.size > MAX_CALLERS) return false;
  let isCalled = false;
  for (const reference of callersInProduction(ask, home)) {
    isCalled = true;
    const caller = homeOf(ask, reference);
    if (seen.has(caller)) continue;
    seen.add(caller);
    if (!isBoundedIn(ask, caller, uses, new Set([home])) && !isBoundedByEveryCaller(ask, caller, uses, seen)) return false;
  }
  return isCalled;
}

/** `while (…) stock.shift();` beside the `add`: what falls out is dropped, so the producer itself keeps it in bounds. */
function isTrimAfter(ask: Ask, use: Use, add: Use): boolean {
  const isTaken = use.operation === "take" || use.operation === "take-last" || use.operation === "remove" || use.operation === "sweep";
  return isTaken && ask.ts.isExpressionStatement(use.at.parent) && use.at.pos > add.at.pos;
}

/** `if (stock.includes(item)) return`, or a loop that returns when it finds it: the stock holds each thing once, so what bounds the things bounds it. */
function isMembershipTest(ask: Ask, use: Use): boolean {
  const { ts } = ask;
  const isRead = use.operation === "read" || use.operation === "search";
  const returns = (node: TS.Node): boolean => ts.isReturnStatement(node) || (!ts.isFunctionLike(node) && (ts.forEachChild(node, returns) ?? false));
  const loop = ts.isForOfStatement(use.at.parent) && use.at.parent.expression === use.at ? use.at.parent : use.at;
  if (isRead && ts.isForOfStatement(loop) && returns(loop.statement)) return true;
  return isRead && ask.ts.isCallExpression(use.at) && MEMBERSHIP.has(calledName(ask, use.at.expression) ?? "");
}
