import type * as TS from "typescript";
import { homeOf, runsNextTurn, suspends } from "../knowledge/turns.ts";
import type { Activation, Ask } from "../model/ask.ts";
import { isCallee, referencesTo, unwrapped } from "../model/functions.ts";
import { isGivenOut } from "./hand-off.ts";
import type { Kind } from "./kind.ts";
import { waysAround } from "./parked.ts";
import { emptyingLoopOf } from "./same-turn.ts";
import type { Source } from "./starts.ts";
import { isStartedBy, sourcesOf } from "./starts.ts";
import type { Use } from "./uses.ts";

/** Events of a process or page that come once: what was kept for them was never work. */
const AT_THE_ENDS = /^(?:exit|beforeExit|SIG\w+|uncaughtException|unhandledRejection|load|DOMContentLoaded|deviceready)$/;

/**
 * Whether a consumer may take nothing for as long as something else takes: a timer, another event than the producer's, or a reader decides when it takes, or it is a worker,
 * woken by the producer or run by somebody out of sight, that takes the next one only when something has come of the last.
 */
export function stalls(ask: Ask, kind: Kind, consumer: Use, add: Use, isLeftOver: boolean, inflow: readonly Source[]): boolean {
  // What could not go on at once waits until another function says so, and so does what stays in a list that others are taken out of.
  if ((isLeftOver && consumer.home !== add.home) || consumer.operation === "sweep") return true;
  const starts = sourcesOf(ask, consumer.home);
  // What a timer hands on at once is gone after each of its ticks.
  if (starts.some(({ by }) => by === "timer") && (kind !== "batch" || suspends(ask, consumer.home) || isHeldBack(ask, consumer))) return true;
  const isOnEvent = starts.some(({ by, name }) => (by === "life cycle" || by === "traffic") && !AT_THE_ENDS.test(name) && !inflow.some((source) => source.by === by && source.name === name));
  const isCalledFromOutside = sourcesOf(ask, consumer.home, 0).some(({ by }) => by === "outside");
  const isWorker = isCalledFromOutside || starts.some(({ by }) => by === "traffic") || isStartedBy(ask, consumer.home, add.home);
  if (kind === "batch") return (isWorker || !isLeftOver) && suspends(ask, consumer.home);
  const isOfEvents = inflow.some(({ by }) => by === "traffic");
  if (isOnEvent || ((isWorker || isOfEvents) && awaitsEach(ask, consumer))) return true;
  const isAnswer = ask.ts.findAncestor(consumer.at, (node) => node === add.home) !== undefined && consumer.home !== add.home;
  // Who asks for one at a time, and who is called back when something has come of the last one, takes as slowly as that goes.
  if (isGivenOut(ask, consumer) || ((isWorker || isOfEvents) && isCompletion(ask, consumer.home))) return true;
  const isOneForOne = isLeftOver && consumer.home === add.home && !emptyingLoopOf(ask, consumer);
  const isOneACall = ask.ts.findAncestor(consumer.at, (node) => (node === consumer.home ? "quit" : ask.ts.isIterationStatement(node, false))) === undefined;
  return isAnswer || isOneForOne || (isCalledFromOutside && (isOfEvents || isOneACall));
}

/** `if (this.isOpen) …`: whether a consumer takes under a condition that is not about how much there is. */
function isHeldBack(ask: Ask, consumer: Use): boolean {
  return waysAround(ask, consumer).some(({ condition }) => condition.getText().split(/&&|\|\|/).some((part) => !/\.(?:length|size)\b/.test(part)));
}

/** `while (…) { const item = queue.shift(); await run(item); }`, or a worker that stops itself until the last item is done. */
function awaitsEach(ask: Ask, { at, home }: Use): boolean {
  const { ts } = ask;
  const loop = ts.findAncestor(at, (node) => (node === home ? "quit" : ts.isIterationStatement(node, false)));
  const awaits = (node: TS.Node): boolean => {
    if (ts.isYieldExpression(node) || (ts.isAwaitExpression(node) && (ts.isCallExpression(node.expression) || ts.isIdentifier(node.expression)))) return true;
    return !ts.isFunctionLike(node) && (ts.forEachChild(node, awaits) ?? false);
  };
  return (loop !== undefined && awaits(loop)) || stopsItself(ask, at, home) || isResumed(ask, home) || (loop === undefined && isCalledInRounds(ask, home, awaits));
}

/** `while (open) { await room(); void this.runNext(); }`: a function that takes one a call, called in a loop that awaits something in each round. */
function isCalledInRounds(ask: Ask, home: Activation, awaits: (node: TS.Node) => boolean): boolean {
  const { ts } = ask;
  return (referencesTo(ask, home) ?? []).some((reference) => {
    const round = isCallee(ask, reference) ? ts.findAncestor(reference, (node) => (ts.isFunctionLike(node) ? "quit" : ts.isIterationStatement(node, false))) : undefined;
    return round !== undefined && awaits(round);
  });
}

/** `const work = () => run(queue.shift(), () => work());`, `run(queue.shift()).then(work)`: a function that goes on when something has come of what it did. */
function isResumed(ask: Ask, home: Activation): boolean {
  const isInside = (reference: TS.Node): boolean => ask.ts.findAncestor(reference, (node) => node === home) !== undefined;
  const isLater = (caller: Activation): boolean => caller !== home && !runsNextTurn(ask, caller);
  return (referencesTo(ask, home) ?? []).some((reference) => isInside(reference) && (!isCallee(ask, reference) || isLater(homeOf(ask, reference))));
}

/** `send(queue[0], () => { queue.shift(); … })`: a function that is handed to whatever does the work. */
function isCompletion(ask: Ask, home: Activation): boolean {
  const { ts } = ask;
  if (!ts.isArrowFunction(home) && !ts.isFunctionExpression(home)) return false;
  const { parent } = unwrapped(ask, home);
  return ts.isCallExpression(parent) && parent.expression !== home && !runsNextTurn(ask, home);
}

/** `while (!this.isBusy && …) { …; this.isBusy = true; … }`: a function that tests a state of its surroundings and sets it. */
function stopsItself(ask: Ask, at: TS.Node, home: Activation): boolean {
  const { ts } = ask;
  const tested = new Set<string>();
  const set = new Set<string>();
  const test = (node: TS.Node): void => {
    if (ts.isPropertyAccessExpression(node) || ts.isIdentifier(node)) tested.add(node.getText());
    ts.forEachChild(node, test);
  };
  const isState = ({ left, right }: TS.BinaryExpression): boolean => {
    if (right.kind === ts.SyntaxKind.TrueKeyword) return true;
    if (!ts.isCallExpression(right) && !ts.isNewExpression(right)) return false;
    const declaration = ask.declarationOf(ts.isPropertyAccessExpression(left) ? left.name : left);
    // What was taken out and is looked at is no state.
    return (declaration === undefined || declaration.pos < home.pos || declaration.end > home.end) && unwrapped(ask, at) !== right;
  };
  const visit = (node: TS.Node): void => {
    if (ts.isIfStatement(node) || ts.isWhileStatement(node)) test(node.expression);
    else if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken && isState(node)) set.add(node.left.getText());
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, visit);
  };
  ts.forEachChild(home, visit);
  return [...set].some((flag) => tested.has(flag));
}
