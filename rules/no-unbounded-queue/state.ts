import type * as TS from "typescript";
import type { Activation, Ask } from "../model/ask.ts";
import { calleesOf } from "../model/functions.ts";
import type { Use } from "./uses.ts";

/** So many functions that only look make a list a state; one may send again what was not answered, or replay it. */
const READERS = 2;

/**
 * Whether several functions look through the items that neither add nor let go: then the list is what is the case now (effects that last, candidates that are known, words heard so
 * far), and who replaces it sets it anew. What waits to be done is looked at by who does it. What a producer or consumer calls, stands in or has in it is a part of it.
 */
export function isState(ask: Ask, producers: readonly Use[], consumers: readonly Use[], uses: readonly Use[]): boolean {
  const { ts } = ask;
  const ends = new Set<Activation>([...producers, ...consumers].map(({ home }) => home));
  const parts = new Set([...ends].flatMap((home) => calleesOf(ask, home)));
  const isIn = (inner: Activation, outer: Activation): boolean => ts.findAncestor(inner, (node) => node === outer) !== undefined;
  const isPart = (home: Activation): boolean => parts.has(home) || [...ends].some((end) => isIn(home, end) || isIn(end, home)) || ts.isConstructorDeclaration(home) || ts.isSourceFile(home);
  const removers = new Set(uses.flatMap(({ home, operation }) => (operation === "remove" ? [home] : [])));
  const readers = new Set(uses.flatMap((use) => (isLook(ask, use) && !isPart(use.home) && !removers.has(use.home) ? [use.home] : [])));
  return readers.size >= READERS;
}

/** Whether each addition is followed by what lets go of the ones that are too old by a look at them alone: what was measured of late is looked at, and nobody works it off. */
export function isSlidingWindow(ask: Ask, producers: readonly Use[], consumers: readonly Use[]): boolean {
  const { ts } = ask;
  const calls = (node: TS.Node): boolean => (ts.isCallExpression(node) && node.expression.getText() !== "Date.now") || (ts.forEachChild(node, calls) ?? false);
  const onlyLooks = ({ at }: Use): boolean => ts.isBinaryExpression(at) && ts.isCallExpression(at.right) && at.right.arguments.every((keep) => !calls(keep));
  return consumers.every(onlyLooks) && producers.every(({ home }) => calleesOf(ask, home).some((callee) => consumers.some((consumer) => consumer.home === callee)));
}

/** `for (const item of items)`, `items.some(…)`, `items[0]`; another name for the list is looked at where it is used. */
function isLook(ask: Ask, { operation, at }: Use): boolean {
  const { ts } = ask;
  return operation === "search" || (operation === "read" && (ts.isForOfStatement(at) || ts.isSpreadElement(at) || ts.isCallExpression(at) || ts.isElementAccessExpression(at)));
}
