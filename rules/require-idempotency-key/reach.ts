import type * as TS from "typescript";
import type { EffectKind } from "../knowledge/effect-table.ts";
import { effectAt } from "../knowledge/effects.ts";
import { postAt } from "../knowledge/posts.ts";
import { isSupportCode } from "../knowledge/support-code.ts";
import type { Ask } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";
import { calledName, nameOfFunction } from "../model/functions.ts";
import { callsIn } from "./calls-in.ts";
import { isCaughtAsDuplicate } from "./claims.ts";
import type { Handler } from "./handlers.ts";
import { handedDown, handedUp } from "./handed-down.ts";
import { findHandlers } from "./handlers.ts";
import type { Target } from "./targets.ts";
import { targetsOf } from "./targets.ts";
import { wrappedPostAt } from "./own-posts.ts";
import { isActingPost } from "./proven-post.ts";
import { isJournal, isRefusedAgain, rowAt } from "./rows.ts";
import { functionsOf } from "./values.ts";
import { ASKS, HANDED_OVER } from "./words.ts";

/** How deep below a handler an effect is looked for, and in how many functions of a project altogether. */
const MAX_DEPTH = 9;
const MAX_FUNCTIONS = 4000;

/** A function that a handler reaches, and the call that leads there. */
export interface Visit {
  readonly body: Body;
  readonly handler: Handler;
  readonly depth: number;
  readonly from?: Visit;
  /** The call in `from` that runs this function. */
  readonly call?: TS.CallExpression;
}

/** An effect that a handler reaches. */
export interface Reached {
  readonly visit: Visit;
  readonly call: TS.CallExpression | TS.NewExpression;
  readonly kind: EffectKind;
  /** Where the API takes a key. */
  readonly key: string | undefined;
}

/** A call by which one reached function runs another. */
export interface Edge {
  readonly from: Visit;
  readonly call: TS.CallExpression;
  /** Whether it goes through an interface or a value of a declared type. */
  readonly isDispatched: boolean;
}

/** What all handlers of a project reach. */
export interface Reach {
  readonly effects: readonly Reached[];
  readonly handlers: readonly Handler[];
  /** The reached calls that run a function. */
  callersOf(body: Body): readonly Edge[];
  /** Whether all that a function does to the world, itself or through what it calls, is of one kind; what an interface chooses from counts as one. */
  isSender(body: Body): boolean;
  /** What a function does to the world, itself or through what it calls. */
  kindsOf(body: Body): ReadonlySet<string>;
}

/** Walks down from all handlers of the project, nearest functions first. Every function is entered once, so the walk is linear in what is reached. */
export function reachOf(ask: Ask): Reach {
  const effects: Reached[] = [];
  const calls = new Map<Body, Map<Body, boolean>>();
  const callers = new Map<Body, Edge[]>();
  const own = new Map<Body, Set<EffectKind>>();
  const handlers = findHandlers(ask);
  const queue: Visit[] = handlers.map((handler) => ({ body: handler.body, handler, depth: 0 }));
  const seen = new Set<Body>();
  for (let at = 0; at < queue.length && seen.size < MAX_FUNCTIONS; at += 1) {
    const visit = queue[at];
    if (visit === undefined || seen.has(visit.body)) continue;
    seen.add(visit.body);
    const next = new Map<Body, boolean>();
    calls.set(visit.body, next);
    for (const call of callsIn(ask, visit.body, visit.handler.by)) {
      const targets = followed(ask, call, visit);
      const effect = effectOf(ask, call, visit, targets);
      for (const { body, isDispatched, isRegistered } of effect?.kind === "post" ? [] : targets) {
        next.set(body, isDispatched);
        if (isRegistered !== true) callers.set(body, [...(callers.get(body) ?? []), { from: visit, call: call as TS.CallExpression, isDispatched }]);
        if (visit.depth < MAX_DEPTH && !isSupportCode(ask.pathOf(body.getSourceFile()))) queue.push({ body, handler: visit.handler, depth: visit.depth + 1, from: visit, call: call as TS.CallExpression });
      }
      if (effect === undefined) continue;
      effects.push({ visit, call, ...effect });
      // A row beside a sending does not make its function another sender.
      if (effect.kind !== "row") own.set(visit.body, (own.get(visit.body) ?? new Set<EffectKind>()).add(effect.kind));
    }
  }
  const kindsBelow = (body: Body): ReadonlySet<string> => kindsOf(body, calls, own, new Set());
  return { effects, handlers, callersOf: (body) => callers.get(body) ?? [], isSender: (body) => kindsBelow(body).size === 1, kindsOf: kindsBelow };
}

function effectOf(ask: Ask, call: TS.CallExpression | TS.NewExpression, visit: Visit, targets: readonly Target[]): Pick<Reached, "kind" | "key"> | undefined {
  const known = effectAt(ask, call);
  if (known) return { kind: known.kind, key: known.key };
  if (ask.ts.isNewExpression(call)) return undefined;
  const row = rowAt(ask, call);
  if (row) return isRefusedAgain(row) || isJournal(row) || isCaughtAsDuplicate(ask, call) ? undefined : { kind: "row", key: undefined };
  const post = postAt(ask, call) ?? wrappedPostAt(ask, call, targets.map(({ body }) => body));
  return post && isActingPost(ask, call, post, visit) ? { kind: "post", key: "in an `Idempotency-Key` header" } : undefined;
}

/** What a call leads to: the function it runs, and those it hands over to be run. A call of a name that only asks or computes is not followed. */
function followed(ask: Ask, call: TS.CallExpression | TS.NewExpression, from: Visit): readonly Target[] {
  const { ts } = ask;
  if (ts.isNewExpression(call)) return [];
  const name = calledName(ask, call.expression);
  if (name === undefined || (ASKS.test(name) && !isCommand(ask, call))) return [];
  const downOf = (value: TS.Expression): readonly Body[] | undefined => handedDown(ask, value, (owner) => callOn(from, owner));
  const handed = HANDED_OVER.test(name) ? call.arguments.flatMap((argument) => (ts.isIdentifier(argument) || ts.isPropertyAccessExpression(argument) ? (downOf(argument) ?? functionsOf(ask, argument, 2)) : [])) : [];
  const down = downOf(call.expression);
  const targets = down ? [] : targetsOf(ask, call);
  // A helper that runs what it is handed is no sender, whatever that sends.
  const callbacks = [...(down ?? []), ...targets.flatMap(({ body }) => handedUp(ask, call, body)), ...handed];
  return [...targets, ...callbacks.map((body) => ({ body, isDispatched: false, isRegistered: true }))];
}

/** The call on the way to a visit that runs a function. */
function callOn(visit: Visit, owner: TS.Node): TS.CallExpression | undefined {
  for (let at: Visit | undefined = visit; at !== undefined; at = at.from) if (at.body === owner) return at.call;
  return undefined;
}

/** Whether nobody looks at what a call answers: then it does something, by whatever name (`await checkAlerts(chart);`). */
function isCommand({ ts }: Ask, call: TS.CallExpression): boolean {
  let at: TS.Node = call.parent;
  while (ts.isAwaitExpression(at) || ts.isParenthesizedExpression(at) || ts.isVoidExpression(at) || (ts.isPropertyAccessExpression(at) && at.name.text === "catch") || (ts.isCallExpression(at) && ts.isPropertyAccessExpression(at.expression) && at.expression.name.text === "catch")) at = at.parent;
  return ts.isExpressionStatement(at);
}

/** Kinds that the implementations of one interface may have between them. */
function familyOf(kind: string): string {
  return kind === "mail" || kind === "message" || kind === "post" || kind === "publish" ? "send" : kind;
}

function kindsOf(body: Body, calls: ReadonlyMap<Body, ReadonlyMap<Body, boolean>>, own: ReadonlyMap<Body, ReadonlySet<EffectKind>>, above: Set<Body>): ReadonlySet<string> {
  const kinds = new Set<string>(own.get(body));
  if (above.has(body)) return kinds;
  above.add(body);
  for (const [next, isDispatched] of calls.get(body) ?? []) {
    for (const kind of kindsOf(next, calls, own, above)) kinds.add(isDispatched ? familyOf(kind) : kind);
  }
  return kinds;
}

/** The name of the function that a visit is about. */
export function nameOf(ask: Ask, { body }: Visit): string | undefined {
  return nameOfFunction(ask, body)?.text;
}
