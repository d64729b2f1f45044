import type * as TS from "typescript";
import { chainOf, effectAt } from "../knowledge/effects.ts";
import { postAt } from "../knowledge/posts.ts";
import { loopAround, retrierOf } from "../knowledge/retry-calls.ts";
import type { Ask } from "../model/ask.ts";
import { originOf } from "../model/origin.ts";
import { answerOf } from "./answer.ts";
import type { Key } from "./keys.ts";
import { keyOfCall } from "./keys.ts";
import { isProvenPost } from "./proven-post.ts";
import { CREATES } from "./words.ts";
import type { Reached } from "./reach.ts";

/** An effect that the code around it runs again when it fails. */
export interface Retried {
  readonly call: TS.CallExpression;
  readonly kind: Reached["kind"];
  /** Where the API takes a key, as the message says it. */
  readonly key: string | undefined;
  /** What runs it again: `the loop`, `p-retry`. */
  readonly by: string;
  readonly region: TS.Node;
  readonly fresh: Key;
}

/** The effects of one file in a region that retries them. Only what the region itself shows counts. */
export function findRetried(ask: Ask): readonly Retried[] {
  const { ts, file } = ask;
  if (!/retr|attempt|backoff/i.test(file.text)) return [];
  return ask.nodes(ts.SyntaxKind.CallExpression).flatMap((node): readonly Retried[] => {
    const call = node as TS.CallExpression;
    const region = regionOf(ask, call);
    const effect = region && effectOf(ask, call, region.isLibrary);
    if (!region || !effect) return [];
    const key = keyOfCall(ask, call, effect.kind, effect.key, region.node);
    return key.is === "stable" ? [] : [{ call, ...effect, by: region.by, region: region.node, fresh: key }];
  });
}

interface Region {
  readonly node: TS.Node;
  readonly by: string;
  readonly isLibrary: boolean;
}

/** The loop or the retrying call around a call, as long as nothing in it says that only refused requests are sent again. */
function regionOf(ask: Ask, call: TS.CallExpression): Region | undefined {
  const { ts } = ask;
  const around = ts.findAncestor(call.parent, (node) => ts.isFunctionLike(node) || ts.isTryStatement(node));
  if (around && ts.isTryStatement(around)) {
    const loop = isWithin(call, around.tryBlock) && around.catchClause && goesRound(ask, around.catchClause) ? loopAround(ask, around) : undefined;
    if (loop && leavesOnSuccess(ask, loop) && !isSelective(loop)) return { node: loop, by: "the loop", isLibrary: false };
  }
  const callback = ts.findAncestor(call.parent, ts.isFunctionLike);
  const outer = callback?.parent;
  if (!callback || !outer || !ts.isCallExpression(outer) || !outer.arguments.some((argument) => argument === callback)) return undefined;
  const by = retrierOf(ask, outer, callback);
  return by === undefined || isSelective(outer) ? undefined : { node: outer, by, isLibrary: true };
}

function isWithin(node: TS.Node, block: TS.Node): boolean {
  return block.pos <= node.pos && node.end <= block.end;
}

/** Whether a `catch` lets the loop go on after any error: what it throws, it throws when the attempts are used up. */
function goesRound(ask: Ask, { block }: TS.CatchClause): boolean {
  const { ts } = ask;
  const visit = (node: TS.Node): boolean => {
    if (ts.isFunctionLike(node)) return false;
    if (!ts.isThrowStatement(node) && !ts.isReturnStatement(node) && !ts.isBreakStatement(node)) return ts.forEachChild(node, visit) ?? false;
    const test = ts.findAncestor(node, (each) => (each === block ? "quit" : ts.isIfStatement(each)));
    return test === undefined || !ts.isIfStatement(test) || !/attempt|retr|tries|max|left|remaining|count/i.test(test.expression.getText());
  };
  return !(ts.forEachChild(block, visit) ?? false);
}

/** Whether a loop ends when the call has succeeded: then another turn is another attempt at the same thing. */
function leavesOnSuccess(ask: Ask, loop: TS.IterationStatement): boolean {
  const { ts } = ask;
  const visit = (node: TS.Node): boolean => {
    if (ts.isFunctionLike(node) || ts.isCatchClause(node) || ts.isSwitchStatement(node)) return false;
    if (ts.isReturnStatement(node) || ts.isBreakStatement(node)) return true;
    return ts.forEachChild(node, visit) ?? false;
  };
  return visit(loop.statement);
}

/** Errors that say the request was not carried out: sending it again is safe. */
function isSelective(region: TS.Node): boolean {
  return /\b429\b|rate.?limit|TooManyRequests|ECONNREFUSED|\b409\b|\b404\b|shouldRetry|retryIf|isRetr/i.test(region.getText());
}

function effectOf(ask: Ask, call: TS.CallExpression, isLibrary: boolean): Pick<Retried, "kind" | "key"> | undefined {
  const known = effectAt(ask, call);
  if (known) return known.kind === "publish" ? undefined : { kind: known.kind, key: known.key };
  const post = postAt(ask, call);
  if (post) return isProvenPost(ask, call, post, undefined) ? { kind: "post", key: "in an `Idempotency-Key` header" } : undefined;
  const last = chainOf(ask, call.expression).at(-1);
  if (!isLibrary || last === undefined || !CREATES.test(last) || !answerOf(ask, call, undefined).namesNew) return undefined;
  const origin = originOf(ask, call.expression);
  return origin?.module === undefined || origin.module.startsWith("node:") || /^\.|^[~@#]\//.test(origin.module) ? undefined : { kind: "record", key: undefined };
}
