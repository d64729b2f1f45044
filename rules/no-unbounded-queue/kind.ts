import type * as TS from "typescript";
import { isLaterCallback, runsLater, suspends } from "../knowledge/turns.ts";
import type { Activation, Ask } from "../model/ask.ts";
import { askingNear } from "../model/ask-near.ts";
import { calledName, eachReferenceTo } from "../model/functions.ts";
import { driverOf } from "./callers.ts";
import { onlyHandsOn } from "./hand-off.ts";
import { isCallbackList, isJoinList, letsGo } from "./join-list.ts";
import { isCredit, isDemand, isRefill, makesPromise } from "./readers.ts";
import { isOfOneCall } from "./instances.ts";
import { isLeftInMap, isLog, isNeverDrained } from "./never-drained.ts";
import { isRefilled } from "./reset.ts";
import { isSameActivation } from "./same-activation.ts";
import { isOfSoleRun } from "./one-at-most.ts";
import { isUsedAsLock } from "./serial.ts";
import { isOfTraffic, sourcesOf } from "./starts.ts";
import { isSlidingWindow, isState } from "./state.ts";
import type { Stock } from "./stocks.ts";
import type { Use } from "./uses.ts";
import { isOutflow } from "./uses.ts";
import { holdsResolver, isDeferredCall, isFresh } from "./work.ts";

/** The sub-kinds of the failure; each has a message of its own. */
export type Kind = "fifo" | "lifo" | "batch" | "waiters" | "neverDrained";

/**
 * Decides what kind of queue a stock is, and so whether it is one: somebody takes out what was added in another turn.
 * `undefined` where that is not proven.
 */
export function kindOf(ask: Ask, stock: Stock, producers: readonly Use[], consumers: readonly Use[], uses: readonly Use[]): Kind | undefined {
  if (stock.kind.unique === "key" && !isAnsweredTogether(ask, producers, consumers, uses)) return isLeftInMap(ask, producers, uses) ? "waiters" : undefined;
  if (isDemand(ask, stock, producers, consumers) || isRefill(ask, producers, consumers) || consumers.some((consumer) => isCredit(ask, consumer))) return undefined;
  if (producers.some((add) => holdsResolver(ask, add))) return uses.some(letsGo) && !producers.every((add) => isOfSoleRun(ask, add)) && !isJoinList(ask, producers, uses) && !isWindow(ask, consumers) && (producers.some(({ home }) => isOfTraffic(ask, home)) || !isOfOneCall(ask, stock)) ? "waiters" : undefined;
  if (stock.kind.unique === "item" && !isSetOfWork(ask, producers, uses)) return undefined;
  if (stock.drains) return isUsedAsLock(ask, stock, producers, uses) ? undefined : kindOfLibrary(ask, stock, uses);
  if (isLog(ask, stock, producers, uses)) return "neverDrained";
  if (!uses.some(isOutflow)) return isNeverDrained(ask, stock, producers, uses) ? "neverDrained" : undefined;
  // What stays until somebody else has answered, or brought what it needs, has no pace of its own, whoever looks.
  if (consumers.length > 0 && consumers.every(({ operation }) => operation === "sweep")) return isOfLives(ask, uses) || isState(ask, producers, consumers, uses) || isSlidingWindow(ask, producers, consumers) ? undefined : "fifo";
  const apart = consumers.filter((consumer) => producers.some((add) => !isSameActivation(ask, add, consumer)));
  if (apart.length === 0) return undefined;
  if (isOwnPace(ask, stock, producers, consumers) || isCallbackList(ask, producers, apart)) return undefined;
  const isAddedLater = producers.some((add) => isDeferredCall(ask, add)) || producers.some((add) => isLater(ask, add));
  const later = isAddedLater ? apart : apart.filter((consumer) => isLater(ask, consumer));
  if (later.some((consumer) => consumer.operation === "take")) return later.every((consumer) => onlyHandsOn(ask, consumer)) ? undefined : "fifo";
  if (later.some((consumer) => consumer.operation === "drain")) return isRegister(producers, uses) || isListed(ask, uses) || isState(ask, producers, consumers, uses) ? undefined : "batch";
  // Taken from the end that was added to, ready-made things are a pool; only what is made for the call is work.
  const isTask = producers.some((add) => add.items.some((item) => isFresh(ask, item, false) && !ask.ts.isNewExpression(item)));
  return isTask && apart.some((consumer) => consumer.operation === "take-last" && isRepeated(ask, consumer) && isLater(ask, consumer)) ? "lifo" : undefined;
}

/**
 * A Map of callers that wait, whose entries are taken out all together, and none by its key. One that entries are removed from one by one is a register, and one whose producer
 * looks first is a cache or a count. Of what else is kept under keys there is as much as there are keys.
 */
function isAnsweredTogether(ask: Ask, producers: readonly Use[], consumers: readonly Use[], uses: readonly Use[]): boolean {
  if (!producers.some((add) => holdsResolver(ask, add))) return false;
  const looksUp = ({ operation, at, home }: Use): boolean => operation === "read" && ask.ts.isCallExpression(at) && /^(?:get|has)$/.test(calledName(ask, at.expression) ?? "") && producers.some((add) => add.home === home);
  return consumers.some((use) => use.operation === "drain" && !isRefilled(ask, use, uses)) && !uses.some((use) => use.operation === "remove" || looksUp(use));
}

/** A timer lets all go at once, as a loader does that answers together what was asked for in one turn: nobody waits for anybody else. */
function isWindow(ask: Ask, consumers: readonly Use[]): boolean {
  return consumers.length > 0 && consumers.every(({ operation, home }) => operation === "drain" && sourcesOf(ask, home, 1).some(({ by }) => by === "timer"));
}

/** `removeListener([this.any, this.once], listener)`: a list among lists that one function searches. */
function isListed(ask: Ask, uses: readonly Use[]): boolean {
  return uses.some(({ operation, at }) => operation === "escape" && ask.ts.isArrayLiteralExpression(at));
}

/**
 * Whether nothing in sight starts either side by itself: no event, no timer, no settled promise. Then callers fill and empty the
 * stock as they go. That is doubtful for a local of one function, and where nothing waits in between.
 */
function isOwnPace(ask: Ask, stock: Stock, producers: readonly Use[], consumers: readonly Use[]): boolean {
  if (stock.owner === undefined && consumers.some(({ home }) => suspends(ask, home))) return false;
  if (consumers.some(({ home }) => makesPromise(ask, home))) return false;
  return ![...producers, ...consumers].some(({ home }) => runsLater(ask, home, false));
}

/** Whether a worker takes one after another; one `pop()` a call closes what one `push()` opened. */
function isRepeated(ask: Ask, { at, home }: Use): boolean {
  if (ask.ts.findAncestor(at, (node) => (node === home ? "quit" : ask.ts.isIterationStatement(node, false)))) return true;
  return isLaterCallback(ask, home) || isDrivenLater(ask, home);
}

function isDrivenLater(ask: Ask, activation: Activation): boolean {
  let isDriven = false;
  for (const reference of eachReferenceTo(ask, activation)) {
    if (!isLaterCallback(ask, driverOf(ask, reference))) return false;
    isDriven = true;
  }
  return isDriven;
}

/** A list that is searched to take one out, and emptied as a whole: listeners, connections, things that live. */
function isRegister(producers: readonly Use[], uses: readonly Use[]): boolean {
  const apart = uses.filter((use) => !producers.some((add) => add.home === use.home));
  return apart.some((use) => use.operation === "search") && apart.some((use) => use.operation === "remove");
}

/** Things that are taken out one by one when their life ends: `socket.on("close", () => list.remove(socket))`. */
function isOfLives(ask: Ask, uses: readonly Use[]): boolean {
  return uses.some(({ operation, home }) => operation === "remove" && sourcesOf(ask, home).some(({ by }) => by === "life cycle"));
}

/** The near answer is cheap, and mostly enough. */
function isLater(ask: Ask, use: Use): boolean {
  if (use.operation === "take" && makesPromise(ask, use.home)) return true;
  return runsLater(askingNear(ask), use.home) || runsLater(ask, use.home);
}

/** A Set of things that are made for each call and never removed one by one; with removal it is a register of what lives. */
function isSetOfWork(ask: Ask, producers: readonly Use[], uses: readonly Use[]): boolean {
  return producers.some((add) => add.items.some((item) => isFresh(ask, item))) && !uses.some((use) => use.operation === "remove");
}

/** A library's queue drains itself; one that hands items over piles up only behind a reader that awaits between them. */
function kindOfLibrary(ask: Ask, stock: Stock, uses: readonly Use[]): Kind | undefined {
  if (stock.owner) return undefined;
  if (stock.drains === "waiters") return "waiters";
  return stock.drains === "tasks" || uses.some((use) => use.operation === "read" && isSlowReader(ask, use)) ? "fifo" : undefined;
}

function isSlowReader(ask: Ask, use: Use): boolean {
  const { ts } = ask;
  const awaits = (node: TS.Node): boolean => ts.isAwaitExpression(node) || (ts.forEachChild(node, awaits) ?? false);
  const loop = ts.findAncestor(use.at, (node) => (ts.isFunctionLike(node) ? "quit" : ts.isForOfStatement(node)));
  return awaits(loop ? (loop as TS.ForOfStatement).statement : use.at);
}
