import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { isOnlySome, UNKNOWN } from "./failures.ts";
import type { Region } from "./regions.ts";

/** A loop that ends when its work is done, and goes round when that failed: from `catch`, or by what the answer says. */
export function ofLoop(ask: Ask, loop: TS.IterationStatement): readonly Region[] {
  const { ts } = ask;
  if (!leavesOnSuccess(ask, loop) || isWalk(ask, loop)) return [];
  const tries: TS.TryStatement[] = [];
  const visit = (node: TS.Node): void => {
    if (ts.isFunctionLike(node) || (ts.isIterationStatement(node, false) && node !== loop)) return;
    if (ts.isTryStatement(node)) tries.push(node);
    ts.forEachChild(node, visit);
  };
  visit(loop);
  const region = { node: loop, by: "the loop", isLibrary: false };
  // What it leaves for above the attempt, such as an empty queue, is no success.
  const again = tries.filter(({ catchClause, pos }) => catchClause !== undefined && leavesOnSuccess(ask, loop, pos) && goesRound(ask, catchClause) && !isLeftBehind(ask, catchClause, loop));
  if (again.length > 0) return again.map(({ tryBlock }) => ({ ...region, attempt: tryBlock }));
  const header = ts.isForStatement(loop) ? [loop.initializer, loop.condition, loop.incrementor] : ts.isWhileStatement(loop) || ts.isDoStatement(loop) ? [loop.expression] : [];
  const text = loop.statement.getText();
  const isByAnswer = tries.length === 0 && header.some((each) => each && /attempt|retr|tries/i.test(each.getText())) && /\.ok\b|\.status/.test(text);
  return isByAnswer && (UNKNOWN.test(text) || !/\b429\b|rate.?limit/i.test(text)) ? [{ ...region, attempt: loop.statement, isByAnswer: true }] : [];
}

/** Whether a loop walks through a list, so that each turn is about another thing: `for (let at = 0; at < things.length; at++) { const thing = things[at]; … }`. */
function isWalk({ ts }: Ask, loop: TS.IterationStatement): boolean {
  if (!ts.isForStatement(loop)) return false;
  const [, counter, list] = /^(\w+)\s*<\s*([\w.]+)\.length$/.exec(loop.condition?.getText() ?? "") ?? [];
  const visit = (node: TS.Node): boolean => {
    if (ts.isVariableDeclaration(node) && node.initializer?.getText() === `${list ?? ""}[${counter ?? ""}]`) return true;
    return ts.forEachChild(node, visit) ?? false;
  };
  return counter !== undefined && visit(loop.statement);
}

/** Whether a `catch` lets the loop go on after errors that leave open what happened: what it throws, it throws when the attempts are used up, or after others. */
function goesRound(ask: Ask, { block }: TS.CatchClause): boolean {
  const { ts } = ask;
  let isLeft = false;
  const isRestricted = (node: TS.Node): boolean => {
    if (ts.isFunctionLike(node)) return false;
    if (!ts.isThrowStatement(node) && !ts.isReturnStatement(node) && !ts.isBreakStatement(node)) return ts.forEachChild(node, isRestricted) ?? false;
    const test = ts.findAncestor(node, (each) => (each === block ? "quit" : ts.isIfStatement(each)));
    if (test === undefined || !ts.isIfStatement(test)) return !(isLeft = true);
    // What leaves unless it is one failure goes round for that one alone.
    const isElse = test.elseStatement !== undefined && test.elseStatement.pos <= node.pos;
    return (isElse || /^!|!==?|\b!\w/.test(test.expression.getText().trim())) && isOnlySome(ask, test.expression);
  };
  return !(ts.forEachChild(block, isRestricted) ?? false) && (continuesIn(ask, block) || !isLeft);
}

/** `if (attempt < MAX) continue; throw error;`: goes round by what it says, unless that is only some failures. */
function continuesIn(ask: Ask, block: TS.Block): boolean {
  const { ts } = ask;
  const visit = (node: TS.Node): boolean => {
    if (ts.isFunctionLike(node) || ts.isIterationStatement(node, false)) return false;
    if (ts.isContinueStatement(node)) return true;
    if (!ts.isIfStatement(node)) return ts.forEachChild(node, visit) ?? false;
    return (!isOnlySome(ask, node.expression) && visit(node.thenStatement)) || (node.elseStatement !== undefined && visit(node.elseStatement));
  };
  return visit(block);
}

/** Whether what stands behind a `catch` leaves the loop in any case: `try { … } catch { log(); } break;` keeps a failure, and makes no other attempt. */
function isLeftBehind(ask: Ask, clause: TS.CatchClause, loop: TS.IterationStatement): boolean {
  const { ts } = ask;
  if (continuesIn(ask, clause.block)) return false;
  for (let at: TS.Node = clause.parent; at !== loop; at = at.parent) {
    const { parent } = at;
    if (ts.isCaseOrDefaultClause(parent) || ts.isFunctionLike(parent)) return false;
    if (ts.isBlock(parent) && parent.statements.some((each) => each.pos >= at.end && (ts.isBreakStatement(each) || ts.isReturnStatement(each)))) return true;
  }
  return false;
}

/** Whether a loop ends when the call has succeeded: then another turn is another attempt at the same thing. */
function leavesOnSuccess(ask: Ask, loop: TS.IterationStatement, from = 0): boolean {
  const { ts } = ask;
  const visit = (node: TS.Node): boolean => {
    if (ts.isFunctionLike(node) || ts.isCatchClause(node) || ts.isSwitchStatement(node)) return false;
    if (ts.isReturnStatement(node) || ts.isBreakStatement(node)) return node.pos >= from;
    return ts.forEachChild(node, visit) ?? false;
  };
  return visit(loop.statement);
}
