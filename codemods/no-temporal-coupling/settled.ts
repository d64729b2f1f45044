import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import type { Subject } from "./subject.ts";

/** Whether making an instance later, behind some statements, is the same: nothing it is made from changes, and making it does nothing else. */
export function isSettled(subject: Subject, made: TS.NewExpression, between: readonly TS.Statement[]): boolean {
  const { ts } = subject.ask;
  const isLeaving = between.some((statement) => ts.isReturnStatement(statement) || ts.isThrowStatement(statement) || ts.isBreakStatement(statement) || ts.isContinueStatement(statement));
  return !isLeaving && isPlain(subject) && (made.arguments ?? []).every((argument) => isFixed(subject.ask.about(made.getSourceFile()), argument));
}

const COLLECTIONS: ReadonlySet<string> = new Set(["Map", "Set", "WeakMap", "WeakSet", "Array", "AbortController"]);

/** Whether making an instance does nothing but fill its fields. */
export function isPlain({ ask: { ts }, owner, base, constructor }: Subject): boolean {
  const fields = owner.members.filter((member) => ts.isPropertyDeclaration(member) && !(ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static));
  return base === undefined && ![...fields, ...(constructor ? [constructor] : [])].some((part) => isEffect(ts, part));
}

/** Whether code may do anything but give a value. */
export function isEffect(ts: typeof TS, part: TS.Node): boolean {
  const visit = (node: TS.Node): boolean => {
    if (ts.isFunctionLike(node) && node !== part) return false;
    const isMade = ts.isNewExpression(node) && COLLECTIONS.has(node.expression.getText());
    if (ts.isCallExpression(node) || (ts.isNewExpression(node) && !isMade) || ts.isTaggedTemplateExpression(node) || ts.isAwaitExpression(node)) return true;
    return ts.forEachChild(node, (child) => visit(child) || undefined) ?? false;
  };
  return visit(part);
}

/** Whether an expression gives the same value wherever it stands in its function: literals, functions, `this`, and names that nobody assigns to. */
export function isFixed(ask: Ask, node: TS.Expression): boolean {
  const { ts } = ask;
  if (ts.isLiteralExpression(node) || node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword || node.kind === ts.SyntaxKind.NullKeyword) return true;
  if (node.kind === ts.SyntaxKind.ThisKeyword || ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return true;
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node)) return isFixed(ask, node.expression);
  // A new object each time, which nobody else has.
  if (ts.isArrayLiteralExpression(node)) return node.elements.every((element) => isFixed(ask, element));
  if (ts.isObjectLiteralExpression(node)) return node.properties.every((property) => isFixedProperty(ask, property));
  return ts.isIdentifier(node) && isFixedName(ask, node);
}

function isFixedProperty(ask: Ask, property: TS.ObjectLiteralElementLike): boolean {
  const { ts } = ask;
  if (ts.isShorthandPropertyAssignment(property)) return isFixedName(ask, property.name);
  return ts.isPropertyAssignment(property) && !ts.isComputedPropertyName(property.name) && isFixed(ask, property.initializer);
}

function isFixedName(ask: Ask, node: TS.Identifier): boolean {
  const { ts } = ask;
  const binding = ask.bindingOf(node);
  if (binding === undefined) return node.text === "undefined";
  if (ts.isImportSpecifier(binding) || ts.isImportClause(binding) || ts.isFunctionDeclaration(binding) || ts.isClassDeclaration(binding)) return true;
  if (ts.isParameter(binding)) return !ask.usesInFile(binding, node.text).some((use) => isWritten(ts, use));
  if (!ts.isVariableDeclaration(binding) && !ts.isBindingElement(binding)) return false;
  const holder = ts.walkUpBindingElementsAndPatterns(binding as TS.BindingElement);
  const isHanded = ts.isParameter(holder) && !ask.usesInFile(binding, node.text).some((use) => isWritten(ts, use));
  return isHanded || (ts.getCombinedNodeFlags(binding) & ts.NodeFlags.Const) !== 0;
}

function isWritten(ts: typeof TS, use: TS.Node): boolean {
  const { parent } = use;
  if (ts.isBinaryExpression(parent)) return parent.left === use && parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment && parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment;
  return ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent);
}
