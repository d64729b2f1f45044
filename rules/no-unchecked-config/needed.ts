import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";
import { callersOf } from "../model/calls.ts";
import { calledName, unwrapped } from "../model/functions.ts";
import { isAskedOnTheWay } from "./asked-on-the-way.ts";
import { isGuarded } from "./guards.ts";
import { MAX_HOPS, parameterOf, wholeOf } from "./handed.ts";
import { isOnlySaid } from "./said.ts";
import { isOnlyTested } from "./tested.ts";

/** What those in sight do with a content: one of them relies on a member of it (`needed`), nothing can go wrong in any of them (`harmless`), or that can't be told. */
export type Use = "needed" | "harmless" | "unknown";

/** Calls that write a value down, or answer with it, whatever is in it: `JSON.stringify`, `response.json`. */
const WRITES_DOWN = /^(?:stringify|dump|json|send|structuredClone|hasOwnProperty)$/;

/** What is done with a content that an expression is, followed through variables, parameters of the project's functions, and results. */
export function useOf(ask: Ask, node: TS.Node, hops: number = MAX_HOPS): Use {
  const { ts } = ask;
  const at = unwrapped(ask, node);
  const { parent } = at;
  if (isOnlyTested(ask, at) || isOnlySaid(ask, at) || ts.isExpressionStatement(parent)) return "harmless";
  if (isAccess(ask, parent) && parent.expression === at) return useOfMember(ask, parent);
  if (ts.isForOfStatement(parent) || ts.isForInStatement(parent) || ts.isSpreadElement(parent)) return "needed";
  if (ts.isAwaitExpression(parent) || ts.isConditionalExpression(parent) || isDefault(ask, parent)) return useOf(ask, parent, hops);
  if (ts.isVariableDeclaration(parent)) return useOfHeld(ask, parent, hops);
  if (isAssignment(ask, parent) && parent.right === at) return useOfTarget(ask, parent.left, hops);
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return useInCall(ask, parent, at, hops);
  if (ts.isPropertyAssignment(parent) && ts.isCallExpression(parent.parent.parent)) return isWriting(ask, parent.parent.parent) ? "harmless" : "unknown";
  const home = ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === at) ? ask.enclosing(at) : undefined;
  const callers = home && hops > 0 ? callersOf(ask, home as Body) : undefined;
  return all((callers ?? []).map((call) => useOf(ask.about(call.getSourceFile()), call, hops - 1)));
}

function all(uses: readonly Use[]): Use {
  if (uses.includes("needed")) return "needed";
  return uses.length > 0 && uses.every((use) => use === "harmless") ? "harmless" : "unknown";
}

/** A variable, or those that a pattern takes members into. */
function useOfHeld(ask: Ask, { name }: TS.VariableDeclaration, hops: number): Use {
  const { ts } = ask;
  if (ts.isIdentifier(name)) return useOfTarget(ask, name, hops);
  if (ts.isArrayBindingPattern(name)) return "needed";
  return all(name.elements.map((each): Use => {
    return each.initializer || each.dotDotDotToken || !ts.isIdentifier(each.name) ? "unknown" : useByName(ask, each.name);
  }));
}

/** What a variable or a field holds from then on, in its own file. */
function useOfTarget(ask: Ask, target: TS.Expression, hops: number): Use {
  const { ts } = ask;
  const name = ts.isPropertyAccessExpression(target) ? target.name : target;
  const declaration = ts.isIdentifier(name) && hops > 0 ? ask.declarationOf(name) : undefined;
  if (!ts.isIdentifier(name) || !declaration) return "unknown";
  const uses = ask.usesInFile(declaration, name.text).map((use) => wholeOf(ask, use)).filter((use) => isRead(ask, use) && use.parent !== declaration);
  return all(uses.map((use) => useOf(ask, use, hops - 1)));
}

function isRead(ask: Ask, use: TS.Node): boolean {
  return !(isAssignment(ask, use.parent) && use.parent.left === use) && !ask.ts.isExportSpecifier(use.parent);
}

function useInCall(ask: Ask, call: TS.CallExpression | TS.NewExpression, at: TS.Node, hops: number): Use {
  const { ts } = ask;
  if (isWriting(ask, call)) return "harmless";
  const parameter = hops > 0 ? parameterOf(ask, call, at) : undefined;
  return parameter && ts.isIdentifier(parameter.name) ? useOfTarget(ask.about(parameter.getSourceFile()), parameter.name, hops) : "unknown";
}

function isWriting(ask: Ask, call: TS.CallExpression | TS.NewExpression): boolean {
  return WRITES_DOWN.test(calledName(ask, call.expression) ?? "");
}

/** A member is relied on, unless it is only tested, shown or written; where it has a default or is asked for before, what else is in it is not known to be right. */
function useOfMember(ask: Ask, member: TS.PropertyAccessExpression | TS.ElementAccessExpression): Use {
  const { ts } = ask;
  const { parent } = unwrapped(ask, member);
  if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) return useByName(ask, parent.name);
  if (isAskedOnTheWay(ask, member)) return "harmless";
  return useAt(ask, member, ts.isPropertyAccessExpression(member) ? member.name : member.argumentExpression);
}

/** What is done with a variable that holds a member. */
function useByName(ask: Ask, name: TS.Identifier): Use {
  return all(ask.usesInFile(name.parent as TS.Declaration, name.text).filter((use) => use !== name).map((use) => useAt(ask, use, name)));
}

function useAt(ask: Ask, place: TS.Expression, name: TS.Node): Use {
  const { ts } = ask;
  const at = unwrapped(ask, place);
  const { parent } = at;
  if (isOnlyTested(ask, at) || isOnlySaid(ask, at) || ts.isDeleteExpression(parent) || (isAssignment(ask, parent) && parent.left === at) || (ts.isCallExpression(parent) && isWriting(ask, parent))) return "harmless";
  if (isDefault(ask, parent)) {
    const { parent: outer } = unwrapped(ask, parent);
    return ts.isObjectLiteralExpression(parent.right) && isAccess(ask, outer) ? useOfMember(ask, outer) : "unknown";
  }
  if (isAccess(ask, parent) && parent.expression === at && parent.questionDotToken) return "unknown";
  return isGuarded(ask, at, new Set(ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? [name.text] : []), "set", 0) ? "unknown" : "needed";
}

function isAccess({ ts }: Ask, node: TS.Node): node is TS.PropertyAccessExpression | TS.ElementAccessExpression {
  return ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
}

function isAssignment({ ts }: Ask, node: TS.Node): node is TS.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
}

/** `x ?? y`, `x || y` */
function isDefault({ ts }: Ask, node: TS.Node): node is TS.BinaryExpression {
  return ts.isBinaryExpression(node) && (node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken || node.operatorToken.kind === ts.SyntaxKind.BarBarToken);
}
