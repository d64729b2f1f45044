import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { calledFunction, inside } from "../model/calls.ts";
import { returnedBy } from "./returns.ts";

/** A class or interface of the project. */
type Owner = TS.InterfaceDeclaration | TS.ClassLikeDeclaration;

/** How many variables, returns and parents one answer may lead through. */
const MAX_HOPS = 8;

/** Calls that answer with an element of what they are called on, and those that hand one to their callback. */
const TAKES_ONE = /^(?:find|findLast|at|pop|shift|get|values)$/;
const HANDS_ONE = /^(?:map|forEach|filter|flatMap|some|every|find)$/;

/** Generic types of the language whose last argument is what they hold. */
const HOLDS_ONE = /^(?:Array|ReadonlyArray|Set|ReadonlySet|Map|ReadonlyMap|Record|Iterable|IterableIterator|AsyncIterable)$/;
const STANDS_FOR_ONE = /^(?:Promise|PromiseLike|Awaited|NonNullable|Readonly|Partial|Required)$/;

/**
 * The member that `handler.send` names where the checker has lost what `handler` is. On the command line it knows nothing of promises, arrays and maps,
 * which the standard library declares: `await made()`, `handlers.find(…)`, `for (const handler of handlers)`.
 */
export function memberNamed(ask: Ask, { expression, name }: TS.PropertyAccessExpression): TS.Declaration | undefined {
  const owner = ownerOf(ask, expression);
  return owner && memberOf(ask, owner, name.text, MAX_HOPS);
}

/** The class or interface of the project that a value is one of. */
export function ownerOf(ask: Ask, value: TS.Expression): TS.InterfaceDeclaration | TS.ClassLikeDeclaration | undefined {
  return ofValue(ask, value, MAX_HOPS);
}

function memberOf(ask: Ask, owner: Owner, name: string, hops: number): TS.Declaration | undefined {
  const { ts } = ask;
  const own = [...owner.members].find((member) => member.name && ts.isIdentifier(member.name) && member.name.text === name);
  if (own || hops === 0) return own;
  for (const parent of (owner.heritageClauses ?? []).flatMap(({ types }) => types)) {
    const above = ofName(ask, parent.expression);
    const found = above && memberOf(ask, above, name, hops - 1);
    if (found) return found;
  }
  return undefined;
}

function ofValue(ask: Ask, value: TS.Expression, hops: number): Owner | undefined {
  const { ts } = ask;
  if (hops === 0) return undefined;
  const node = inside(ask, value);
  if (ts.isAwaitExpression(node)) return ofValue(ask, node.expression, hops);
  if (ts.isNewExpression(node)) return ofName(ask, node.expression);
  if (ts.isBinaryExpression(node)) return ofValue(ask, node.left, hops - 1) ?? ofValue(ask, node.right, hops - 1);
  if (ts.isConditionalExpression(node)) return ofValue(ask, node.whenTrue, hops - 1) ?? ofValue(ask, node.whenFalse, hops - 1);
  if (ts.isElementAccessExpression(node)) return ofElement(ask, node.expression, hops - 1);
  if (ts.isCallExpression(node)) return ofCall(ask, node, hops);
  const declaration = declared(ask, node);
  return declaration && ofDeclaration(ask, declaration, hops);
}

function declared(ask: Ask, node: TS.Expression): TS.Declaration | undefined {
  const { ts } = ask;
  if (ts.isIdentifier(node)) return ask.declarationOf(node);
  return ts.isPropertyAccessExpression(node) ? ask.declarationOf(node.name) : undefined;
}

function ofDeclaration(ask: Ask, declaration: TS.Declaration, hops: number): Owner | undefined {
  const { ts } = ask;
  const type = "type" in declaration ? (declaration.type as TS.TypeNode | undefined) : undefined;
  if (type && ts.isTypeNode(type)) return ofType(ask, type);
  if (ts.isVariableDeclaration(declaration) && ts.isForOfStatement(declaration.parent.parent)) return ofElement(ask, declaration.parent.parent.expression, hops - 1);
  if (ts.isParameter(declaration)) return ofHanded(ask, declaration, hops);
  const made = "initializer" in declaration ? (declaration.initializer as TS.Expression | undefined) : undefined;
  return made && ofValue(ask, made, hops - 1);
}

/** `handlers.forEach((handler) => …)`. */
function ofHanded(ask: Ask, { parent: callback }: TS.ParameterDeclaration, hops: number): Owner | undefined {
  const { ts } = ask;
  const call = callback.parent;
  const callee = ts.isCallExpression(call) && ts.isPropertyAccessExpression(call.expression) ? call.expression : undefined;
  return callee && HANDS_ONE.test(callee.name.text) ? ofElement(ask, callee.expression, hops - 1) : undefined;
}

function ofCall(ask: Ask, call: TS.CallExpression, hops: number): Owner | undefined {
  const { ts } = ask;
  const called = calledFunction(ask, call);
  if (called) return called.type ? ofType(ask, called.type) : (asPromised(ask, called) ?? returnedBy(ask, called).map((each) => ofValue(ask, each, hops - 1)).find(Boolean));
  const callee = inside(ask, call.expression);
  if (!ts.isPropertyAccessExpression(callee)) return undefined;
  const member = ask.declarationOf(callee.name) ?? (hops > 1 ? memberNamed(ask, callee) : undefined);
  if (member && ts.isMethodSignature(member)) return member.type && ofType(ask, member.type);
  return TAKES_ONE.test(callee.name.text) ? ofElement(ask, callee.expression, hops - 1) : undefined;
}

/** What the interface of its class says that a method returns. */
function asPromised(ask: Ask, method: TS.SignatureDeclaration): Owner | undefined {
  const { ts } = ask;
  const { parent, name } = method;
  if (!ts.isClassLike(parent) || !name || !ts.isIdentifier(name)) return undefined;
  for (const above of (parent.heritageClauses ?? []).flatMap(({ types }) => types)) {
    const owner = ofName(ask, above.expression);
    const member = owner && memberOf(ask, owner, name.text, 2);
    if (member && (ts.isMethodSignature(member) || ts.isMethodDeclaration(member)) && member.type) return ofType(ask, member.type);
  }
  return undefined;
}

/** An element of an array, a map or a record, told by the type it is declared with, or by the first element that it is written with. */
function ofElement(ask: Ask, value: TS.Expression, hops: number): Owner | undefined {
  const { ts } = ask;
  if (hops <= 0) return undefined;
  const node = inside(ask, value);
  if (ts.isArrayLiteralExpression(node)) return node.elements.map((each) => ofValue(ask, each, hops - 1)).find(Boolean);
  const declaration = declared(ask, node);
  const type = declaration && "type" in declaration ? (declaration.type as TS.TypeNode | undefined) : undefined;
  if (type && ts.isTypeNode(type)) return elementIn(ask, type);
  const made = declaration && "initializer" in declaration ? (declaration.initializer as TS.Expression | undefined) : undefined;
  const held = made && ts.isNewExpression(made) ? made.typeArguments?.at(-1) : undefined;
  if (held) return ofType(ask, held);
  return made && ofElement(ask, made, hops - 1);
}

function elementIn(ask: Ask, type: TS.TypeNode): Owner | undefined {
  const { ts } = ask;
  if (ts.isTypeOperatorNode(type)) return elementIn(ask, type.type);
  if (ts.isArrayTypeNode(type)) return ofType(ask, type.elementType);
  const isHolder = ts.isTypeReferenceNode(type) && HOLDS_ONE.test(type.typeName.getText());
  const held = isHolder ? type.typeArguments?.at(-1) : undefined;
  return held && ofType(ask, held);
}

function ofType(ask: Ask, type: TS.TypeNode): Owner | undefined {
  const { ts } = ask;
  if (ts.isParenthesizedTypeNode(type)) return ofType(ask, type.type);
  if (ts.isUnionTypeNode(type)) {
    const some = type.types.filter((each) => !ts.isLiteralTypeNode(each) && each.kind !== ts.SyntaxKind.UndefinedKeyword);
    return some.length === 1 && some[0] ? ofType(ask, some[0]) : undefined;
  }
  if (!ts.isTypeReferenceNode(type)) return undefined;
  const held = STANDS_FOR_ONE.test(type.typeName.getText()) ? type.typeArguments?.[0] : undefined;
  return held ? ofType(ask, held) : ofName(ask, ts.isIdentifier(type.typeName) ? type.typeName : type.typeName.right);
}

function ofName(ask: Ask, name: TS.Node): Owner | undefined {
  const { ts } = ask;
  const declaration = ask.declarationOf(name);
  return declaration && (ts.isInterfaceDeclaration(declaration) || ts.isClassLike(declaration)) && !declaration.getSourceFile().isDeclarationFile ? declaration : undefined;
}
