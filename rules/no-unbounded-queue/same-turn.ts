import type * as TS from "typescript";
import { homeOf, runsNextTurn, suspends } from "../knowledge/turns.ts";
import type { Activation, Ask } from "../model/ask.ts";
import { calleesOf, functionOf, isCallee, referencesTo } from "../model/functions.ts";
import { callersInProduction } from "./callers.ts";
import type { Use } from "./uses.ts";

/** `while (stock.length > 0) run(stock.shift())`: a loop that ends when the stock is empty, under no other condition, and never waits. */
export function emptyingLoopOf(ask: Ask, use: Use): TS.IterationStatement | undefined {
  const { ts } = ask;
  if (use.operation !== "take" && use.operation !== "take-last") return undefined;
  const loop = ts.findAncestor(use.at, (node) => (ts.isFunctionLike(node) ? "quit" : ts.isWhileStatement(node) || ts.isForStatement(node) || ts.isDoStatement(node)));
  if (!loop) return undefined;
  const condition = ts.isForStatement(loop) ? loop.condition : (loop as TS.WhileStatement).expression;
  if (!condition || isCompound(ask, condition)) return undefined;
  return endsEarly(ask, loop) ? undefined : (loop as TS.IterationStatement);
}

/** Whether something else than the stock may end the loop: `while (open && queue.length)`. */
function isCompound(ask: Ask, node: TS.Node): boolean {
  const { SyntaxKind: K } = ask.ts;
  if (ask.ts.isBinaryExpression(node) && (node.operatorToken.kind === K.AmpersandAmpersandToken || node.operatorToken.kind === K.BarBarToken)) return true;
  return ask.ts.forEachChild(node, (child) => isCompound(ask, child)) ?? false;
}

function endsEarly(ask: Ask, node: TS.Node): boolean {
  const { ts } = ask;
  if (ts.isAwaitExpression(node) || ts.isYieldExpression(node) || ts.isReturnStatement(node) || ts.isBreakStatement(node)) return true;
  return !ts.isFunctionLike(node) && (ts.forEachChild(node, (child) => endsEarly(ask, child)) ?? false);
}

/**
 * `queue.push(item); this.flush();` where `flush` empties the queue before it waits for anything, and under no other condition, or takes one for the one that was added;
 * also where every caller of what adds calls `flush` next.
 */
export function isEmptiedAtOnce(ask: Ask, add: Use, uses: readonly Use[]): boolean {
  if (isFollowedByFlush(ask, add.at, add, uses)) return true;
  const callers = [...callersInProduction(ask, add.home)];
  return callers.length > 0 && callers.every((reference) => isCallee(ask, reference) && isFollowedByFlush(ask, reference, add, uses));
}

/** Whether a call that empties the stock comes next, in the place's own block or in one around it. */
export function isFollowedByFlush(ask: Ask, place: TS.Node, add: Use, uses: readonly Use[]): boolean {
  const { ts } = ask;
  const statement = ts.findAncestor(place, (node) => (ts.isFunctionLike(node) ? "quit" : ts.isStatement(node) && ts.isBlock(node.parent)));
  const block = statement?.parent;
  if (!statement || !block || !ts.isBlock(block)) return false;
  // One for one, only beside the addition itself.
  const addsOne = add.items.length === 1 && !add.items.some(ts.isSpreadElement) && ts.isExpressionStatement(statement);
  const rest = block.statements.slice(block.statements.indexOf(statement as TS.Statement) + 1);
  // What stands behind a way out is not always reached.
  const wayOut = rest.findIndex((next) => !ts.isExpressionStatement(next) && stops(ask, next));
  const isFlush = (next: TS.Statement): boolean => {
    if (!ts.isExpressionStatement(next)) return false;
    const call = ts.isAwaitExpression(next.expression) || ts.isVoidExpression(next.expression) ? next.expression.expression : next.expression;
    if (!ts.isCallExpression(call)) return false;
    const declaration = ask.declarationOf(ts.isPropertyAccessExpression(call.expression) ? call.expression.name : call.expression);
    const flush = declaration && functionOf(ask, declaration);
    return uses.some((use) => use.home === flush && (isEmptying(ask, use, uses) || (addsOne && use.operation === "take" && isUnconditional(ask, use.at, use, uses))));
  };
  if (rest.slice(0, wayOut === -1 ? rest.length : wayOut).some(isFlush)) return true;
  return wayOut === -1 && !ts.isFunctionLike(block.parent) && isFollowedByFlush(ask, block, add, uses);
}

/** Whether a function that a use stands in empties the stock first of all, whatever else is the case. */
function isEmptying(ask: Ask, use: Use, uses: readonly Use[]): boolean {
  const statement = use.operation === "drain" ? use.at : emptyingLoopOf(ask, use);
  return statement !== undefined && isUnconditional(ask, statement, use, uses);
}

/** The block that a place stands in; that of a `try` counts as the one around. */
function blockOf(ask: Ask, place: TS.Node): TS.Node | undefined {
  const block = ask.ts.findAncestor(place.parent, ask.ts.isBlock);
  return block && ask.ts.isTryStatement(block.parent) && block.parent.tryBlock === block ? blockOf(ask, block.parent) : block;
}

/** Whether nothing but a look at the stock itself stands between a function's beginning and a place in its own block. */
function isUnconditional(ask: Ask, place: TS.Node, use: Use, uses: readonly Use[]): boolean {
  const { ts } = ask;
  const body = "body" in use.home ? use.home.body : undefined;
  if (!body || !ts.isBlock(body) || blockOf(ask, place) !== body) return false;
  const before = body.statements.filter((statement) => statement.end <= place.pos);
  return before.every((statement) => {
    const asksSize = uses.some((other) => other.operation === "size" && other.at.pos >= statement.pos && other.at.end <= statement.end);
    return asksSize || !stops(ask, statement) || isReentryGuard(ask, statement, use.home);
  });
}

/** Whether code leaves its function, or waits. */
function stops(ask: Ask, node: TS.Node): boolean {
  const { ts } = ask;
  if (ts.isReturnStatement(node) || ts.isThrowStatement(node) || ts.isAwaitExpression(node)) return true;
  return !ts.isFunctionLike(node) && (ts.forEachChild(node, (child) => stops(ask, child)) ?? false);
}

/** `if (this.emptying) return;` in a function that sets the flag itself and clears it before it returns: the call around empties the stock. */
function isReentryGuard(ask: Ask, statement: TS.Statement, home: Activation): boolean {
  const { ts } = ask;
  if (!ts.isIfStatement(statement) || statement.elseStatement || suspends(ask, home)) return false;
  const branch = ts.isBlock(statement.thenStatement) ? statement.thenStatement.statements[0] : statement.thenStatement;
  if (!branch || !ts.isReturnStatement(branch)) return false;
  const flag = statement.expression.getText();
  const values = new Set<TS.SyntaxKind>();
  const visit = (node: TS.Node): void => {
    if (ts.isBinaryExpression(node) && node.left.getText() === flag && homeOf(ask, node) === home) values.add(node.right.kind);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(home, visit);
  return values.has(ts.SyntaxKind.TrueKeyword) && values.has(ts.SyntaxKind.FalseKeyword);
}

/** Whether the producer sees to it that a microtask empties the stock, whatever else is the case: nothing from outside gets a turn before it. */
export function isEmptiedInTurn(ask: Ask, add: Use, uses: readonly Use[]): boolean {
  return uses.some((use) => {
    if (!isEmptying(ask, use, uses)) return false;
    return inTurnOf(ask, use.home).some((callback) => {
      const scheduler = homeOf(ask, callback);
      return scheduler === add.home || calleesOf(ask, add.home).includes(scheduler);
    });
  });
}

/** What is run as soon as a turn is over, and runs a function: itself, its name (`queueMicrotask(flush)`), or `() => flush()`. */
function inTurnOf(ask: Ask, home: Activation): readonly TS.Node[] {
  if (runsNextTurn(ask, home)) return [home];
  return (referencesTo(ask, home) ?? []).map((reference) => (isCallee(ask, reference) ? ask.enclosing(reference) : reference)).filter((place) => runsNextTurn(ask, place));
}
