import type * as TS from "typescript";
import { homeOf } from "../../rules/knowledge/turns.ts";
import type { Ask } from "../../rules/model/ask.ts";
import { isWritten } from "./scene.ts";
import { placeOf } from "./splice.ts";

/** Methods that change what they are called on. */
const CHANGES = /^(?:push|unshift|shift|pop|splice|set|add|delete|clear)$/;

/**
 * What a producer that stops at a place would leave half-way: something that outlives the call was changed before, or some of several values were
 * added. `undefined` where nothing was.
 */
export function explainHalfDone(ask: Ask, add: TS.Node): string | undefined {
  const { ts } = ask;
  const home = homeOf(ask, add);
  for (let at = add; at !== home && !ts.isSourceFile(at); at = at.parent) {
    const { parent } = at;
    if (isLoop(ask, parent)) return `the loop at ${placeOf(ask, parent)} would stop with some of its values added`;
    if (ts.isCallExpression(parent) && parent.arguments.some((argument) => argument === at) && ts.isFunctionLike(at)) return `the calls of the callback at ${placeOf(ask, at)} would stop half-way`;
    if (!ts.isBlock(parent) && !ts.isCaseOrDefaultClause(parent)) continue;
    for (const statement of parent.statements) {
      if (statement.pos >= at.pos) break;
      const change = isLeft(ask, statement) ? undefined : findChange(ask, statement, home);
      if (change) return `${placeOf(ask, change)} has changed \`${change.getText()}\` before`;
    }
  }
  return undefined;
}

function isLoop(ask: Ask, node: TS.Node): boolean {
  return ask.ts.isIterationStatement(node, false);
}

/** `if (…) { …; return; }`: whoever comes past it did not go in. */
function isLeft(ask: Ask, statement: TS.Statement): boolean {
  const { ts } = ask;
  if (!ts.isIfStatement(statement) || statement.elseStatement) return false;
  const last = ts.isBlock(statement.thenStatement) ? statement.thenStatement.statements.at(-1) : statement.thenStatement;
  return last !== undefined && (ts.isReturnStatement(last) || ts.isThrowStatement(last) || ts.isContinueStatement(last) || ts.isBreakStatement(last));
}

/** The first change to something that was not made by this call. */
function findChange(ask: Ask, node: TS.Node, home: TS.Node): TS.Node | undefined {
  const { ts } = ask;
  const target = changedBy(ask, node);
  if (target && !isOwn(ask, target, home)) return target;
  return ts.isFunctionLike(node) ? undefined : ts.forEachChild(node, (child) => findChange(ask, child, home));
}

function changedBy(ask: Ask, node: TS.Node): TS.Expression | undefined {
  const { ts } = ask;
  if (ts.isBinaryExpression(node)) return isWritten(ask, node) ? node.left : undefined;
  if (ts.isPostfixUnaryExpression(node) || (ts.isPrefixUnaryExpression(node) && isStep(ask, node))) return isNumbering(ask, node) ? undefined : node.operand;
  if (ts.isDeleteExpression(node)) return node.expression;
  const callee = ts.isCallExpression(node) ? node.expression : undefined;
  return callee && ts.isPropertyAccessExpression(callee) && CHANGES.test(callee.name.text) ? callee.expression : undefined;
}

function isStep({ ts }: Ask, { operator }: TS.PrefixUnaryExpression): boolean {
  return operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken;
}

/** `const id = this.nextId++` numbers what comes, and a number may be left out; `this.pending++` counts it. */
function isNumbering({ ts }: Ask, step: TS.PostfixUnaryExpression | TS.PrefixUnaryExpression): boolean {
  return step.operator === ts.SyntaxKind.PlusPlusToken && ts.isVariableDeclaration(step.parent);
}

/** A local of the function, or a member of an object that was made for this call. */
function isOwn(ask: Ask, target: TS.Expression, home: TS.Node): boolean {
  const { ts } = ask;
  let root = target;
  while (ts.isPropertyAccessExpression(root) || ts.isElementAccessExpression(root) || ts.isNonNullExpression(root) || ts.isParenthesizedExpression(root)) root = root.expression;
  const declaration = ts.isIdentifier(root) ? ask.declarationOf(root) : undefined;
  if (!declaration || declaration.pos < home.pos || declaration.end > home.end) return false;
  if (root === target) return true;
  const value = ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  return value !== undefined && (ts.isObjectLiteralExpression(value) || ts.isArrayLiteralExpression(value) || ts.isNewExpression(value));
}
