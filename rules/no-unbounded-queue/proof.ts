import type * as TS from "typescript";
import { homeOf, runsNextTurn, suspends } from "../knowledge/turns.ts";
import type { Activation, Ask } from "../model/ask.ts";
import { calledName, isCallee, referencesTo, unwrapped } from "../model/functions.ts";
import { isBeforeStart } from "./gate.ts";
import { contentOf } from "./given.ts";
import { isGivenOut } from "./hand-off.ts";
import type { Kind } from "./kind.ts";
import { isConditional, isLeftBehind, isParked } from "./parked.ts";
import { emptyingLoopOf } from "./same-turn.ts";
import type { Source } from "./starts.ts";
import { isStartedBy, sourcesOf } from "./starts.ts";
import type { Stock } from "./stocks.ts";
import type { Use } from "./uses.ts";

/** So many callers in between, and it is still for one operation of somebody out of sight that a producer is called. */
const NEAR = 4;

/** Events of a process or page that come once: what was kept for them was never work. */
const AT_THE_ENDS = /^(?:exit|beforeExit|SIG\w+|uncaughtException|unhandledRejection|load|DOMContentLoaded|deviceready)$/;

/** Where nothing more is known. */
export const ON_EVERY_CALL = "on every call";

/** What proves that a stock can rise. */
export interface Proof {
  /** The producer that it was found at. */
  readonly add: Use;
  /** What paces it, for the message. */
  readonly pace: string;
}

/**
 * Proves that a stock rises when its consumer is slow, or finds no proof. That nothing bounds a list says little: most lists need no bound, as the code
 * itself decides how much is in them. So three things are required. Nothing in the process paces the producer: an event runs it, as often as somebody sends, or
 * code out of sight does, for each of its operations. What is put in is what the producer was given; of callers that wait that goes without saying, and of tasks in a
 * library's queue. And the consumer can stall: see `stalls`. What is put aside until a start is over is no backlog.
 */
export function findProof(ask: Ask, stock: Stock, kind: Kind, producers: readonly Use[], consumers: readonly Use[]): Proof | undefined {
  // What only the constructor takes out was left by what it called itself.
  if (consumers.length > 0 && consumers.every(({ home }) => ask.ts.isConstructorDeclaration(home))) return undefined;
  for (const add of producers) {
    if (isPutBack(ask, add) || isBeforeStart(ask, add, consumers)) continue;
    const { isGiven, isItself, names } = contentOf(ask, add);
    const isMadeToWait = kind === "waiters" || kind === "neverDrained" || stock.drains !== undefined;
    // Of a linked list, the condition asks whether there is a last node to put it behind.
    const isOneWay = !isMadeToWait && stock.link === undefined;
    const isLeftOver = isOneWay && isParked(ask, add, names);
    if (!isGiven && !isMadeToWait) continue;
    const inflow = sourcesOf(ask, add.home);
    const event = inflow.find(({ by }) => by === "traffic");
    const near = sourcesOf(ask, add.home, NEAR);
    const isOfSomebody = event !== undefined || (isMadeToWait ? inflow : near).some(({ by }) => by === "outside");
    // What a timer brings is brought again and again while it can't be handed on.
    if (!isOfSomebody && !(isLeftOver && inflow.some(({ by }) => by === "timer"))) continue;
    if (!isMadeToWait && !(kind === "batch" && isItself && near.some(({ by }) => by === "traffic")) && !consumers.some((consumer) => stalls(ask, kind, consumer, add, isLeftOver, inflow))) continue;
    const named = sourcesOf(ask, add.home, 1).find(({ by }) => by === "traffic");
    return { add, pace: isOneWay && (isLeftBehind(ask, add, names) || isConditional(ask, add, names)) ? "whenever it can't go on at once" : named ? `on every \`${named.name}\`` : ON_EVERY_CALL };
  }
  return undefined;
}

/**
 * Whether a consumer may take nothing for as long as something else takes: a timer, another event than the producer's, or a reader decides when it takes, or it is a worker,
 * woken by the producer or run by somebody out of sight, that takes the next one only when something has come of the last.
 */
function stalls(ask: Ask, kind: Kind, consumer: Use, add: Use, isLeftOver: boolean, inflow: readonly Source[]): boolean {
  // What could not go on at once waits until another function says so, and so does what stays in a list that others are taken out of.
  if ((isLeftOver && consumer.home !== add.home) || consumer.operation === "sweep") return true;
  const starts = sourcesOf(ask, consumer.home);
  if (starts.some(({ by }) => by === "timer")) return true;
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

/** `this.queue.unshift(...batch)`: what goes to the head was taken from there; what brings new items adds at the end. */
export function isPutBack(ask: Ask, { at }: Use): boolean {
  return ask.ts.isCallExpression(at) && calledName(ask, at.expression) === "unshift";
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
