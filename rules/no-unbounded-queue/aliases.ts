import type * as TS from "typescript";
import { homeOf } from "../knowledge/turns.ts";
import type { Ask } from "../model/ask.ts";
import { calledFunction } from "../model/calls.ts";
import { unwrapped } from "../model/functions.ts";
import { kindOfCreation } from "./creation.ts";
import { findTarget, isAssignment } from "./target.ts";

/**
 * Whether a local name that stood for a stock stands for another container where it is used: `let log = this.log; …; log = []; log.push(line)`,
 * `if (excluded === NONE) excluded = []; excluded.push(member)`.
 */
export function isReassigned(ask: Ask, use: TS.Expression): boolean {
  const { ts } = ask;
  const declaration = ts.isIdentifier(use) ? ask.declarationOf(use) : undefined;
  if (!declaration || !ts.isIdentifier(use)) return false;
  const home = homeOf(ask, use);
  const names = ask.usesInFile(declaration, use.text);
  const last = names.flatMap((name) => assignmentTo(ask, name) ?? []).findLast((assignment) => assignment.end <= use.pos && homeOf(ask, assignment) === home && isOnTheWay(ask, assignment, use));
  if (!last || !kindOfCreation(ask, last.right) || findTarget(ask, last.right)?.isNested) return false;
  // What is put in the stock's place afterwards is the stock.
  return !names.some((name) => name.pos >= last.end && ts.isBinaryExpression(name.parent) && isAssignment(ask, name.parent) && name.parent.right === name);
}

function assignmentTo(ask: Ask, name: TS.Node): TS.BinaryExpression | undefined {
  const { parent } = unwrapped(ask, name);
  return ask.ts.isBinaryExpression(parent) && parent.operatorToken.kind === ask.ts.SyntaxKind.EqualsToken && parent.left === name ? parent : undefined;
}

/** Whether an assignment is always done before a use, or whenever the name stands for one certain list. */
function isOnTheWay(ask: Ask, assignment: TS.BinaryExpression, use: TS.Node): boolean {
  const { ts } = ask;
  const statement = assignment.parent;
  if (!ts.isExpressionStatement(statement)) return false;
  const branch = ts.isBlock(statement.parent) ? statement.parent.parent : statement.parent;
  const isGuarded = ts.isIfStatement(branch) && isIdentity(ask, branch.expression, assignment.left.getText());
  const around = isGuarded ? branch.parent : statement.parent;
  return around.pos <= use.pos && use.end <= around.end;
}

/** `excluded === NONE` */
function isIdentity({ ts }: Ask, condition: TS.Expression, name: string): boolean {
  if (!ts.isBinaryExpression(condition) || !/^===?$/.test(condition.operatorToken.getText()) || condition.left.getText() !== name) return false;
  return ts.isPropertyAccessExpression(condition.right) || (ts.isIdentifier(condition.right) && condition.right.text !== "undefined");
}

/** `const reply = { links: [] }; reply.links.push(link)`: the list of an object that the same activation made, or had made for it by a function that makes a new one for each call. */
export function isOfOwnObject(ask: Ask, expression: TS.Expression): boolean {
  const { ts } = ask;
  if (!ts.isPropertyAccessExpression(expression) || !ts.isIdentifier(expression.expression)) return false;
  const declaration = ask.about(expression.getSourceFile()).declarationOf(expression.expression);
  if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer) return false;
  return homeOf(ask, declaration) === homeOf(ask, expression) && isMade(ask, declaration.initializer, true);
}

function isMade(ask: Ask, value: TS.Expression, follow: boolean): boolean {
  const { ts } = ask;
  if (ts.isAsExpression(value) || ts.isParenthesizedExpression(value) || ts.isSatisfiesExpression(value) || ts.isAwaitExpression(value)) return isMade(ask, value.expression, follow);
  if (ts.isObjectLiteralExpression(value)) return true;
  const maker = follow && ts.isCallExpression(value) ? calledFunction(ask.about(value.getSourceFile()), value) : undefined;
  const body = maker && "body" in maker ? maker.body : undefined;
  if (!maker || !body) return false;
  const results: TS.Expression[] = [];
  const visit = (node: TS.Node): void => {
    if (ts.isReturnStatement(node) && node.expression) results.push(node.expression);
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, visit);
  };
  visit(body);
  const there = ask.about(maker.getSourceFile());
  return results.length > 0 && results.every((result) => {
    const local = ts.isIdentifier(result) ? there.declarationOf(result) : undefined;
    const made = local && ts.isVariableDeclaration(local) && homeOf(there, local) === maker ? local.initializer : result;
    return made !== undefined && isMade(there, made, false);
  });
}
