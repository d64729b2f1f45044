import type { Ask } from "../model/ask.ts";
import { calledName } from "../model/functions.ts";
import { isBeforeStart } from "./gate.ts";
import { contentOf } from "./given.ts";
import type { Kind } from "./kind.ts";
import { hasUsers } from "./outside.ts";
import { isConditional, isLeftBehind, isParked } from "./parked.ts";
import { stalls } from "./stalls.ts";
import { isCalledInSight, sourcesOf } from "./starts.ts";
import type { Stock } from "./stocks.ts";
import type { Use } from "./uses.ts";

/** So many callers in between, and it is still for one operation of somebody out of sight that a producer is called. */
const NEAR = 4;

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
    // What callers wait in, what is sent together and what stays is filled by users that there are: not by a lock that nobody takes, nor by a program's own functions.
    const isUsed = (kind !== "waiters" && kind !== "batch" && kind !== "neverDrained") || (hasUsers(ask) && (kind !== "waiters" || isCalledInSight(ask, add.home)));
    const isOfSomebody = event !== undefined || (isUsed && (isMadeToWait ? inflow : near).some(({ by }) => by === "outside"));
    // What a timer brings is brought again and again while it can't be handed on.
    if (!isOfSomebody && !(isLeftOver && inflow.some(({ by }) => by === "timer"))) continue;
    if (!isMadeToWait && !(kind === "batch" && isItself && near.some(({ by }) => by === "traffic")) && !consumers.some((consumer) => stalls(ask, kind, consumer, add, isLeftOver, inflow))) continue;
    const named = sourcesOf(ask, add.home, 1).find(({ by }) => by === "traffic");
    return { add, pace: isOneWay && (isLeftBehind(ask, add, names) || isConditional(ask, add, names)) ? "whenever it can't go on at once" : named ? `on every \`${named.name}\`` : ON_EVERY_CALL };
  }
  return undefined;
}

/** `this.queue.unshift(...batch)`: what goes to the head was taken from there; what brings new items adds at the end. */
export function isPutBack(ask: Ask, { at }: Use): boolean {
  return ask.ts.isCallExpression(at) && calledName(ask, at.expression) === "unshift";
}
