import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { unwrapped } from "../model/functions.ts";

/** The binding that a fresh container lands in. */
export interface Target {
  /** The name of the binding where it is written: a variable, a member, or the constant that a symbol key is in. */
  readonly name: TS.Node;
  /** Whether the container is one of many in a Map or record that the binding holds. */
  readonly isNested: boolean;
  /** The name of the binding of the object literal that the container is a member of. */
  readonly holder?: TS.Node;
  /** For a member of an object literal that is of an interface: the name in one of the accesses, which stand for the member of every such object. */
  readonly access?: TS.Node;
}

/** Follows a fresh container outwards to the binding that keeps it; `undefined` where it is used up on the spot. */
export function findTarget(ask: Ask, creation: TS.Node): Target | undefined {
  const { ts } = ask;
  let at = unwrapped(ask, creation);
  for (;;) {
    const { parent } = at;
    if (ts.isBinaryExpression(parent) && parent.right === at && isFallback(ask, parent)) return findLookedUp(ask, parent.left);
    if (!ts.isConditionalExpression(parent) || parent.condition === at) break;
    at = unwrapped(ask, parent);
  }
  const { parent } = at;
  if (ts.isPropertyDeclaration(parent) || ts.isPropertyAssignment(parent)) return findMember(ask, parent);
  if (ts.isVariableDeclaration(parent)) return ts.isIdentifier(parent.name) ? findVariable(ask, parent.name) : undefined;
  if (ts.isParameter(parent)) return ts.isParameterPropertyDeclaration(parent, parent.parent) ? plain(parent.name) : undefined;
  if (ts.isBinaryExpression(parent)) return parent.right === at && isAssignment(ask, parent) ? findAssigned(ask, parent.left) : undefined;
  const map = ts.isCallExpression(parent) ? mapOfSet(ask, parent) : undefined;
  return map && nested(findAssigned(ask, map));
}

function plain(name: TS.Node): Target {
  return { name, isNested: false };
}

function nested(target: Target | undefined): Target | undefined {
  return target && { ...target, isNested: true };
}

function findMember(ask: Ask, member: TS.PropertyDeclaration | TS.PropertyAssignment): Target | undefined {
  const { ts } = ask;
  const { name, parent: owner } = member;
  if (ts.isComputedPropertyName(name)) return findSymbolKey(ask, name.expression);
  if (!ts.isObjectLiteralExpression(owner)) return plain(name);
  const defined = findDefinedProperty(ask, name, owner);
  if (defined) return plain(defined);
  const holder = findTarget(ask, owner);
  return holder && !holder.isNested && !holder.holder ? { name, isNested: false, holder: holder.name } : { ...plain(name), ...findAccess(ask, name, owner) };
}

/** `thread = { seq: 0, pending: [] }; …; thread.pending.push(run)`: an access whose member is declared by a type that has all the members of the literal. */
function findAccess(ask: Ask, name: TS.PropertyName, owner: TS.ObjectLiteralExpression): Pick<Target, "access"> {
  const { ts } = ask;
  if (!ts.isIdentifier(name)) return {};
  const access = ask.named(name.text).find((use) => {
    if (!ts.isPropertyAccessExpression(use.parent) || use.parent.name !== use) return false;
    const declaration = ask.declarationOf(use);
    if (!declaration || !ts.isPropertySignature(declaration)) return false;
    const members = new Set(declaration.parent.members.map((member) => member.name?.getText()));
    return owner.properties.every((property) => property.name !== undefined && members.has(property.name.getText()));
  });
  return access ? { access } : {};
}

/** `Object.defineProperty(this, "queue", { value: [] })`: the name is a string. */
function findDefinedProperty(ask: Ask, name: TS.PropertyName, descriptor: TS.ObjectLiteralExpression): TS.Node | undefined {
  const { ts } = ask;
  const call = descriptor.parent;
  if (!ts.isIdentifier(name) || name.text !== "value" || !ts.isCallExpression(call)) return undefined;
  const [object, key] = call.arguments;
  const isOwn = object?.kind === ts.SyntaxKind.ThisKeyword && call.expression.getText() === "Object.defineProperty";
  return isOwn && key && ts.isStringLiteral(key) ? key : undefined;
}

/** A local name is only a step for an array that goes into a Map: `list = []; map.set(key, list)`. */
function findVariable(ask: Ask, local: TS.Identifier): Target | undefined {
  const { ts } = ask;
  const home = ask.enclosing(local);
  for (const use of ask.named(local.text)) {
    const call = use.parent;
    if (!ts.isCallExpression(call) || call.arguments[1] !== use || ask.enclosing(use) !== home) continue;
    const map = mapOfSet(ask, call);
    if (map && map !== local) return nested(findAssigned(ask, map));
  }
  return plain(local);
}

/** The `map` of `map.set(key, value)`. */
function mapOfSet(ask: Ask, call: TS.CallExpression): TS.Expression | undefined {
  const callee = call.expression;
  return ask.ts.isPropertyAccessExpression(callee) && callee.name.text === "set" ? callee.expression : undefined;
}

function findAssigned(ask: Ask, left: TS.Expression): Target | undefined {
  const { ts } = ask;
  if (ts.isIdentifier(left)) return findVariable(ask, left);
  if (ts.isPropertyAccessExpression(left)) return isFilledIn(ask, left) ? undefined : plain(left.name);
  if (!ts.isElementAccessExpression(left)) return undefined;
  return findSymbolKey(ask, left.argumentExpression) ?? nested(findAssigned(ask, left.expression));
}

/** `message.parts = []` for a parameter `message`: the function fills in somebody else's record. */
function isFilledIn(ask: Ask, left: TS.PropertyAccessExpression): boolean {
  const { ts } = ask;
  const declaration = ts.isIdentifier(left.expression) ? ask.declarationOf(left.expression) : undefined;
  const isArray = ts.isBinaryExpression(left.parent) && ts.isArrayLiteralExpression(left.parent.right);
  return isArray && declaration !== undefined && ts.isParameter(declaration);
}

/** `map.get(key)` or `record[key]`, where the fresh container is what it falls back to. */
function findLookedUp(ask: Ask, left: TS.Expression): Target | undefined {
  const { ts } = ask;
  if (ts.isElementAccessExpression(left)) return nested(findAssigned(ask, left.expression));
  const callee = ts.isCallExpression(left) ? left.expression : undefined;
  const isGet = callee && ts.isPropertyAccessExpression(callee) && callee.name.text === "get";
  return isGet ? nested(findAssigned(ask, callee.expression)) : undefined;
}

/** A key that is one symbol: a constant, or a member of a constant object. */
function findSymbolKey(ask: Ask, key: TS.Expression): Target | undefined {
  const { ts } = ask;
  const name = ts.isPropertyAccessExpression(key) ? key.name : key;
  const declaration = ts.isIdentifier(name) ? ask.declarationOf(name) : undefined;
  const value = declaration && (ts.isVariableDeclaration(declaration) || ts.isPropertyAssignment(declaration)) && declaration.initializer;
  return value && ts.isCallExpression(value) && /^Symbol(?:\.for)?$/.test(value.expression.getText()) ? plain(name) : undefined;
}

function isFallback(ask: Ask, node: TS.BinaryExpression): boolean {
  const { SyntaxKind: K } = ask.ts;
  return node.operatorToken.kind === K.QuestionQuestionToken || node.operatorToken.kind === K.BarBarToken;
}

/** `=`, `??=` and `||=`. */
export function isAssignment(ask: Ask, node: TS.BinaryExpression): boolean {
  const { SyntaxKind: K } = ask.ts;
  const { kind } = node.operatorToken;
  return kind === K.EqualsToken || kind === K.QuestionQuestionEqualsToken || kind === K.BarBarEqualsToken;
}
