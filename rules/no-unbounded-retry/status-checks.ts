import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { originOf } from "../model/origin.ts";
import { completes, hasContinue, isFailureCheck } from "./flow.ts";
import { isPlain } from "./plain.ts";
import { collectWaits } from "./waits.ts";

/** The place in a loop where a failure is seen. */
export interface Failure {
  readonly at: TS.Node;
  /** What may fail. */
  readonly attempted: readonly TS.Node[];
  /** Whether nothing is done about the failure but noting it: the next attempt is the same again. */
  readonly isPlain: boolean;
  /** What is run on a failure, where that is a function of its own. */
  readonly handler?: TS.ConciseBody;
}

/** `if (res.ok) return res;`, also inside of `if (res) { … }`, and `if (res.status >= 500) { … } else return res;`. */
export function leavesOnSuccess(ask: Ask, statement: TS.Statement): boolean {
  const { ts } = ask;
  if (ts.isBlock(statement)) return statement.statements.some((each) => leavesOnSuccess(ask, each));
  if (!ts.isIfStatement(statement)) return false;
  if (statement.elseStatement && isFailureCheck(ask, statement.expression) && !completes(ask, statement.elseStatement)) return true;
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
  // A state that is asked for again and again has many names for its end, an answer is `ok`.
  if (ts.isStringLiteralLike(condition.right)) return /\.(?:status|kind|type|_tag)$/.test(condition.left.getText()) && condition.operatorToken.kind === ts.SyntaxKind.EqualsEqualsEqualsToken && condition.right.text.toLowerCase() === "ok";
  return /\.(?:status|statusCode)$/.test(condition.left.getText()) && ts.isNumericLiteral(condition.right) && Number(condition.right.text) < 400;
}

/** `if (res.status >= 500) { await sleep(…); continue; } return res;`: what goes round before the end was seen to have failed. */
export function leavesAtEnd(ask: Ask, block: TS.Block): boolean {
  const { ts } = ask;
  const last = block.statements.at(-1);
  if (!last || completes(ask, last)) return false;
  return block.statements.slice(0, -1).every((each) => !hasContinue(ask, [each]) || (ts.isIfStatement(each) && isFailure(ask, each.expression)));
}

/** Columns that were to be written and are not: somebody else was faster. */
const WRITTEN = /\.(?:count|rowCount|affectedRows|affected|matchedCount|modifiedCount)$/;

function isFailure(ask: Ask, condition: TS.Expression): boolean {
  const { ts } = ask;
  const isLost = ts.isBinaryExpression(condition) && WRITTEN.test(condition.left.getText()) && condition.operatorToken.kind === ts.SyntaxKind.EqualsEqualsEqualsToken && condition.right.getText() === "0";
  return isLost || isFailureCheck(ask, condition);
}

/** Without a `try`: the result of what was awaited is asked whether it went well, and only then the loop is left. */
export function findStatusCheck(ask: Ask, body: TS.Block): Failure | undefined {
  const found = findGoingOn(ask, body) ?? findLeaving(ask, body);
  return found?.attempted.some((each) => rejects(ask, each)) === true ? undefined : found;
}

/** Whether axios is asked, which by its defaults rejects what is no 2xx: such an answer never comes to the check. */
function rejects(ask: Ask, attempted: TS.Node): boolean {
  const { ts } = ask;
  if (!ask.file.text.includes("axios") || ask.file.text.includes("validateStatus")) return false;
  const isClient = (callee: TS.Expression): boolean => {
    if (originOf(ask, callee)?.module === "axios") return true;
    const owner = ts.isPropertyAccessExpression(callee) ? callee.expression : callee;
    const declaration = ask.declarationOf(ts.isPropertyAccessExpression(owner) ? owner.name : owner);
    const isTyped = declaration !== undefined && (ts.isParameter(declaration) || ts.isPropertyDeclaration(declaration) || ts.isVariableDeclaration(declaration));
    return isTyped && declaration.type?.getText().startsWith("Axios") === true;
  };
  const visit = (node: TS.Node): boolean => (ts.isAwaitExpression(node) && ts.isCallExpression(node.expression) && isClient(node.expression.expression)) || (ts.forEachChild(node, visit) ?? false);
  return visit(attempted);
}

function findLeaving(ask: Ask, body: TS.Block): Failure | undefined {
  const { ts } = ask;
  const check = body.statements.find((each): each is TS.IfStatement => ts.isIfStatement(each) && !completes(ask, each.thenStatement) && isSuccessCheck(ask, each.expression));
  if (!check || isLeftOnFailure(ask, check) || body.statements.slice(body.statements.indexOf(check) + 1).some((each) => !completes(ask, each) && !hasContinue(ask, [each]))) return undefined;
  const attempted = body.statements.slice(0, body.statements.indexOf(check));
  if (collectWaits(ask, body.statements).waits.length > 0) return { at: check, attempted, isPlain: false };
  return isNoted(ask, body, check) ? { at: check, attempted, isPlain: true } : undefined;
}

/** `if (res.ok) return; else if (res.status >= 500) break;`: what goes round has not failed, it waits for another answer. */
function isLeftOnFailure(ask: Ask, { elseStatement }: TS.IfStatement): boolean {
  return elseStatement !== undefined && ask.ts.isIfStatement(elseStatement) && isFailure(ask, elseStatement.expression) && !completes(ask, elseStatement.thenStatement) && !hasContinue(ask, [elseStatement.thenStatement]);
}

/** Whether a loop does nothing about a failed answer but noting it, so that it asks again at once. */
function isNoted(ask: Ask, body: TS.Block, check: TS.Statement): boolean {
  const { ts } = ask;
  const others = body.statements.slice(1).filter((each) => each !== check);
  return others.every((each) => {
    const isOfFailure = ts.isIfStatement(each) && each.elseStatement === undefined && isFailure(ask, each.expression);
    const branch = isOfFailure ? each.thenStatement : each;
    return isPlain(ask, ts.isBlock(branch) ? branch.statements : [branch]);
  });
}

/** The same the other way round: after a failed status the loop waits and goes on, otherwise it is left. */
function findGoingOn(ask: Ask, body: TS.Block): Failure | undefined {
  const { ts } = ask;
  const check = body.statements.find((each): each is TS.IfStatement => ts.isIfStatement(each) && endsInContinue(ask, each.thenStatement) && isFailure(ask, each.expression) && collectWaits(ask, [each.thenStatement]).waits.length > 0);
  const last = body.statements.at(-1);
  if (!check || !last || last === check || completes(ask, last)) return undefined;
  return { at: check, attempted: body.statements.slice(0, body.statements.indexOf(check)), isPlain: false };
}

function endsInContinue({ ts }: Ask, statement: TS.Statement): boolean {
  const last = ts.isBlock(statement) ? statement.statements.at(-1) : statement;
  return last !== undefined && ts.isContinueStatement(last);
}
