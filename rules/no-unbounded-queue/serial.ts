import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { calledName, unwrapped } from "../model/functions.ts";
import { isOfTraffic } from "./starts.ts";
import type { Stock } from "./stocks.ts";
import type { Use } from "./uses.ts";

/**
 * Whether a library's queue of tasks is a lock: it runs one at a time, nothing ever pauses it, and everybody who adds gives the task's own promise to the caller, who asks for
 * one thing and waits for it. What events add is nobody's to wait for.
 */
export function isUsedAsLock(ask: Ask, stock: Stock, producers: readonly Use[], uses: readonly Use[]): boolean {
  if (!stock.isSerial || stock.drains !== "tasks") return false;
  if (uses.some(({ at }) => ask.ts.isCallExpression(at) && calledName(ask, at.expression) === "pause")) return false;
  return producers.every(({ at, home }) => isGivenToCaller(ask, at) && !isOfTraffic(ask, home));
}

/** `return queue.add(task)`, `await queue.add(task)`, `() => queue.add(task)`, also as one branch of a choice. */
function isGivenToCaller(ask: Ask, place: TS.Node): boolean {
  const { ts } = ask;
  const at = unwrapped(ask, place);
  const { parent } = at;
  if (ts.isAwaitExpression(parent) || ts.isReturnStatement(parent)) return true;
  if (ts.isConditionalExpression(parent)) return parent.condition !== at && isGivenToCaller(ask, parent);
  return ts.isArrowFunction(parent) && parent.body === at;
}
