import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import { inside } from "../../rules/model/calls.ts";
import type { Wait } from "../../rules/no-unbounded-retry/waits.ts";
import { isOfCounters, usesAny } from "./counters.ts";
import { signalOf } from "./signal.ts";

/** What is found in the statements between two attempts. */
export interface Pacing {
  readonly wait: Wait | undefined;
  /** What was caught. */
  readonly error: TS.Identifier | undefined;
  /** The variables that the attempts leave to each other. */
  readonly counters: Set<TS.Node>;
  /** Conditions on the error alone, under which it is thrown at once. */
  readonly exits: TS.Expression[];
  /** Conditions on the count, under which it is thrown. */
  readonly counted: TS.Expression[];
  /** Where the last error is kept. */
  last: TS.Declaration | undefined;
  asksSignal: boolean;
}

/** Whether a statement between two attempts does nothing but wait, count, keep the error or throw it; what it finds goes into `pacing`. */
export function isPacing(ask: Ask, statement: TS.Statement, pacing: Pacing): boolean {
  const { ts } = ask;
  if (ts.isBlock(statement)) return statement.statements.every((each) => isPacing(ask, each, pacing));
  if (ts.isContinueStatement(statement)) return !statement.label;
  if (ts.isIfStatement(statement)) return isBranch(ask, statement, pacing);
  if (ts.isVariableStatement(statement)) return isOwnConstant(ask, statement, pacing);
  return ts.isExpressionStatement(statement) && isStep(ask, statement.expression, pacing);
}

function isBranch(ask: Ask, { expression, thenStatement, elseStatement }: TS.IfStatement, pacing: Pacing): boolean {
  if (isThrow(ask, thenStatement, pacing)) return readExit(ask, expression, pacing) && (!elseStatement || isPacing(ask, elseStatement, pacing));
  // `if (attempt < max - 1) await sleep(…)`: after the last failure nobody waits.
  return isOfCounters(ask, expression, pacing.counters) && isPacing(ask, thenStatement, pacing) && !elseStatement;
}

/** `throw error`, as it was caught. */
function isThrow({ ts }: Ask, branch: TS.Statement, { error }: Pacing): boolean {
  const only = ts.isBlock(branch) && branch.statements.length === 1 ? branch.statements[0] : branch;
  return error !== undefined && only !== undefined && ts.isThrowStatement(only) && only.expression.getText() === error.text;
}

/** Parts a condition into what the count says and what the error says; `false` where a part of it says both, or something else. */
function readExit(ask: Ask, condition: TS.Expression, pacing: Pacing): boolean {
  const { ts } = ask;
  const node = inside(ask, condition);
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.BarBarToken) return readExit(ask, node.left, pacing) && readExit(ask, node.right, pacing);
  if (isOfCounters(ask, node, pacing.counters)) pacing.counted.push(node);
  else if (isOfError(ask, node, pacing)) pacing.exits.push(node);
  else return false;
  return true;
}

/** Whether a condition asks the error, and neither counts nor waits. */
function isOfError(ask: Ask, condition: TS.Expression, { error, counters }: Pacing): boolean {
  const { ts } = ask;
  const declaration = error?.parent;
  const waits = (node: TS.Node): boolean => ts.isAwaitExpression(node) || ts.isYieldExpression(node) || (ts.forEachChild(node, waits) ?? false);
  return declaration !== undefined && usesAny(ask, condition, new Set([declaration])) && !usesAny(ask, condition, counters) && !waits(condition);
}

/** `const delay = base * 2 ** attempt`, for the wait below it. */
function isOwnConstant(ask: Ask, { declarationList }: TS.VariableStatement, pacing: Pacing): boolean {
  const isOwn = declarationList.declarations.every(({ initializer }) => initializer && isOfCounters(ask, initializer, pacing.counters));
  if (isOwn) for (const declaration of declarationList.declarations) pacing.counters.add(declaration);
  return isOwn;
}

function isStep(ask: Ask, expression: TS.Expression, pacing: Pacing): boolean {
  const { ts } = ask;
  const { wait, error } = pacing;
  if (ts.isAwaitExpression(expression)) return inside(ask, expression.expression) === wait?.at;
  if (isSignalCheck(ask, expression)) {
    pacing.asksSignal = true;
    return true;
  }
  const isUnary = ts.isPrefixUnaryExpression(expression) || ts.isPostfixUnaryExpression(expression);
  const changed = isUnary ? expression.operand : ts.isBinaryExpression(expression) ? expression.left : undefined;
  const target = changed && ts.isIdentifier(changed) ? ask.bindingOf(changed) : undefined;
  // A member of something outlives the retry, and whoever reads it would miss the count.
  if (target === undefined || !pacing.counters.has(target)) return false;
  if (!ts.isBinaryExpression(expression)) return true;
  const { kind } = expression.operatorToken;
  if (kind < ts.SyntaxKind.FirstAssignment || kind > ts.SyntaxKind.LastAssignment) return false;
  const value = inside(ask, expression.right);
  if (error !== undefined && ts.isIdentifier(value) && value.text === error.text && kind === ts.SyntaxKind.EqualsToken) {
    pacing.last = target;
    return true;
  }
  return isOfCounters(ask, expression.right, pacing.counters);
}

/** `signal.throwIfAborted()` of the signal that the function is handed. */
function isSignalCheck(ask: Ask, expression: TS.Expression): boolean {
  const { ts } = ask;
  if (!ts.isCallExpression(expression) || !ts.isPropertyAccessExpression(expression.expression) || expression.expression.name.text !== "throwIfAborted") return false;
  return expression.expression.expression.getText() === signalOf(ask, ask.enclosing(expression))?.name;
}
