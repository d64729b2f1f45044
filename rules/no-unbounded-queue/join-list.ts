import type * as TS from "typescript";
import type { Activation, Ask } from "../model/ask.ts";
import { nameOfFunction } from "../model/functions.ts";
import { comesAgain } from "./gate.ts";
import { emptyingLoopOf } from "./same-turn.ts";
import { sourcesOf } from "./starts.ts";
import type { Use } from "./uses.ts";
import { ENDS_LIFE } from "./words.ts";

const SCHEDULERS: ReadonlySet<string> = new Set(["setImmediate", "queueMicrotask", "process.nextTick", "nextTick"]);

/**
 * Bare resolvers that are all called at once: callers who join one event, as many as there are callers. Those who wait until somebody else ends an outage, which may come again,
 * are a backlog.
 */
export function isJoinList(ask: Ask, producers: readonly Use[], uses: readonly Use[]): boolean {
  const { ts } = ask;
  if (isSingleFlight(ask, producers, uses)) return true;
  const isBare = producers.every((add) => add.items.every((item) => ts.isIdentifier(item) || ts.isArrowFunction(item) || isPairOfSettlers(ask, item)));
  // What a waiter's own timeout or answer removes is that waiter.
  const isOwn = (use: Use): boolean => producers.some((add) => use.home !== add.home && ask.ts.findAncestor(use.at, (node) => node === add.home) !== undefined);
  const others = uses.filter((use) => letsGo(use) && !isOwn(use) && !ts.isConstructorDeclaration(use.home));
  const isEnd = (use: Use): boolean => ENDS_LIFE.test(nameOfFunction(ask, use.home)?.text ?? "");
  if (others.every(isEnd) && uses.some((use) => isOwn(use) && letsGo(use)) && uses.every((use) => use.operation !== "read" || isOwn(use) || isEnd(use) || isAskedOneByOne(ask, use))) return true;
  // Each of them is given the one answer, and none is taken out: they go with what they wait for.
  const looks = uses.filter((use) => use.operation === "read" && !isOwn(use));
  if (isBare && others.length === 0 && looks.length > 0 && looks.every((use) => ts.isForOfStatement(use.at) && !isAskedOneByOne(ask, use))) return true;
  if (isBare && others.every((use) => isEnd(use) || isOfEvent(ask, use)) && !others.every(isEnd) && producers.some((add) => comesAgain(ask, add))) return false;
  return isBare && others.length > 0 && !others.some((use) => use.operation === "remove" || (use.operation.startsWith("take") && !emptyingLoopOf(ask, use)));
}

/** Whether an event that somebody else sends leads to a use; a request to IndexedDB (3.0) has one success, and no other. */
function isOfEvent(ask: Ask, { home }: Use): boolean {
  const { parent } = home;
  if (ask.ts.isBinaryExpression(parent) && ask.ts.isPropertyAccessExpression(parent.left) && parent.left.name.text === "onsuccess") return false;
  return sourcesOf(ask, home).some(({ by }) => by === "traffic" || by === "life cycle");
}

/** Callbacks of the callers, handed in bare and all called at once: callers who join one event, as those with a resolver do. */
export function isCallbackList(ask: Ask, producers: readonly Use[], consumers: readonly Use[]): boolean {
  const isBare = producers.every(({ items }) => items.every((item) => isParameter(ask, item) || isPairOfSettlers(ask, item)));
  return isBare && consumers.length > 0 && consumers.every((use) => (use.operation === "drain" || emptyingLoopOf(ask, use) !== undefined) && callsElement(ask, use.home));
}

function isParameter(ask: Ask, item: TS.Expression): boolean {
  const declaration = ask.ts.isIdentifier(item) ? ask.declarationOf(item) : undefined;
  return declaration !== undefined && ask.ts.isParameter(declaration);
}

/** Whether a function calls what it took out, now or in its next turn: `for (const callback of callbacks) callback(error)`, `setImmediate(callbacks[i], error)`. */
function callsElement(ask: Ask, home: Activation): boolean {
  const { ts } = ask;
  const isElement = (declaration: TS.Declaration | undefined): boolean => {
    if (!declaration) return false;
    if (ts.isParameter(declaration)) return declaration.parent !== home && ts.isCallExpression(declaration.parent.parent);
    return ts.isVariableDeclaration(declaration) && (ts.isForOfStatement(declaration.parent.parent) || (declaration.initializer !== undefined && ts.isCallExpression(declaration.initializer)));
  };
  const calls = (node: TS.Node): boolean => {
    if (ts.isCallExpression(node)) {
      const called = SCHEDULERS.has(node.expression.getText()) ? node.arguments[0] : node.expression;
      // `job.reject(error)`
      if (called && ts.isPropertyAccessExpression(called) && /^(?:resolve|reject)/.test(called.name.text) && ts.isIdentifier(called.expression) && isElement(ask.declarationOf(called.expression))) return true;
      if (called && (ts.isCallExpression(called) || ts.isElementAccessExpression(called) || (ts.isIdentifier(called) && isElement(ask.declarationOf(called))))) return true;
    }
    return ts.forEachChild(node, calls) ?? false;
  };
  return calls(home);
}

/** All are let go at once, by the very call that made the others wait: it is under way once, and as many wait as call meanwhile. */
function isSingleFlight(ask: Ask, producers: readonly Use[], uses: readonly Use[]): boolean {
  const [first] = producers;
  const outflow = uses.filter(letsGo);
  const isInside = (node: TS.Node): boolean => ask.ts.findAncestor(node, (at) => at === first?.home) !== undefined;
  return outflow.length > 0 && producers.every((add) => isInside(add.at)) && outflow.every((use) => (use.operation === "drain" || use.operation === "clear") && isInside(use.at));
}

/** `for (const waiter of waiters) if (waiter.matches(answer)) …`: an answer is for whoever asked for it, not for the first in a row. */
function isAskedOneByOne(ask: Ask, { at }: Use): boolean {
  const { ts } = ask;
  const hasIf = (node: TS.Node): boolean => ts.isIfStatement(node) || (ts.forEachChild(node, hasIf) ?? false);
  return ts.isForOfStatement(at) && hasIf(at.statement);
}

/** `{ resolve, reject }` and nothing of what the caller wants. */
function isPairOfSettlers(ask: Ask, item: TS.Expression): boolean {
  const { ts } = ask;
  return ts.isObjectLiteralExpression(item) && item.properties.every((property) => ts.isShorthandPropertyAssignment(property) && /^(?:resolve|reject)/.test(property.name.text));
}

/** Whether a use takes something out, one or all. */
export function letsGo(use: Use): boolean {
  return use.operation === "take" || use.operation === "take-last" || use.operation === "drain" || use.operation === "clear" || use.operation === "remove" || use.operation === "sweep";
}
