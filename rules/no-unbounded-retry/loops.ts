import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { calledName, nameOfFunction } from "../model/functions.ts";
import { attemptOf } from "./attempts.ts";
import { completes, hasContinue, isLoop } from "./flow.ts";
import { limitOf } from "./limits.ts";
import { speaksOfRetries } from "./may-find.ts";
import { isNotYet, isPolling, isPollName } from "./not-retries.ts";
import { makesNames, tellsApart } from "./other-attempts.ts";
import { isPlain } from "./plain.ts";
import type { Region } from "./region.ts";
import type { Carried } from "./state.ts";
import { findCarried } from "./state.ts";
import { findStatusCheck, leavesAtEnd, leavesOnSuccess } from "./status-checks.ts";
import type { Failure } from "./status-checks.ts";
import type { Wait } from "./waits.ts";
import { collectWaits, waitOf } from "./waits.ts";

/** Loops that go round because something failed: success leaves them, failure does not. */
export function findLoops(ask: Ask): readonly Region[] {
  const { SyntaxKind: Kind } = ask.ts;
  return [Kind.ForStatement, Kind.WhileStatement, Kind.DoStatement].flatMap((kind) => ask.nodes(kind)).flatMap((loop) => explain(ask, loop as TS.ForStatement | TS.WhileStatement | TS.DoStatement) ?? []);
}

type Loop = TS.ForStatement | TS.WhileStatement | TS.DoStatement;

function explain(ask: Ask, loop: Loop): Region | undefined {
  const { ts } = ask;
  const body = loop.statement;
  if (!ts.isBlock(body)) return undefined;
  const failure = findFailure(ask, loop, body);
  if (!failure) return undefined;
  const attempt = attemptOf(ask, failure.attempted);
  if (!attempt || isPolling(ask, loop) || isPollName(attempt.name) || (ts.isCatchClause(failure.at) && isNotYet(failure.attempted))) return undefined;
  const scopes = ts.isForStatement(loop) && loop.incrementor ? [body, loop.incrementor] : [body];
  const isInside = ({ declaration }: Carried): boolean => body.pos <= declaration.pos && declaration.end <= body.end;
  const carried = findCarried(ask, scopes, (node) => (!ts.isFunctionLike(node) || isExecutor(ask, node)) && !ts.isClassLike(node)).filter((each) => !isInside(each));
  if (tellsApart(ask, loop, failure.at, failure.attempted, carried)) return undefined;
  // What is waited for in the middle of an attempt, or when it is tidied up, is part of it.
  const inside = failure.attempted.flatMap((node) => (ts.isBlock(node) ? [...node.statements.slice(beginOf(ask, node)), ...finallyOf(ask, node)] : []));
  const { waits, others } = collectWaits(ask, [body], inside);
  if (waits.length === 0 && (!failure.isPlain || !speaksOfRetries(ask.file.text) || makesNames(ask, loop, failure.attempted) || mayWait(ask, failure.attempted))) return undefined;
  const isElsewhere = (each: TS.Expression): boolean => !failure.attempted.some((node) => node.pos <= each.pos && each.end <= node.end);
  const hasOther = waits.length === 0 && others.some(isElsewhere);
  const condition = ts.isForStatement(loop) ? loop.condition : loop.expression;
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
    limit: limitOf(ask, [body], condition, carried),
    isLastBehind: isLastBehind(ask, loop, failure.attempted, waits),
  };
}

/** Runs at once: `new Promise((resolve) => setTimeout(resolve, 2 ** attempt++))`. */
function isExecutor({ ts }: Ask, { parent }: TS.Node): boolean {
  return ts.isNewExpression(parent) && parent.expression.getText() === "Promise";
}

/** The statement that follows the loop is the attempt itself: the wait after the loop's last failure is one between two attempts, too. */
function isLastBehind({ ts }: Ask, loop: Loop, attempted: readonly TS.Node[], waits: readonly Wait[]): boolean {
  const { parent } = loop;
  const behind = ts.isBlock(parent) ? parent.statements[parent.statements.indexOf(loop) + 1]?.getText() : undefined;
  if (!behind?.includes("await ")) return false;
  const isSame = (node: TS.Node): boolean => ts.isBlock(node) && node.statements.some((each) => each.getText() === behind);
  const condition = ts.isForStatement(loop) ? loop.condition : loop.expression;
  const isAsked = (at: TS.Node): boolean => ts.findAncestor(at, (node) => (node === loop ? "quit" : ts.isIfStatement(node) && /[<>]|last/i.test(node.expression.getText()))) !== undefined;
  return condition !== undefined && attempted.some(isSame) && !waits.some(({ at }) => isAsked(at));
}

/** How many statements come before the operation: a wait among them is one between two attempts. */
function beginOf(ask: Ask, { statements }: TS.Block): number {
  const first = statements.findIndex((each) => collectWaits(ask, [each]).others.length > 0);
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
  return findCatch(ask, loop, body) ?? findStatusCheck(ask, body);
}

/** A `try` in the loop whose catch clause goes round, and whose success leaves. */
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
    if (successLeaves(ask, loop, statement, body) || countsFailures(ask, statement, catchClause)) return { at: catchClause, attempted: [statement.tryBlock], isPlain: isPlain(ask, [...catchClause.block.statements, ...after(ask, statement, body)]) };
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

/** The statements of the loop's body that follow a `try`, inside and outside of what is around it. */
function after(ask: Ask, statement: TS.Node, body: TS.Block): readonly TS.Statement[] {
  const { ts } = ask;
  const found: TS.Statement[] = [];
  for (let at = statement; at !== body; at = at.parent) {
    const { parent } = at;
    if (ts.isBlock(parent)) found.push(...parent.statements.slice(parent.statements.indexOf(at as TS.Statement) + 1));
  }
  return found;
}

function successLeaves(ask: Ask, loop: Loop, statement: TS.TryStatement, body: TS.Block): boolean {
  if (!completes(ask, statement.tryBlock) && !hasContinue(ask, [statement.tryBlock])) return true;
  if (leavesAtEnd(ask, statement.tryBlock)) return true;
  const rest = after(ask, statement, body);
  const isLeft = rest.some((each) => !completes(ask, each)) && statement.catchClause !== undefined && hasContinue(ask, [statement.catchClause.block]);
  if (isLeft) return true;
  return [...statement.tryBlock.statements, ...rest].some((each) => leavesOnSuccess(ask, each)) || setsCondition(ask, loop, statement);
}

/** The loop's condition reads a variable that the way of success sets. */
function setsCondition(ask: Ask, loop: Loop, { tryBlock }: TS.TryStatement): boolean {
  const { ts } = ask;
  const condition = ts.isForStatement(loop) ? loop.condition : loop.expression;
  if (!condition) return false;
  const text = condition.getText();
  return tryBlock.statements.some((each) => {
    if (!ts.isExpressionStatement(each) || !ts.isBinaryExpression(each.expression) || each.expression.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return false;
    const { left, right } = each.expression;
    // A counter that is set back on success belongs to a loop that goes on.
    if (ts.isNumericLiteral(right) || !ts.isIdentifier(left)) return false;
    return new RegExp(`(?:!\\s*${left.text}\\b|\\b${left.text}\\s*===?\\s*(?:undefined|null|false)|^\\(?${left.text}\\)?$)`).test(text);
  });
}

/** A loop that goes on for good, but counts failures in a row and gives up at a number of them. */
function countsFailures(ask: Ask, { tryBlock }: TS.TryStatement, { block }: TS.CatchClause): boolean {
  const { ts } = ask;
  const counted = block.statements.flatMap((each) => {
    if (!ts.isExpressionStatement(each)) return [];
    const { expression } = each;
    if (ts.isPostfixUnaryExpression(expression) || ts.isPrefixUnaryExpression(expression)) return [expression.operand.getText()];
    return ts.isBinaryExpression(expression) && expression.operatorToken.kind === ts.SyntaxKind.PlusEqualsToken ? [expression.left.getText()] : [];
  });
  return counted.some((name) => new RegExp(`(?:^|[^\\w.])${name.replaceAll(".", "\\.")} = 0`).test(tryBlock.getText()) && collectWaits(ask, [block]).waits.length > 0);
}
