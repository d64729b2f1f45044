import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { calledName, nameOfFunction } from "../model/functions.ts";
import { attemptOf, isTidied } from "./attempts.ts";
import { neverComes } from "./cannot-fail.ts";
import { completes, hasContinue, isLoop } from "./flow.ts";
import { limitOf } from "./limits.ts";
import { speaksOfRetries } from "./may-find.ts";
import { isPolling, isPollName } from "./not-retries.ts";
import type { Loop } from "./outcomes.ts";
import { after, conditionOf, isForGood, isRepeatedOnFailure } from "./outcomes.ts";
import { makesNames, tellsApart } from "./other-attempts.ts";
import { isPlain } from "./plain.ts";
import type { Region } from "./region.ts";
import { findRejected } from "./rejections.ts";
import { findServed } from "./served.ts";
import type { Carried } from "./state.ts";
import { findCarried } from "./state.ts";
import { findStatusCheck } from "./status-checks.ts";
import type { Failure } from "./status-checks.ts";
import type { Wait } from "./waits.ts";
import { collectWaits, unseenWait, waitOf, worksToo } from "./waits.ts";

/** Loops that go round because something failed: success leaves them, failure does not. */
export function findLoops(ask: Ask): readonly Region[] {
  const { SyntaxKind: Kind } = ask.ts;
  return [Kind.ForStatement, Kind.WhileStatement, Kind.DoStatement].flatMap((kind) => ask.nodes(kind)).flatMap((loop) => explain(ask, loop as TS.ForStatement | TS.WhileStatement | TS.DoStatement) ?? []);
}

function explain(ask: Ask, loop: Loop): Region | undefined {
  const { ts } = ask;
  const body = loop.statement;
  if (!ts.isBlock(body)) return undefined;
  const failure = findFailure(ask, loop, body);
  if (!failure) return undefined;
  const attempt = attemptOf(ask, failure.attempted);
  if (!attempt || isPolling(ask, loop) || isPoll(ask, attempt.name, failure.attempted)) return undefined;
  // `while (tries++ < 10)` counts in its head.
  const head = ts.isForStatement(loop) ? loop.incrementor : loop.expression;
  const own = failure.handler ? [body, failure.handler] : [body];
  const scopes = head ? [...own, head] : own;
  const isInside = ({ declaration }: Carried): boolean => body.pos <= declaration.pos && declaration.end <= body.end;
  const carried = findCarried(ask, scopes, (node) => (!ts.isFunctionLike(node) || isExecutor(ask, node)) && !ts.isClassLike(node)).filter((each) => !isInside(each));
  // What is waited for in the middle of an attempt, or when it is tidied up, is part of it.
  const inside = failure.attempted.flatMap((node) => (ts.isBlock(node) ? [...node.statements.slice(beginOf(ask, node)), ...finallyOf(ask, node)] : []));
  const { waits: seen, others } = collectWaits(ask, own, inside);
  const branch = failure.handler ?? failure.at;
  const unseen = seen.length === 0 ? others.flatMap((each) => (branch.pos <= each.pos && each.end <= branch.end ? (unseenWait(ask, each) ?? []) : [])) : [];
  const waits = unseen.length === 1 ? unseen : seen;
  if (tellsApart(ask, loop, failure.at, failure.attempted, carried, waits.length > 0)) return undefined;
  const isHot = collectWaits(ask, failure.attempted).waits.length > 0;
  // For good and at once after an answer that was not `ok`: the second look of who compares and sets.
  if (waits.length === 0 && (!failure.isPlain || (ts.isIfStatement(failure.at) && isForGood(ask, loop)) || (!isHot && !speaksOfRetries(ask.file.text)) || makesNames(ask, loop, failure.attempted) || mayWait(ask, failure.attempted))) return undefined;
  const isElsewhere = (each: TS.Expression): boolean => !isTidied(ask, each) && !(each.pos > failure.at.end && neverFallsThrough(ask, failure.at)) && !failure.attempted.some((node) => node.pos <= each.pos && each.end <= node.end);
  const hasOther = waits.length === 0 && others.some(isElsewhere);
  const condition = conditionOf(ask, loop);
  const owner = nameOfFunction(ask, ask.enclosing(loop))?.text;
  return {
    kind: "loop",
    at: loop,
    what: attempt.name ?? owner ?? "the loop",
    scope: loop,
    attempted: failure.attempted,
    failure: failure.at,
    carried,
    waits: hasOther ? undefined : waits,
    limit: limitOf(ask, own, condition, carried),
    isLastBehind: isLastBehind(ask, loop, failure.attempted, waits),
  };
}

/** Asks whether something is the case; a consumer that waits for a signal and then works does more than that. */
function isPoll(ask: Ask, name: string | undefined, attempted: readonly TS.Node[]): boolean {
  return isPollName(name) && !(/(?:^|\.)wait[A-Z]\w*$/.test(name ?? "") && collectWaits(ask, attempted).others.length > 1);
}

/** `if (attempt < max) continue; throw error;`: what follows the `try` is run after a success alone. */
function neverFallsThrough(ask: Ask, at: TS.Node): boolean {
  const last = ask.ts.isCatchClause(at) ? at.block.statements.at(-1) : undefined;
  return last !== undefined && (ask.ts.isContinueStatement(last) || !completes(ask, last));
}

/** Runs at once: `new Promise((resolve) => setTimeout(resolve, 2 ** attempt++))`. */
function isExecutor({ ts }: Ask, { parent }: TS.Node): boolean {
  return ts.isNewExpression(parent) && parent.expression.getText() === "Promise";
}

/** The statement that follows the loop is the attempt itself: the wait after the loop's last failure is one between two attempts, too. */
function isLastBehind(ask: Ask, loop: Loop, attempted: readonly TS.Node[], waits: readonly Wait[]): boolean {
  const { ts } = ask;
  const { parent } = loop;
  const behind = ts.isBlock(parent) ? parent.statements[parent.statements.indexOf(loop) + 1]?.getText() : undefined;
  if (!behind?.includes("await ")) return false;
  const isSame = (node: TS.Node): boolean => ts.isBlock(node) && node.statements.some((each) => each.getText() === behind);
  const condition = conditionOf(ask, loop);
  const isAsked = (at: TS.Node): boolean => ts.findAncestor(at, (node) => (node === loop ? "quit" : ts.isIfStatement(node) && /[<>]|last/i.test(node.expression.getText()))) !== undefined;
  return condition !== undefined && attempted.some(isSame) && !waits.some(({ at }) => isAsked(at));
}

/** How many statements come before the operation: a wait among them is one between two attempts. */
function beginOf(ask: Ask, { statements }: TS.Block): number {
  const first = statements.findIndex((each) => {
    const { waits, others } = collectWaits(ask, [each]);
    return others.length > 0 || waits.some(({ at }) => worksToo(ask, at));
  });
  return first === -1 ? 1 : first;
}

/** Awaits something that says itself that it waits: for how long can't be told. */
function mayWait(ask: Ask, attempted: readonly TS.Node[]): boolean {
  const { ts } = ask;
  const visit = (node: TS.Node): boolean => {
    if (ts.isAwaitExpression(node) && ts.isCallExpression(node.expression) && !waitOf(ask, node.expression) && /wait|back-?off|delay|sleep|throttle/i.test(calledName(ask, node.expression.expression) ?? "")) return true;
    return ts.forEachChild(node, visit) ?? false;
  };
  return attempted.some(visit);
}

function finallyOf({ ts }: Ask, { parent }: TS.Block): readonly TS.Node[] {
  return ts.isTryStatement(parent) && parent.finallyBlock ? [parent.finallyBlock] : [];
}

function findFailure(ask: Ask, loop: Loop, body: TS.Block): Failure | undefined {
  return findCatch(ask, loop, body) ?? findRejected(ask, loop, body) ?? findStatusCheck(ask, body) ?? findServed(ask, loop, body);
}

/** A `try` in the loop whose catch clause goes round, and whose success does not. */
function findCatch(ask: Ask, loop: Loop, body: TS.Block): Failure | undefined {
  const { ts } = ask;
  const tries: TS.TryStatement[] = [];
  const visit = (node: TS.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node) || isLoop(ask, node)) return;
    if (ts.isTryStatement(node)) tries.push(node);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(body, visit);
  for (const statement of tries) {
    const { catchClause } = statement;
    if (!catchClause || !goesRound(ask, statement, catchClause, body)) continue;
    if (isRepeatedOnFailure(ask, loop, statement, catchClause, body) && !neverComes(ask, catchClause)) return { at: catchClause, attempted: [statement.tryBlock], isPlain: isPlain(ask, [...catchClause.block.statements, ...after(ask, statement, body)]) };
  }
  return undefined;
}

/** Whether a failure reaches the end of the loop's body. */
function goesRound(ask: Ask, statement: TS.TryStatement, { block }: TS.CatchClause, body: TS.Block): boolean {
  const { ts } = ask;
  if (!completes(ask, block)) return false;
  const last = block.statements.at(-1);
  if (last && ts.isContinueStatement(last)) return true;
  return hasContinue(ask, [block]) || after(ask, statement, body).every((each) => completes(ask, each));
}
