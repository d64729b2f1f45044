import type * as TS from "typescript";
import { isDecorated, isHookOfInterface, isHookOfObjects, isMadeByFramework } from "../knowledge/lifecycles.ts";
import type { Ask } from "../model/ask.ts";
import { implicitFields } from "./implicit.ts";
import { inherit } from "./inherit.ts";
import type { Body, Cell, Machine, Member, Start } from "./machine.ts";
import { givenName, isMadeReady } from "./made.ts";
import { pathNamed, pathsIn } from "./paths.ts";
import { isEmitter, type Supertypes, supertypesOf } from "./supertypes.ts";
import { isWrapper } from "./words.ts";

/** The machine of a class: its fields are the cells, its methods and arrow-function fields the members. */
export function machineOfClass(ask: Ask, owner: TS.ClassLikeDeclaration): Machine | undefined {
  const { ts } = ask;
  if (isMadeByFramework(ask, owner) || isMadeReady(ask, owner)) return undefined;
  const cells = new Map<string, Cell>();
  const members = new Map<string, Member>();
  const given = new Set<string>();
  const start: (Start | TS.Statement)[] = [];
  const constructor = owner.members.find((member): member is TS.ConstructorDeclaration => ts.isConstructorDeclaration(member) && member.body !== undefined);
  for (const parameter of constructor?.parameters ?? []) {
    if (ts.isParameterPropertyDeclaration(parameter, parameter.parent) && ts.isIdentifier(parameter.name)) given.add(parameter.name.text);
  }
  for (const member of owner.members) {
    const name = member.name && nameOf(ts, member.name);
    if (name === undefined || ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static) continue;
    if (ts.isPropertyDeclaration(member)) {
      const body = functionIn(ts, member.initializer);
      if (body && !isStub(ts, body)) members.set(name, memberOf(ask, member, name, name, body));
      else {
        cells.set(name, { name, at: member.name, lies: lies(ts, member) });
        if (isFilledElsewhere(ask, member)) given.add(name);
        else start.push({ cell: name, value: member.initializer });
      }
    } else if ((ts.isMethodDeclaration(member) || ts.isAccessor(member)) && member.body) {
      const key = ts.isGetAccessor(member) ? `get ${name}` : ts.isSetAccessor(member) ? `set ${name}` : name;
      members.set(key, memberOf(ask, member, name, key, member as Body));
    }
  }
  for (const statement of constructor?.body?.statements ?? []) {
    const field = assignedField(ts, statement);
    if (field && !cells.has(field.name) && ![field.name, `get ${field.name}`, `set ${field.name}`].some((key) => members.has(key))) {
      const body = functionIn(ts, field.value) ?? wrappedFunction(ts, field.value);
      if (body && !isStub(ts, body)) members.set(field.name, { key: field.name, name: field.name, at: field.at, body, isEntry: !/^[#_[]/.test(field.name), isHook: false });
      else cells.set(field.name, { name: field.name, at: field.at, lies: false });
    }
    start.push(statement);
  }
  inherit(ask, owner, { cells, members, given, start });
  const set = start.flatMap((step) => ("cell" in step ? [step] : assignedIn(ts, step)));
  for (const { cell, at, value } of pathsIn(ts, owner, set)) {
    cells.set(cell, { name: cell, at, lies: false });
    start.unshift({ cell, value });
  }
  const refOf = (node: TS.Node): string | undefined => fieldNamed(ts, node) ?? pathNamed(ts, cells, node, (inner) => fieldNamed(ts, inner));
  for (const cell of constructor && isOwnMaster(ts, owner) ? implicitFields(ask, members, cells, refOf) : []) {
    cells.set(cell.name, cell);
    if (!given.has(cell.name)) start.unshift({ cell: cell.name, value: undefined });
  }
  let above: Supertypes | undefined;
  return { form: "class", name: owner.name?.text ?? givenName(ts, owner), at: owner.name ?? owner.getFirstToken(), cells, members, given, parameters: constructor?.parameters ?? [], start, supertypes: () => (above ??= supertypesOf(ask, owner)), refOf };
}

function assignedIn(ts: typeof TS, statement: TS.Statement): readonly Start[] {
  const field = assignedField(ts, statement);
  return field ? [{ cell: field.name, value: field.value }] : [];
}

/** Whether no base class can have fields of its own, which are not declared here. One without a constructor may be mixed into others, which have them. */
function isOwnMaster(ts: typeof TS, { heritageClauses }: TS.ClassLikeDeclaration): boolean {
  const base = heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
  return base === undefined || isEmitter(base.expression.getText());
}

export function memberOf(ask: Ask, at: TS.ClassElement, name: string, key: string, body: Body): Member {
  const { ts } = ask;
  const isHidden = (ts.getCombinedModifierFlags(at) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !== 0 || /^[#_]/.test(name);
  const isHook = isHookOfObjects(ask, name) || isHookOfInterface(ask, at.parent, name) || isDecorated(ask, at);
  return { key, name, at: at.name ?? at, body, isEntry: !isHidden && !isHook, isHook };
}

/** Names are kept with their `#`, and computed ones in brackets. */
export function nameOf(ts: typeof TS, name: TS.PropertyName): string | undefined {
  if (ts.isIdentifier(name) || ts.isPrivateIdentifier(name) || ts.isStringLiteralLike(name)) return name.text;
  return ts.isComputedPropertyName(name) ? `[${name.expression.getText()}]` : undefined;
}

/** `this.name`, `this["name"]`, `this[KEY]`, and the same on a usual alias of `this`. */
export function fieldNamed(ts: typeof TS, node: TS.Node): string | undefined {
  const at = skip(ts, node);
  if (!ts.isPropertyAccessExpression(at) && !ts.isElementAccessExpression(at)) return undefined;
  const self = skip(ts, at.expression);
  const isSelf = self.kind === ts.SyntaxKind.ThisKeyword || (ts.isIdentifier(self) && /^(?:_?self|that|_this|me)$/.test(self.text));
  if (!isSelf) return undefined;
  if (ts.isPropertyAccessExpression(at)) return at.name.text;
  const { argumentExpression: key } = at;
  return ts.isStringLiteralLike(key) ? key.text : `[${key.getText()}]`;
}

function skip(ts: typeof TS, node: TS.Node): TS.Node {
  return ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node) || ts.isAsExpression(node) ? skip(ts, node.expression) : node;
}

/** `this.name = value` in a constructor: where JavaScript declares its fields. */
export function assignedField(ts: typeof TS, statement: TS.Statement): { readonly name: string; readonly at: TS.Node; readonly value: TS.Expression } | undefined {
  if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) return undefined;
  const { left, right, operatorToken } = statement.expression;
  const name = operatorToken.kind === ts.SyntaxKind.EqualsToken ? fieldNamed(ts, left) : undefined;
  return name === undefined ? undefined : { name, at: left, value: right };
}

/** `once(async () => …)`, `_.debounce(() => …, 100)`: a function that is called through another one. */
export function wrappedFunction(ts: typeof TS, value: TS.Expression | undefined): Body | undefined {
  if (!value || !ts.isCallExpression(value)) return undefined;
  const [first, ...others] = value.arguments.flatMap((argument) => functionIn(ts, argument) ?? []);
  const isWrapping = !ts.isPropertyAccessExpression(value.expression) || isWrapper(value.expression.name.text);
  return first && others.length === 0 && isWrapping ? first : undefined;
}

export function functionIn(ts: typeof TS, value: TS.Expression | undefined): Body | undefined {
  const inner = value && skip(ts, value);
  return inner && (ts.isArrowFunction(inner) || ts.isFunctionExpression(inner)) ? inner : undefined;
}

/** A function that only throws stands for one that is not there yet. */
export function isStub(ts: typeof TS, body: Body): boolean {
  const [only, ...others] = ts.isBlock(body.body) ? body.body.statements : [];
  return only !== undefined && others.length === 0 && ts.isThrowStatement(only);
}

export function isFilledElsewhere(ask: Ask, field: TS.PropertyDeclaration): boolean {
  const { ts } = ask;
  const flags = ts.getCombinedModifierFlags(field);
  return (flags & (ts.ModifierFlags.Ambient | ts.ModifierFlags.Abstract | ts.ModifierFlags.Accessor)) !== 0 || isDecorated(ask, field);
}

/** Whether a type says that a value is there where none is given. */
export function lies(ts: typeof TS, field: TS.PropertyDeclaration): boolean {
  if (field.initializer || field.questionToken) return false;
  return field.exclamationToken !== undefined || (field.type !== undefined && isDefinite(ts, field.type));
}

export function isDefinite(ts: typeof TS, type: TS.TypeNode): boolean {
  const { SyntaxKind } = ts;
  const parts = ts.isUnionTypeNode(type) ? type.types : [type];
  const open: readonly TS.SyntaxKind[] = [SyntaxKind.UndefinedKeyword, SyntaxKind.AnyKeyword, SyntaxKind.UnknownKeyword, SyntaxKind.VoidKeyword, SyntaxKind.NeverKeyword, SyntaxKind.BooleanKeyword];
  return parts.every((part) => !open.includes(part.kind) && !(ts.isLiteralTypeNode(part) && part.literal.kind === SyntaxKind.NullKeyword));
}
