import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { completes, hasContinue } from "./flow.ts";
import { leavesAtEnd, leavesOnSuccess } from "./status-checks.ts";
import { collectWaits, worksToo } from "./waits.ts";

export type Loop = TS.ForStatement | TS.WhileStatement | TS.DoStatement;

export function conditionOf({ ts }: Ask, loop: Loop): TS.Expression | undefined {
  return ts.isForStatement(loop) ? loop.condition : loop.expression;
}

/** Whether a `try` in a loop is what the loop repeats when it fails: success leaves it, is counted apart, or does not wait as failure does. */
export function isRepeatedOnFailure(ask: Ask, loop: Loop, statement: TS.TryStatement, clause: TS.CatchClause, body: TS.Block): boolean {
  return successLeaves(ask, loop, statement, body) || countsFailures(ask, statement, clause) || isPacedApart(ask, loop, statement, clause, body) || connectsAgain(ask, loop, statement, body);
}

/**
 * A loop for good, such as that of a consumer: only what failed waits before the next round, or only what went well does, so that a failure comes back at
 * once. A poll waits after both.
 */
function isPacedApart(ask: Ask, loop: Loop, statement: TS.TryStatement, { block }: TS.CatchClause, body: TS.Block): boolean {
  if (!isForGood(ask, loop)) return false;
  const { ts } = ask;
  const pauses = (statements: readonly TS.Statement[]): boolean => statements.some((each) => ts.isExpressionStatement(each) && collectWaits(ask, [each]).waits.some(({ at }) => !worksToo(ask, at)));
  const isElsewhere = collectWaits(ask, body.statements.filter((each) => each !== statement)).waits.length > 0;
  if (isElsewhere || statement.parent !== body) return false;
  return pauses(statement.tryBlock.statements) !== collectWaits(ask, [block]).waits.length > 0;
}

/** Opens a connection, or waits until one is open. */
const CONNECTS = /\bawait [^;]{0,400}(?:\bconnect\w*\(|["'](?:open|connect|secureConnect)["'])/i;

/** A loop for good that opens a connection, serves it until it ends, and waits before the next one: whoever can't connect comes back at that pace. */
function connectsAgain(ask: Ask, loop: Loop, statement: TS.TryStatement, body: TS.Block): boolean {
  return isForGood(ask, loop) && CONNECTS.test(statement.tryBlock.getText()) && collectWaits(ask, [body]).waits.length > 0;
}

/** `while (true)`, `while (this.running)`, `while (!closed)`: no work, no number and no time ends it. */
export function isForGood(ask: Ask, loop: Loop): boolean {
  const { ts } = ask;
  const condition = conditionOf(ask, loop);
  if (!condition) return true;
  const isFlag = (each: TS.Expression): boolean => {
    if (ts.isParenthesizedExpression(each)) return isFlag(each.expression);
    if (ts.isPrefixUnaryExpression(each)) return each.operator === ts.SyntaxKind.ExclamationToken && isFlag(each.operand);
    if (ts.isBinaryExpression(each)) return each.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken && isFlag(each.left) && isFlag(each.right);
    return each.kind === ts.SyntaxKind.TrueKeyword || each.getText() === "1" || ts.isIdentifier(each) || (ts.isPropertyAccessExpression(each) && !/^(?:length|size)$/.test(each.name.text));
  };
  return isFlag(condition);
}

/** The statements of the loop's body that follow a `try`, inside and outside of what is around it. */
export function after(ask: Ask, statement: TS.Node, body: TS.Block): readonly TS.Statement[] {
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
  const condition = conditionOf(ask, loop);
  if (!condition) return false;
  const text = condition.getText();
  return tryBlock.statements.some((each) => {
    if (!ts.isExpressionStatement(each) || !ts.isBinaryExpression(each.expression) || each.expression.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return false;
    const { left, right } = each.expression;
    // A counter that is set back on success belongs to a loop that goes on.
    if (ts.isNumericLiteral(right) || !(ts.isIdentifier(left) || ts.isPropertyAccessExpression(left))) return false;
    const name = left.getText().replaceAll(/[$.]/g, String.raw`\$&`);
    return new RegExp(`(?:!\\s*${name}\\b|(?<![\\w.])${name}\\s*===?\\s*(?:undefined|null|false)|^\\(?${name}\\)?$)`).test(text);
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
