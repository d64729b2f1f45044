import type * as TS from "typescript";
import { startOf } from "../knowledge/events.ts";
import { homeOf, isLaterCallback, suspends } from "../knowledge/turns.ts";
import type { Activation, Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";
import { isCallee, nameOfFunction } from "../model/functions.ts";
import { leaves } from "./parked.ts";
import type { Stock } from "./stocks.ts";
import type { Use } from "./uses.ts";
import { holdsResolver } from "./work.ts";

const TAKES: readonly string[] = ["shift", "pop", "dequeue"];
const PUTS: readonly string[] = ["push", "unshift", "enqueue"];

/**
 * Whether the stock holds readers that wait for the next item: who finds no item in a second stock waits in this one, and an item
 * that finds no reader goes to the second. There are as many entries as readers, and they are the consumers. In a Map whoever
 * chooses the keys decides how many, so those count.
 */
export function isDemand(ask: Ask, stock: Stock, producers: readonly Use[], consumers: readonly Use[]): boolean {
  if (stock.around) return false;
  if (producers.every((add) => isIteratorStep(ask, add))) return true;
  // Of the two, the one with the items has no readers in it.
  if (!producers.some((add) => holdsResolver(ask, add))) return false;
  const puts = new Set(consumers.flatMap((consumer) => receiversOf(ask, consumer, PUTS)));
  return puts.size > 0 && producers.every((add) => receiversOf(ask, add, TAKES).some((items) => puts.has(items)));
}

/** `next()` of an iterator, which is read one item at a time; an observer's `next(item)` is called by the source. */
function isIteratorStep(ask: Ask, add: Use): boolean {
  if (nameOfFunction(ask, add.home)?.text !== "next" || !("parameters" in add.home)) return false;
  const parameters = new Set(add.home.parameters.map(({ name }) => name.getText()));
  return !add.items.some((item) => ask.ts.isIdentifier(item) && parameters.has(item.text));
}

/** What a function calls one of `methods` on, as the code writes it; the stock itself left out. */
function receiversOf(ask: Ask, use: Use, methods: readonly string[]): readonly string[] {
  const { ts } = ask;
  const textOf = (receiver: TS.Expression): string => inside(ask, receiver).getText();
  const own = ts.isCallExpression(use.at) && ts.isPropertyAccessExpression(use.at.expression) ? textOf(use.at.expression.expression) : undefined;
  return methods.flatMap((method) =>
    (ask.file === use.at.getSourceFile() ? ask.named(method) : []).flatMap(({ parent: access }) => {
      if (!isIn(use.home, access) || !ts.isPropertyAccessExpression(access) || !isCallee(ask, access) || homeOf(ask, access) !== use.home) return [];
      const receiver = textOf(access.expression);
      return receiver === own ? [] : [receiver];
    }),
  );
}

/** The cheap question, for files with thousands of calls of one name. */
function isIn(home: Activation, { pos, end }: TS.Node): boolean {
  return home.pos <= pos && end <= home.end;
}

/** Whether what fills the stock is started by what takes from it, as a page is loaded when the last one is used up. */
export function isRefill(ask: Ask, producers: readonly Use[], consumers: readonly Use[]): boolean {
  const takers = consumers.filter(({ operation, home }) => operation === "take" && !suspends(ask, home));
  const around = new Set(takers.map(({ home }) => home));
  return producers.every((add) => (!isLaterCallback(ask, add.home) || takers.some((taker) => isAskedFirst(ask, taker, add))) && ask.ts.findAncestor(add.at, (node) => node !== add.home && around.has(node as Activation)) !== undefined);
}

/** `if (items.length > 0) return items.shift(); load().then((page) => items.push(...page));`: who finds nothing starts what brings the next ones, and no event does. */
function isAskedFirst(ask: Ask, taker: Use, add: Use): boolean {
  const { ts } = ask;
  const branch = ts.findAncestor(taker.at, (node) => (node === taker.home ? "quit" : ts.isIfStatement(node)));
  if (!branch || !ts.isIfStatement(branch) || !leaves(ask, branch.thenStatement) || branch.end > add.at.pos || !/\.(?:length|size)\b/.test(branch.expression.getText())) return false;
  const isEvent = (node: TS.Node): boolean => ts.isFunctionLike(node) && startOf(ask, node) !== undefined;
  return ts.findAncestor(add.at, (node) => (node === taker.home ? "quit" : isEvent(node))) === undefined;
}

/** A consumer that lets its source go on after it took something: `source.resume()`, `iterator.pull()`. The source waits until then. */
export function isCredit(ask: Ask, consumer: Use): boolean {
  const { ts } = ask;
  if (consumer.at.getSourceFile() !== ask.file) return false;
  return ["resume", "pull"].some((method) =>
    ask.named(method).some(({ parent: access }: { parent: TS.Node }) => isIn(consumer.home, access) && ts.isPropertyAccessExpression(access) && isCallee(ask, access) && homeOf(ask, access) === consumer.home),
  );
}

/** A reader that gets a promise where there is nothing yet comes in another turn than what it reads. */
export function makesPromise({ ts }: Ask, home: Activation): boolean {
  const visit = (node: TS.Node): boolean => (ts.isNewExpression(node) && ts.isIdentifier(node.expression) && /(?:Promise|Deferred)$/.test(node.expression.text)) || (ts.forEachChild(node, visit) ?? false);
  return visit(home);
}
