import type * as TS from "typescript";
import { isSupportCode } from "../knowledge/support-code.ts";
import type { Ask } from "../model/ask.ts";
import { functionOf, isCallee, referencesTo, unwrapped } from "../model/functions.ts";
import { isAssignment } from "./target.ts";
import type { Classified, Classify, Follow, Role } from "./uses.ts";

/** Where the value of an expression goes: a local, a result, a parameter, or out of sight. */
export function classifyFlow(ask: Ask, at: TS.Node, follow: Follow, as: Role): Classified | undefined {
  const { ts } = ask;
  const { parent } = at;
  if (passesOn(ask, parent, at)) {
    follow([parent as TS.Expression], as);
    return undefined;
  }
  if (ts.isVariableDeclaration(parent) && parent.initializer === at) {
    if (ts.isIdentifier(parent.name)) follow(usesOfLocal(ask, parent.name), as);
    return { operation: "read", at: parent };
  }
  if (ts.isBinaryExpression(parent) && isAssignment(ask, parent)) {
    if (ts.isIdentifier(parent.left)) follow(usesOfLocal(ask, parent.left), as);
    return { operation: "read", at: parent };
  }
  if (isResult(ask, parent, at)) followResult(ask, parent, follow, as);
  else if (ts.isCallExpression(parent) && parent.expression !== at) followArgument(ask, parent, at, follow, as);
  else if (ts.isShorthandPropertyAssignment(parent) || ts.isPropertyAssignment(parent)) return { operation: "escape", at: parent };
  else if (ts.isArrayLiteralExpression(parent)) return classifySwap(ask, parent, at);
  else if (!ts.isForOfStatement(parent) && !ts.isSpreadElement(parent)) return { operation: "read", at };
  return { operation: "read", at: parent };
}

/** The number of items, also under another name: a local, a getter's result, a sum it is part of. */
export const classifySize: Classify = (ask, _stock, expression, follow) => {
  const { ts } = ask;
  let at = unwrapped(ask, expression);
  while (ts.isBinaryExpression(at.parent) && isSum(ask, at.parent)) at = unwrapped(ask, at.parent);
  const { parent } = at;
  if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) follow(usesOfLocal(ask, parent.name), "size");
  else if (isResult(ask, parent, at)) followResult(ask, parent, follow, "size");
  return { operation: "size", at };
};

/** `+` and `-`: a sum with the size in it is a size. */
export function isSum(ask: Ask, node: TS.BinaryExpression): boolean {
  const { SyntaxKind: K } = ask.ts;
  return node.operatorToken.kind === K.PlusToken || node.operatorToken.kind === K.MinusToken;
}

/** `a ?? b`, `a || b` and `c ? a : b` have the value of one of their parts. */
function passesOn(ask: Ask, parent: TS.Node, at: TS.Node): boolean {
  const { ts } = ask;
  if (ts.isConditionalExpression(parent)) return parent.condition !== at;
  if (!ts.isBinaryExpression(parent)) return false;
  const { kind } = parent.operatorToken;
  return kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken;
}

function isResult(ask: Ask, parent: TS.Node, at: TS.Node): parent is TS.ReturnStatement | TS.ArrowFunction {
  return ask.ts.isReturnStatement(parent) || (ask.ts.isArrowFunction(parent) && parent.body === at);
}

/** A getter or a look-up function hands its value to its callers. */
function followResult(ask: Ask, parent: TS.ReturnStatement | TS.ArrowFunction, follow: Follow, as: Role): void {
  const { ts } = ask;
  const giver = ts.isArrowFunction(parent) ? parent : ask.enclosing(parent);
  const results = (referencesTo(ask, giver, isSupportCode) ?? []).flatMap((reference) => {
    if (ts.isGetAccessor(giver)) return [reference];
    return isCallee(ask, reference) ? [reference.parent as TS.CallExpression] : [];
  });
  follow(results, as);
}

/** An argument goes on under the parameter's name. */
function followArgument(ask: Ask, call: TS.CallExpression, at: TS.Node, follow: Follow, as: Role): void {
  const { ts } = ask;
  const callee = ts.isPropertyAccessExpression(call.expression) ? call.expression.name : call.expression;
  const declaration = ask.declarationOf(callee);
  const parameter = declaration && functionOf(ask, declaration)?.parameters[call.arguments.indexOf(at as TS.Expression)];
  if (parameter && ts.isIdentifier(parameter.name)) follow(usesOfLocal(ask, parameter.name), as);
}

/** `[batch, stock] = [stock, []]`. */
function classifySwap(ask: Ask, list: TS.ArrayLiteralExpression, at: TS.Node): Classified {
  const { ts } = ask;
  const { parent } = list;
  const isTarget = ts.isBinaryExpression(parent) && parent.left === list && ts.isArrayLiteralExpression(parent.right);
  if (!isTarget) return ts.isCallExpression(parent) ? { operation: "escape", at: list } : { operation: "read", at };
  const value = (parent.right).elements[list.elements.indexOf(at as TS.Expression)];
  return { operation: value && ts.isArrayLiteralExpression(value) ? "drain" : "read", at: parent };
}

function usesOfLocal(ask: Ask, name: TS.Identifier): readonly TS.Identifier[] {
  const declaration = ask.declarationOf(name);
  if (!declaration) return [];
  return ask.usesInFile(declaration, name.text).filter((use): use is TS.Identifier => ask.ts.isIdentifier(use) && use !== name && use.parent !== declaration);
}
