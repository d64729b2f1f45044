import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { calledName, nameOfFunction } from "../model/functions.ts";
import { attemptOf } from "./attempts.ts";
import { completes, hasContinue, isFailureCheck, isLoop } from "./flow.ts";
import { limitOf } from "./limits.ts";
import { isNotYet, isPolling, isPollName } from "./not-retries.ts";
import { makesNames, tellsApart } from "./other-attempts.ts";
import type { Region } from "./region.ts";
import type { Carried } from "./state.ts";
import { findCarried } from "./state.ts";
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
  if (!attempt || isPolling(ask, loop) || isPollName(attempt.name) || isNotYet(failure.attempted)) return undefined;
  const scopes = ts.isForStatement(loop) && loop.incrementor ? [body, loop.incrementor] : [body];
  const isInside = ({ declaration }: Carried): boolean => body.pos <= declaration.pos && declaration.end <= body.end;
  const carried = findCarried(ask, scopes, (node) => !ts.isFunctionLike(node) && !ts.isClassLike(node)).filter((each) => !isInside(each));
  if (tellsApart(ask, loop, failure.at, failure.attempted, carried)) return undefined;
  // What is waited for in the middle of an attempt, or when it is tidied up, is part of it.
  const inside = failure.attempted.flatMap((node) => (ts.isBlock(node) ? [...node.statements.slice(beginOf(ask, node)), ...finallyOf(ask, node)] : []));
  const { waits, others } = collectWaits(ask, [body], inside);
  if (waits.length === 0 && (!failure.isPlain || makesNames(ask, loop, failure.attempted) || mayWait(ask, failure.attempted))) return undefined;
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

interface Failure {
  readonly at: TS.Node;
  /** What may fail. */
  readonly attempted: readonly TS.Node[];
  /** Whether nothing is done about the failure but noting it: the next attempt is the same again. */
  readonly isPlain: boolean;
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

/** Nothing but logging, counting, and leaving for good: then the next attempt does just the same. */
function isPlain(ask: Ask, statements: readonly TS.Statement[]): boolean {
  const { ts } = ask;
  return statements.every((each) => {
    if (ts.isIfStatement(each)) return !hasContinue(ask, [each]) && (!completes(ask, each.thenStatement) || (ts.isBlock(each.thenStatement) && isPlain(ask, each.thenStatement.statements)));
    if (!ts.isExpressionStatement(each)) return ts.isContinueStatement(each) || ts.isVariableStatement(each) || ts.isThrowStatement(each);
    const { expression } = each;
    // What changes the items that are sent makes the next attempt another one.
    if (ts.isBinaryExpression(expression) && ts.isElementAccessExpression(expression.left)) return false;
    return !ts.isAwaitExpression(expression) && (!ts.isCallExpression(expression) || /log|console|debug|warn|error|info|trace|emit|record|print|abort|destroy|push/i.test(expression.expression.getText()));
  });
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
  const rest = after(ask, statement, body);
  const isLeft = rest.some((each) => !completes(ask, each)) && statement.catchClause !== undefined && hasContinue(ask, [statement.catchClause.block]);
  if (isLeft) return true;
  return [...statement.tryBlock.statements, ...rest].some((each) => leavesOnSuccess(ask, each)) || setsCondition(ask, loop, statement);
}

/** `if (res.ok) return res;`, also inside of `if (res) { … }`. */
function leavesOnSuccess(ask: Ask, statement: TS.Statement): boolean {
  const { ts } = ask;
  if (ts.isBlock(statement)) return statement.statements.some((each) => leavesOnSuccess(ask, each));
  if (!ts.isIfStatement(statement)) return false;
  return (!completes(ask, statement.thenStatement) && isSuccessCheck(ask, statement.expression)) || leavesOnSuccess(ask, statement.thenStatement);
}

/** `if (res.ok) return`, `if (!error) break`. */
function isSuccessCheck(ask: Ask, condition: TS.Expression): boolean {
  const { ts } = ask;
  if (ts.isParenthesizedExpression(condition)) return isSuccessCheck(ask, condition.expression);
  if (ts.isPrefixUnaryExpression(condition)) return isFailureCheck(ask, condition.operand) || /(?:^|\.)(?:error|err)$/.test(condition.operand.getText());
  if (ts.isPropertyAccessExpression(condition)) return /^(?:ok|success|succeeded)$/.test(condition.name.text);
  if (!ts.isBinaryExpression(condition)) return false;
  if (condition.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken) return isSuccessCheck(ask, condition.left) || isSuccessCheck(ask, condition.right);
  return /\.(?:status|statusCode)$/.test(condition.left.getText()) && ts.isNumericLiteral(condition.right) && Number(condition.right.text) < 400;
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

/** Without a `try`: the result of what was awaited is asked whether it went well, and only then the loop is left. */
function findStatusCheck(ask: Ask, body: TS.Block): Failure | undefined {
  const { ts } = ask;
  const check = body.statements.find((each): each is TS.IfStatement => ts.isIfStatement(each) && !completes(ask, each.thenStatement) && isSuccessCheck(ask, each.expression));
  if (!check || body.statements.slice(body.statements.indexOf(check) + 1).some((each) => !completes(ask, each) && !hasContinue(ask, [each]))) return undefined;
  const attempted = body.statements.slice(0, body.statements.indexOf(check));
  return collectWaits(ask, body.statements).waits.length > 0 ? { at: check, attempted, isPlain: false } : undefined;
}
