import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";
import { implies } from "./implies.ts";
import { stops } from "./stops.ts";

/**
 * `if (!key && !phrase) throw …; key ? fromKey(key) : fromPhrase(phrase!)`: of two values one is there, and a branch is only reached without the other.
 */
export function isTheOther(ask: Ask, place: TS.Node, names: ReadonlySet<string>): boolean {
  const { ts } = ask;
  for (let at = place; !ts.isSourceFile(at) && !ts.isFunctionLike(at); at = at.parent) {
    const missing = missingIn(ask, at);
    if (missing !== undefined && isOneDemanded(ask, at, missing, names)) return true;
  }
  return false;
}

/** The variable that is known to be missing where control reaches `at`: the condition of the choice of which it is the other branch. */
function missingIn(ask: Ask, at: TS.Node): string | undefined {
  const { ts } = ask;
  const { parent } = at;
  const isElse = (ts.isConditionalExpression(parent) && parent.whenFalse === at) || (ts.isIfStatement(parent) && parent.elseStatement === at);
  if (!isElse) return undefined;
  const condition = inside(ask, ts.isConditionalExpression(parent) ? parent.condition : parent.expression);
  return ts.isIdentifier(condition) ? condition.text : undefined;
}

/** Whether a statement before `at` stops where neither is there. */
function isOneDemanded(ask: Ask, at: TS.Node, other: string, names: ReadonlySet<string>): boolean {
  const { ts } = ask;
  for (let each = at; !ts.isFunctionLike(each) && !ts.isSourceFile(each); each = each.parent) {
    const { parent } = each;
    const statements: readonly TS.Statement[] = ts.isBlock(parent) || ts.isSourceFile(parent) ? parent.statements : [];
    const before = statements.filter(({ end }) => end <= each.pos);
    if (before.some((statement) => stopsWithoutBoth(ask, statement, other, names))) return true;
  }
  return false;
}

function stopsWithoutBoth(ask: Ask, statement: TS.Statement, other: string, names: ReadonlySet<string>): boolean {
  const { ts } = ask;
  if (!ts.isIfStatement(statement) || !stops(ask, statement.thenStatement)) return false;
  const condition = inside(ask, statement.expression);
  if (!ts.isBinaryExpression(condition) || condition.operatorToken.kind !== ts.SyntaxKind.AmpersandAmpersandToken) return false;
  const sides = [condition.left, condition.right];
  return sides.some((side) => implies(ask, side, false, names, "set")) && sides.some((side) => isAbsenceOf(ask, side, other));
}

/** `!key` */
function isAbsenceOf(ask: Ask, side: TS.Expression, name: string): boolean {
  const { ts } = ask;
  const test = inside(ask, side);
  if (!ts.isPrefixUnaryExpression(test) || test.operator !== ts.SyntaxKind.ExclamationToken) return false;
  const tested = inside(ask, test.operand);
  return ts.isIdentifier(tested) && tested.text === name;
}
