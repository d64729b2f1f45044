import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { calledFunction } from "../model/calls.ts";
import { calledName } from "../model/functions.ts";
import type { Sink } from "./sinks.ts";
import { claimOf, isVague } from "./types.ts";

/** A call whose result is claimed to be of a type: by `as`, by a declared variable, by the function that returns it, by a type argument. */
export function parsedSink(ask: Ask, node: TS.Node): Sink | undefined {
  const { ts } = ask;
  if (!ts.isCallExpression(node) || !/(?:parse|load|read)\w*$/i.test(calledName(ask, node.expression) ?? "")) return undefined;
  const type = node.typeArguments?.[0] ?? claimedType(ask, node);
  if (type && type.kind !== ts.SyntaxKind.AnyKeyword) return isVague(ask, type) ? undefined : { kind: "parsed", node, value: node, type };
  return isUsedAsItIs(ask, node) ? { kind: "parsed", node, value: node } : undefined;
}

/** Functions of the language that take an object apart, and look at nothing in it. */
const TAKES_APART = /^(?:Object\.(?:keys|values|entries|assign|fromEntries)|Array\.from)$/;

/**
 * `return JSON.parse(…)`, `const { port } = JSON.parse(…)`, `settings = JSON.parse(…)` with no type written, or `any`: the language's own `any`, which claims whatever its reader likes. What goes to a
 * call may be checked by that: only functions of the project can be asked.
 */
function isUsedAsItIs(ask: Ask, node: TS.CallExpression): boolean {
  const { ts } = ask;
  const { SyntaxKind: K } = ts;
  let at: TS.Node = node;
  for (;;) {
    const { parent } = at;
    const isChoice = ts.isConditionalExpression(parent) ? parent.condition !== at : ts.isBinaryExpression(parent) && (parent.operatorToken.kind === K.QuestionQuestionToken || parent.operatorToken.kind === K.BarBarToken);
    if (!isChoice && !ts.isAwaitExpression(parent) && !ts.isParenthesizedExpression(parent) && !ts.isNonNullExpression(parent)) break;
    at = parent;
  }
  const { parent } = at;
  if (ts.isVariableDeclaration(parent)) return parent.type === undefined || parent.type.kind === K.AnyKeyword;
  if (ts.isPropertyAccessExpression(parent)) return !parent.questionDotToken;
  if (ts.isBinaryExpression(parent)) return parent.right === at && parent.operatorToken.kind === K.EqualsToken;
  if (ts.isForOfStatement(parent)) return parent.expression === at;
  if (ts.isElementAccessExpression(parent)) return parent.expression === at && !parent.questionDotToken;
  if (ts.isSpreadAssignment(parent) || ts.isSpreadElement(parent)) return true;
  if (ts.isCallExpression(parent)) return TAKES_APART.test(parent.expression.getText()) || (/\benv\b/i.test(node.getText()) && calledFunction(ask, parent) !== undefined);
  if (ts.isPropertyAssignment(parent)) return true;
  return ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === at);
}

/** The type that is written around a call for its result. */
export function claimedType(ask: Ask, node: TS.Expression): TS.TypeNode | undefined {
  const { ts } = ask;
  let at: TS.Node = node;
  for (;;) {
    const { parent } = at;
    if (ts.isAsExpression(parent) || ts.isTypeAssertionExpression(parent)) {
      if (claimOf(ask, parent.type) !== "nothing") return parent.type;
      // `as unknown` alone asks its reader to look
      if (!ts.isAsExpression(parent.parent)) return undefined;
    } else if (ts.isConditionalExpression(parent) ? parent.condition === at : !ts.isAwaitExpression(parent) && !ts.isParenthesizedExpression(parent) && !ts.isNonNullExpression(parent)) {
      return declaredType(ask, at);
    }
    at = parent;
  }
}

function declaredType(ask: Ask, at: TS.Node): TS.TypeNode | undefined {
  const { ts } = ask;
  const { parent } = at;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent)) return parent.type;
  if (ts.isBinaryExpression(parent)) return assignedType(ask, parent, at);
  if (!ts.isReturnStatement(parent) && !(ts.isArrowFunction(parent) && parent.body === at)) return undefined;
  const home = ask.enclosing(at);
  const type = ts.isSourceFile(home) || ts.isClassStaticBlockDeclaration(home) ? undefined : home.type;
  const isPromise = type && ts.isTypeReferenceNode(type) && type.typeName.getText() === "Promise";
  return isPromise ? type.typeArguments?.[0] : type;
}

/** `settings = JSON.parse(…)`, where `let settings: Settings` (or a field) is declared with a type. */
function assignedType(ask: Ask, { left, right, operatorToken }: TS.BinaryExpression, at: TS.Node): TS.TypeNode | undefined {
  const { ts } = ask;
  if (right !== at || operatorToken.kind !== ts.SyntaxKind.EqualsToken) return undefined;
  const declaration = ask.declarationOf(ts.isPropertyAccessExpression(left) ? left.name : left);
  return declaration && (ts.isVariableDeclaration(declaration) || ts.isPropertyDeclaration(declaration)) ? declaration.type : undefined;
}
