import type * as TS from "typescript";
import type { Activation, Ask } from "../model/ask.ts";
import { calledName } from "../model/functions.ts";
import { contentOf } from "./given.ts";
import type { Kind } from "./kind.ts";
import { isConditional, isParked } from "./parked.ts";
import { startsOf } from "./starts.ts";
import type { Use } from "./uses.ts";

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
 * itself decides how much is in them. So two things are required. What is put in is what the producer was given. And one of these is seen:
 * events feed the producer, as often as somebody sends; or the producer adds only while the consumer is away or busy; or a timer empties the stock, whatever
 * comes meanwhile; or the consumer awaits something for each item that it takes.
 */
export function findProof(ask: Ask, kind: Kind, producers: readonly Use[], consumers: readonly Use[]): Proof | undefined {
  // What only the constructor takes out was left by what it called itself.
  if (consumers.every(({ home }) => ask.ts.isConstructorDeclaration(home))) return undefined;
  const adds = producers.filter((add) => !isPutBack(ask, add)).map((add) => ({ add, ...contentOf(ask, add) }));
  const given = adds.filter(({ isGiven }) => isGiven);
  // What either goes on at once or into a queue is one thing a call, whoever made it.
  const parked = (kind === "batch" ? given : adds).find(({ add, names }) => isParked(ask, add, names)) ?? (kind === "batch" ? undefined : given.find(({ add, names }) => isConditional(ask, add, names)));
  if (parked) return { add: parked.add, pace: "whenever it can't go on at once" };
  for (const { add } of given) {
    const event = startsOf(ask, add.home).find(({ by }) => by === "traffic");
    if (event) return { add, pace: `on every \`${event.name}\`` };
  }
  const slow = given.find(({ add }) => consumers.some((consumer) => isSlow(ask, kind, consumer, add)));
  return slow && { add: slow.add, pace: ON_EVERY_CALL };
}

/** A timer decides when it takes; or it takes the next one only when something has come of the last. */
function isSlow(ask: Ask, kind: Kind, consumer: Use, add: Use): boolean {
  const isAnswer = ask.ts.findAncestor(consumer.at, (node) => node === add.home) !== undefined && consumer.home !== add.home;
  return (kind !== "batch" && (isAnswer || awaitsEach(ask, consumer))) || startsOf(ask, consumer.home).some(({ by }) => by === "timer");
}

/** `this.queue.unshift(...batch)`: what goes to the head was taken from there; what brings new items adds at the end. */
function isPutBack(ask: Ask, { at }: Use): boolean {
  return ask.ts.isCallExpression(at) && calledName(ask, at.expression) === "unshift";
}

/** `while (…) { const item = queue.shift(); await run(item); }`, or a worker that stops itself until the last item is done. */
function awaitsEach(ask: Ask, { at, home }: Use): boolean {
  const { ts } = ask;
  const loop = ts.findAncestor(at, (node) => (node === home ? "quit" : ts.isIterationStatement(node, false)));
  const awaits = (node: TS.Node): boolean => {
    if (ts.isAwaitExpression(node) && ts.isCallExpression(node.expression)) return true;
    return !ts.isFunctionLike(node) && (ts.forEachChild(node, awaits) ?? false);
  };
  return (loop !== undefined && awaits(loop)) || stopsItself(ask, home);
}

/** `while (!this.isBusy && …) { …; this.isBusy = true; … }`: a function that tests a flag and sets it. */
function stopsItself(ask: Ask, home: Activation): boolean {
  const { ts } = ask;
  const tested = new Set<string>();
  const set = new Set<string>();
  const test = (node: TS.Node): void => {
    if (ts.isPropertyAccessExpression(node) || ts.isIdentifier(node)) tested.add(node.getText());
    ts.forEachChild(node, test);
  };
  const visit = (node: TS.Node): void => {
    if (ts.isIfStatement(node) || ts.isWhileStatement(node)) test(node.expression);
    else if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken && node.right.kind === ts.SyntaxKind.TrueKeyword) set.add(node.left.getText());
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, visit);
  };
  ts.forEachChild(home, visit);
  return [...set].some((flag) => tested.has(flag));
}
