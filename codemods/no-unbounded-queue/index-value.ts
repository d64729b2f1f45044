import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";

/**
 * Whether an index is an integer that is never negative where it is used: a literal, the counter of a loop, or the result of a search that was
 * compared before. `array[-1]` is nothing, `queue.at(-1)` is the last.
 */
export function isNeverNegative(ask: Ask, index: TS.Expression, at: TS.Node): boolean {
  const { ts } = ask;
  if (ts.isNumericLiteral(index)) return true;
  const declaration = ts.isIdentifier(index) ? ask.declarationOf(index) : undefined;
  if (!declaration || !ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name) || !declaration.initializer) return false;
  const { name, initializer } = declaration;
  const writes = ask.usesInFile(declaration, name.text).filter((use) => isWrite(ask, use));
  if (ts.isForStatement(declaration.parent.parent)) return isCounted(ask, declaration.parent.parent, name.text, initializer, writes, at);
  if (isCountedDown(ask, name.text, writes, at)) return true;
  return writes.length === 0 && isSearch(ask, initializer) && isCompared(ask, name.text, at);
}

function isWrite(ask: Ask, use: TS.Node): boolean {
  const { ts } = ask;
  const { parent } = use;
  if (ts.isPostfixUnaryExpression(parent) || (ts.isPrefixUnaryExpression(parent) && parent.operator !== ts.SyntaxKind.ExclamationToken && parent.operator !== ts.SyntaxKind.MinusToken)) return true;
  const { kind } = ts.isBinaryExpression(parent) && parent.left === use ? parent.operatorToken : { kind: ts.SyntaxKind.Unknown };
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

/** `for (let i = 0; …; i++)` and `for (let i = queue.length - 1; i >= 0; i--)`, where nothing else moves `i`. */
function isCounted(ask: Ask, loop: TS.ForStatement, name: string, initializer: TS.Expression, writes: readonly TS.Node[], at: TS.Node): boolean {
  const step = loop.incrementor;
  if (writes.length !== 1 || !step || writes[0]?.parent !== step || at.pos < loop.statement.pos) return false;
  const stepText = step.getText().replaceAll(" ", "");
  if (stepText === `${name}++` || stepText === `++${name}`) return isStart(ask, initializer);
  const condition = loop.condition?.getText().replaceAll(" ", "") ?? "";
  return (stepText === `${name}--` || stepText === `--${name}`) && (condition === `${name}>=0` || condition === `${name}>-1`);
}

/** A number to count up from: a literal, or one past the result of a search. */
function isStart(ask: Ask, initializer: TS.Expression): boolean {
  const { ts } = ask;
  if (ts.isNumericLiteral(initializer)) return true;
  const isNext = ts.isBinaryExpression(initializer) && initializer.operatorToken.kind === ts.SyntaxKind.PlusToken && ts.isNumericLiteral(initializer.right) && Number(initializer.right.text) >= 1;
  const declaration = isNext && ts.isIdentifier(initializer.left) ? ask.declarationOf(initializer.left) : undefined;
  const isConst = declaration && ts.isVariableDeclaration(declaration) && (declaration.parent.flags & ts.NodeFlags.Const) !== 0;
  return isConst === true && declaration.initializer !== undefined && isSearch(ask, declaration.initializer);
}

/** `while (i--)`, `while (i-- > 0)`, where `i` began as a length. */
function isCountedDown(ask: Ask, name: string, writes: readonly TS.Node[], at: TS.Node): boolean {
  const { ts } = ask;
  const loop = ts.findAncestor(at, (node) => (ts.isFunctionLike(node) ? "quit" : ts.isWhileStatement(node))) as TS.WhileStatement | undefined;
  const condition = loop?.expression.getText().replaceAll(" ", "");
  const isStep = condition === `${name}--` || condition === `${name}-->0`;
  return loop !== undefined && isStep && writes.length === 1 && writes.every((write) => write.pos >= loop.expression.pos && write.end <= loop.expression.end);
}

function isSearch(ask: Ask, value: TS.Expression): boolean {
  const { ts } = ask;
  const callee = ts.isCallExpression(value) ? value.expression : undefined;
  return callee !== undefined && ts.isPropertyAccessExpression(callee) && /^(?:find(?:Last)?Index|(?:lastI|i)ndexOf)$/.test(callee.name.text);
}

/** Stands under `if (i !== -1)`, or after `if (i === -1) return`. */
function isCompared(ask: Ask, name: string, at: TS.Node): boolean {
  const { ts } = ask;
  const found = [`${name}!==-1`, `${name}!=-1`, `${name}>-1`, `${name}>=0`];
  const missing = [`${name}===-1`, `${name}==-1`, `${name}<0`];
  for (let node = at; !ts.isFunctionLike(node) && !ts.isSourceFile(node); node = node.parent) {
    const { parent } = node;
    if (ts.isIfStatement(parent) && parent.thenStatement === node && conjuncts(ask, parent.expression).some((text) => found.includes(text))) return true;
    if (ts.isBlock(parent) && parent.statements.some((statement) => statement.end <= node.pos && isExit(ask, statement, missing))) return true;
  }
  return false;
}

function isExit(ask: Ask, statement: TS.Statement, conditions: readonly string[]): boolean {
  const { ts } = ask;
  if (!ts.isIfStatement(statement) || statement.elseStatement || !conditions.includes(textOf(statement.expression))) return false;
  const last = ts.isBlock(statement.thenStatement) ? statement.thenStatement.statements.at(-1) : statement.thenStatement;
  return last !== undefined && (ts.isReturnStatement(last) || ts.isThrowStatement(last) || ts.isContinueStatement(last) || ts.isBreakStatement(last));
}

function conjuncts(ask: Ask, condition: TS.Expression): readonly string[] {
  const { ts } = ask;
  const isBoth = ts.isBinaryExpression(condition) && condition.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken;
  return isBoth ? [...conjuncts(ask, condition.left), ...conjuncts(ask, condition.right)] : [textOf(condition)];
}

function textOf(condition: TS.Expression): string {
  return condition.getText().replace(/\s/g, "");
}
