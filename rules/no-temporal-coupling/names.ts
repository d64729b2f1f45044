import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";
import { slotKey, slotName } from "./holders.ts";
import type { Cell, Member } from "./machine.ts";

/** The variable or function of the machine that an identifier refers to: not a key, a declaration, or a local of the same name. */
export function nameIn(ask: Ask, scope: TS.Node, names: ReadonlySet<string>, node: TS.Node): string | undefined {
  const { ts } = ask;
  let at = node;
  while (ts.isParenthesizedExpression(at) || ts.isNonNullExpression(at) || ts.isAsExpression(at)) at = at.expression;
  if (!ts.isIdentifier(at) || !names.has(at.text)) return undefined;
  const { parent } = at;
  const isKey = (ts.isPropertyAccessExpression(parent) && parent.name === at) || (ts.isPropertyAssignment(parent) && parent.name === at) || (ts.isBindingElement(parent) && parent.propertyName === at);
  const isDeclared = (ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isFunctionLike(parent) || ts.isBindingElement(parent) || ts.isPropertySignature(parent)) && parent.name === at;
  if (isKey || isDeclared || ts.isTypeNode(parent) || ts.isQualifiedName(parent)) return undefined;
  for (let outer: TS.Node = parent; outer !== scope && !ts.isSourceFile(outer); outer = outer.parent) {
    if (ts.isFunctionLike(outer) && localsOf(ask, outer).has(at.text)) return undefined;
  }
  return at.text;
}

/** `state.config`, where `state` is an object of the module. */
export function slotNamed(ask: Ask, scope: TS.Node, cells: ReadonlyMap<string, Cell>, names: ReadonlySet<string>, node: TS.Node): string | undefined {
  const { ts } = ask;
  const at = inside(ask, node as TS.Expression);
  if (!ts.isPropertyAccessExpression(at) && !ts.isElementAccessExpression(at)) return undefined;
  const base = inside(ask, at.expression);
  const holder = ts.isIdentifier(base) && /^global(?:This)?$/.test(base.text) ? base.text : nameIn(ask, scope, names, base);
  const place = slotKey(ts, at);
  const key = holder === undefined || place === undefined ? "" : slotName(holder, place);
  return cells.has(key) ? key : undefined;
}

/** `exports.send`, and `self.send` where `self` is the object that is given out. */
export function memberNamed({ ts }: Ask, scope: TS.Node, members: ReadonlyMap<string, Member>, literal: TS.ObjectLiteralExpression | undefined, given: ReadonlyMap<string, TS.ObjectLiteralExpression>, holders: ReadonlySet<string>, node: TS.Node): string | undefined {
  if (!ts.isPropertyAccessExpression(node)) return undefined;
  const base = node.expression.getText();
  const object = base === "this" ? [...given.values()].find((one) => isMethodOf(ts, node, one)) : given.get(base);
  if (object && members.has(`returned ${node.name.text}`)) return `returned ${node.name.text}`;
  if (object && !holders.has(base)) return undefined;
  const holder = literal && ts.findAncestor(literal, (outer) => outer.parent === scope || ts.isVariableDeclaration(outer));
  const isOwn = !ts.isBlock(scope) ? holders.has(base) || /^(?:module\.)?exports$/.test(base) : holder !== undefined && ts.isVariableDeclaration(holder) && holder.name.getText() === base;
  return isOwn ? [`exported ${node.name.text}`, `returned ${node.name.text}`, node.name.text].find((key) => members.has(key)) : undefined;
}

/** Whether `this` at a place is an object: the next function that has a `this` of its own stands in its literal. */
function isMethodOf(ts: typeof TS, node: TS.Node, object: TS.ObjectLiteralExpression): boolean {
  const home = ts.findAncestor(node, (outer) => ts.isFunctionLike(outer) && !ts.isArrowFunction(outer));
  return home !== undefined && (home.parent === object || home.parent.parent === object);
}

const locals = new WeakMap<TS.Node, ReadonlySet<string>>();

/** The names that a function declares itself: parameters, variables, functions. */
function localsOf({ ts }: Ask, owner: TS.SignatureDeclaration): ReadonlySet<string> {
  let names = locals.get(owner);
  if (names) return names;
  const found = new Set<string>();
  const visit = (node: TS.Node): void => {
    if ((ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node)) && ts.isIdentifier(node.name)) found.add(node.name.text);
    if (ts.isFunctionDeclaration(node) && node.name && node !== owner) found.add(node.name.text);
    if (node === owner || !(ts.isFunctionLike(node) || ts.isClassLike(node))) ts.forEachChild(node, visit);
  };
  visit(owner);
  locals.set(owner, (names = found));
  return names;
}
