import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import { inside } from "../../rules/model/calls.ts";
import { atAttempt, isOfCounters, usesAny } from "./counters.ts";
import type { Growth } from "./growth.ts";
import { isPacing, type Pacing } from "./pacing.ts";

/** A retry that is nothing but attempts and waits: all that is left of it under a library is the attempt, and what is not tried again. */
export interface Plain {
  /** The statements that go, in text order, one after the other. */
  readonly statements: readonly TS.Statement[];
  /** What one attempt does; its ways out are those of the function. */
  readonly attempt: TS.Block;
  /** The name of what was caught. */
  readonly error: string | undefined;
  /** What is thrown at once where one of these holds. */
  readonly exits: readonly TS.Expression[];
  /** Whether the caller's signal is asked between two attempts. */
  readonly asksSignal: boolean;
  /** The parameter that counts the attempts, if a function calls itself. */
  readonly parameter?: TS.ParameterDeclaration;
}

/**
 * A loop whose attempts leave nothing to each other but a count, a delay and the last error, which is thrown in the end: `undefined` where it does more than
 * that between two attempts, or ends in another way.
 */
export function plainLoop(ask: Ask, { region: { at: loop, waits = [] }, attempts }: Growth): Plain | undefined {
  const { ts } = ask;
  if (!(ts.isForStatement(loop) || ts.isWhileStatement(loop) || ts.isDoStatement(loop)) || !ts.isBlock(loop.statement) || !ts.isBlock(loop.parent)) return undefined;
  const [attempt, ...behind] = loop.statement.statements;
  if (!attempt || !ts.isTryStatement(attempt) || !attempt.catchClause || attempt.finallyBlock || !isLeft(ask, attempt.tryBlock)) return undefined;
  const error = attempt.catchClause.variableDeclaration?.name;
  if (error && !ts.isIdentifier(error)) return undefined;
  const { statements: around } = loop.parent;
  const at = around.indexOf(loop);
  const before = carriedBefore(ask, attempt.tryBlock, loop, around.slice(0, at), around[at + 1]?.end ?? loop.end);
  const inHead = ts.isForStatement(loop) && loop.initializer && ts.isVariableDeclarationList(loop.initializer) ? loop.initializer.declarations : [];
  const counters = new Set<TS.Node>([...before.flatMap(({ declarationList }) => declarationList.declarations), ...inHead]);
  const pacing: Pacing = { wait: waits[0], error, counters, exits: [], counted: [], last: undefined, asksSignal: false };
  if (![...attempt.catchClause.block.statements, ...behind].every((each) => isPacing(ask, each, pacing)) || usesAny(ask, attempt.tryBlock, counters)) return undefined;
  const condition = ts.isForStatement(loop) ? loop.condition : loop.expression;
  const head = [condition, ts.isForStatement(loop) ? loop.incrementor : undefined];
  if (!head.every((each) => each === undefined || isOfCounters(ask, each, counters))) return undefined;
  const last = around[at + 1];
  const end = last && ts.isThrowStatement(last) ? [last] : [];
  const plain = { statements: [...before, loop, ...end], attempt: attempt.tryBlock, error: error?.text, exits: pacing.exits, asksSignal: pacing.asksSignal };
  // What counts in two places is right only where both end at the same attempt.
  if (condition === undefined || condition.kind === ts.SyntaxKind.TrueKeyword) return pacing.counted.length <= 1 && end.length === 0 ? plain : undefined;
  const [first] = end;
  if (!first || !pacing.counted.every((each) => attempts > 1 && atAttempt(ask, each, loop, attempts - 2) === false)) return undefined;
  const isThrown = isLastError(ask, first.expression, pacing) || pacing.counted.some((each) => atAttempt(ask, each, loop, attempts - 1) === true);
  return isThrown ? plain : undefined;
}

/** Whether every way through an attempt that does not fail leaves the function, and none of them goes elsewhere in it. */
export function isLeft(ask: Ask, { statements }: TS.Block): boolean {
  const { ts } = ask;
  const last = statements.at(-1);
  const stays = (node: TS.Node): boolean => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return false;
    if (ts.isBreakOrContinueStatement(node) || ts.isYieldExpression(node) || ts.isLabeledStatement(node)) return true;
    return ts.forEachChild(node, stays) ?? false;
  };
  return last !== undefined && (ts.isReturnStatement(last) || ts.isThrowStatement(last)) && !statements.some(stays);
}

/** The variables that are declared just before a loop, and that nothing uses but the loop around the attempt and the `throw` behind it. */
function carriedBefore(ask: Ask, attempt: TS.Block, loop: TS.Node, above: readonly TS.Statement[], end: number): readonly TS.VariableStatement[] {
  const { ts } = ask;
  const found: TS.VariableStatement[] = [];
  for (const statement of above.toReversed()) {
    const [declaration, ...others] = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [];
    if (!ts.isVariableStatement(statement) || !declaration || others.length > 0 || !ts.isIdentifier(declaration.name)) break;
    const { name, initializer } = declaration;
    const isPlain = initializer === undefined || ts.isNumericLiteral(initializer) || initializer.kind === ts.SyntaxKind.NullKeyword || isOfCounters(ask, initializer, new Set());
    const isOwn = ask.usesInFile(declaration, name.text).every((use) => use === name || (use.pos >= loop.pos && use.end <= end));
    if (!isPlain || !isOwn || usesAny(ask, attempt, new Set([declaration]))) break;
    found.unshift(statement);
  }
  return found;
}

/** `throw last`, where the `catch` keeps the error in `last`. */
function isLastError(ask: Ask, thrown: TS.Expression, { last }: Pacing): boolean {
  const name = inside(ask, thrown);
  return last !== undefined && ask.ts.isIdentifier(name) && ask.bindingOf(name) === last;
}
