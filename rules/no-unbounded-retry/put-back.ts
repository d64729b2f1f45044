import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";
import { attemptOf } from "./attempts.ts";
import { completes, isFailureHandler, isLoop } from "./flow.ts";
import type { Limit } from "./limits.ts";
import { edgesFrom } from "./reach.ts";
import { referentOf } from "./referent.ts";
import type { Region } from "./region.ts";
import type { Wait } from "./waits.ts";
import { collectWaits, worksToo } from "./waits.ts";
import { placeOfName, writeTo } from "./writes.ts";

const PUTS: ReadonlySet<string> = new Set(["push", "unshift"]);
const TAKES: ReadonlySet<string> = new Set(["shift", "pop", "splice"]);

const MAX_HOPS = 3;

/**
 * What failed is put back where it was taken from, and comes again when the store is worked off the next time: at the period of a `setInterval`, or in the next
 * round of the loop.
 */
export function findPutBacks(ask: Ask): readonly Region[] {
  const { ts } = ask;
  const found = (ask.nodes(ts.SyntaxKind.CallExpression) as readonly TS.CallExpression[]).flatMap((call) => explain(ask, call) ?? []);
  // Several kinds of failure may put the same back.
  return found.filter((each, index) => found.findIndex(({ failure }) => failure === each.failure) === index);
}

function explain(ask: Ask, call: TS.CallExpression): Region | undefined {
  const { ts } = ask;
  const { expression: callee } = call;
  if (!ts.isPropertyAccessExpression(callee) || !PUTS.has(callee.name.text) || call.arguments.length === 0) return undefined;
  const failure = ts.findAncestor(call, (node) => ts.isCatchClause(node) || ((ts.isArrowFunction(node) || ts.isFunctionExpression(node)) && isFailureHandler(ask, node)));
  const attempted = failure && attemptedBefore(ask, failure);
  if (!failure || !attempted) return undefined;
  const store = nameOf(ask, callee.expression);
  const held = store && referentOf(ask, store);
  const item = call.arguments.flatMap((each) => itemIn(ask, each) ?? []).find((each) => mentions(ask, attempted, each));
  if (!store || !held || !item || !isTaken(ask, store.text, held)) return undefined;
  const waits = waitsBetween(ask, call, failure, held, store.text);
  if (!waits) return undefined;
  const what = attemptOf(ask, [attempted])?.name ?? callee.expression.getText();
  return { kind: "timer", at: call, what, scope: ask.enclosing(call), attempted: ts.isBlock(attempted) ? [attempted] : [], failure, carried: [], waits, limit: limitOf(ask, item, call, failure) };
}

/** The block or the call whose failure leads to a clause or to the handler of a promise. */
function attemptedBefore({ ts }: Ask, failure: TS.Node): TS.Node | undefined {
  if (ts.isCatchClause(failure)) return failure.parent.tryBlock;
  const { parent } = failure;
  return ts.isCallExpression(parent) && ts.isPropertyAccessExpression(parent.expression) && /^(?:catch|then)$/.test(parent.expression.name.text) ? parent.expression.expression : undefined;
}

function nameOf({ ts }: Ask, expression: TS.Expression): TS.Identifier | undefined {
  const name = ts.isPropertyAccessExpression(expression) ? expression.name : expression;
  return ts.isIdentifier(name) ? name : undefined;
}

/** The name of what is put back: `task`, `...batch`, `{ ...task, attempts: task.attempts + 1 }`. */
function itemIn(ask: Ask, argument: TS.Expression): TS.Identifier | undefined {
  const { ts } = ask;
  const given = ts.isSpreadElement(argument) ? argument.expression : inside(ask, argument);
  const spread = ts.isObjectLiteralExpression(given) ? given.properties.find(ts.isSpreadAssignment) : undefined;
  return ts.isIdentifier(given) ? given : spread && itemIn(ask, spread.expression);
}

function mentions(ask: Ask, root: TS.Node, name: TS.Identifier): boolean {
  const { ts } = ask;
  const declaration = ask.declarationOf(name);
  const visit = (node: TS.Node): boolean => (ts.isIdentifier(node) && node.text === name.text && ask.declarationOf(node) === declaration) || (ts.forEachChild(node, visit) ?? false);
  return declaration !== undefined && visit(root);
}

/** Whether the file takes from a store, or replaces it. */
function isTaken(ask: Ask, name: string, held: TS.Declaration, root: TS.Node = ask.file): boolean {
  const { ts } = ask;
  return ask.named(name).some((use) => {
    const place = placeOfName(ask, use);
    const { parent } = place;
    const isTake = (ts.isPropertyAccessExpression(parent) && parent.expression === place && TAKES.has(parent.name.text)) || writeTo(ask, place) !== undefined;
    return isTake && root.pos <= use.pos && use.end <= root.end && referentOf(ask, use) === held;
  });
}

/** What lies between two attempts: the waits of the loop around, or the period of the timer that works the store off. */
function waitsBetween(ask: Ask, call: TS.Node, failure: TS.Node, held: TS.Declaration, name: string): readonly Wait[] | undefined {
  const { ts } = ask;
  const loop = ts.findAncestor(failure, (node) => (ts.isFunctionLike(node) ? "quit" : isLoop(ask, node)));
  // A clause that throws on ends the loop.
  if (loop && ts.isCatchClause(failure) && completes(ask, failure.block) && (ts.isWhileStatement(loop) || ts.isForStatement(loop) || ts.isDoStatement(loop)) && isTaken(ask, name, held, loop)) {
    const { waits, others } = collectWaits(ask, [loop.statement]);
    return waits.some(({ at }) => worksToo(ask, at)) || (waits.length === 0 && others.some((each) => each.pos > failure.pos)) ? undefined : waits;
  }
  for (const timer of ask.named("setInterval")) {
    const { parent } = placeOfName(ask, timer);
    const [callback, time] = ts.isCallExpression(parent) ? parent.arguments : [];
    if (callback && time && leadsTo(ask, callback, call, MAX_HOPS)) return [{ at: parent, shown: time, delay: (machine, names) => machine.evaluate(time, names) }];
  }
  return undefined;
}

function leadsTo(ask: Ask, from: TS.Node, place: TS.Node, hops: number): boolean {
  if (from.pos <= place.pos && place.end <= from.end) return true;
  return hops > 0 && edgesFrom(ask, from).some(({ to }) => leadsTo(ask, to, place, hops - 1));
}

/** A condition before it is put back, a change of it, or a member of it that is counted or compared may end the attempts. */
function limitOf(ask: Ask, item: TS.Identifier, call: TS.Node, failure: TS.Node): Limit {
  const { ts } = ask;
  const declaration = ask.declarationOf(item);
  const isConditional = ts.findAncestor(call, (node) => (node === failure ? "quit" : ts.isIfStatement(node) || ts.isConditionalExpression(node))) !== undefined;
  const isAsked = (use: TS.Node): boolean => {
    const member = use.parent;
    if (!ts.isPropertyAccessExpression(member) || member.expression !== use || ask.declarationOf(use) !== declaration) return false;
    const { parent } = member;
    return writeTo(ask, member) !== undefined || (ts.isBinaryExpression(parent) && parent.operatorToken.kind >= ts.SyntaxKind.LessThanToken && parent.operatorToken.kind <= ts.SyntaxKind.GreaterThanEqualsToken);
  };
  return isConditional || ts.isSpreadAssignment(item.parent) || ask.named(item.text).some(isAsked) ? { kind: "unknown" } : { kind: "none" };
}
