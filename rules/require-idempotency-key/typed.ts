import type * as TS from "typescript";
import { literalOf, memberOf } from "../knowledge/posts.ts";
import type { Ask } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";
import { inside } from "../model/calls.ts";
import { returnedBy } from "./returns.ts";

/** So many values of one type are looked at. */
const MAX_VALUES = 16;

/**
 * The values that a member of a declared type may be: what objects of that type hold under its name, and what is declared with the member's own type, as
 * job handlers are (`const processMail: JobHandler<Mail> = …`).
 */
export function typedFunctions(ask: Ask, member: TS.PropertySignature): readonly TS.Expression[] {
  const { ts } = ask;
  const { parent, name, type } = member;
  const owner = ts.isTypeLiteralNode(parent) ? parent.parent : parent;
  const isNamed = ts.isTypeAliasDeclaration(owner) || ts.isInterfaceDeclaration(owner);
  const held = isNamed && ts.isIdentifier(name) ? valuesOf(ask, owner).flatMap((value) => heldBy(ask, value, name.text)) : [];
  const alias = type && ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName) ? ask.declarationOf(type.typeName) : undefined;
  const declared = alias && ts.isTypeAliasDeclaration(alias) && ts.isFunctionTypeNode(alias.type) ? valuesOf(ask, alias) : [];
  return [...held, ...declared].slice(0, MAX_VALUES);
}

/** The functions that object literals of a declared type hold under the name of one of its methods. */
export function typedMethods(ask: Ask, owner: TS.InterfaceDeclaration | TS.TypeAliasDeclaration, name: string): readonly Body[] {
  const { ts } = ask;
  return valuesOf(ask, owner).flatMap((value): readonly Body[] => {
    const literal = literalOf(ask, inside(ask, value));
    const method = literal?.properties.find((member) => member.name && ts.isIdentifier(member.name) && member.name.text === name);
    if (method && ts.isMethodDeclaration(method) && method.body) return [method as Body];
    const held = method && ts.isPropertyAssignment(method) ? inside(ask, method.initializer) : undefined;
    return held && (ts.isArrowFunction(held) || ts.isFunctionExpression(held)) ? [held] : [];
  });
}

const known = (): Map<TS.Declaration, readonly TS.Expression[]> => new Map<TS.Declaration, readonly TS.Expression[]>();

/** What is declared, returned or checked by `satisfies` to have a type. */
function valuesOf(ask: Ask, type: TS.TypeAliasDeclaration | TS.InterfaceDeclaration): readonly TS.Expression[] {
  const values = ask.once(known);
  let found = values.get(type);
  if (found === undefined) values.set(type, (found = valuesIn(ask, type)));
  return found;
}

function valuesIn(ask: Ask, type: TS.TypeAliasDeclaration | TS.InterfaceDeclaration): readonly TS.Expression[] {
  const { ts } = ask;
  const { text } = type.name;
  // Under its own name or another one: a file that declares nothing by it is not parsed.
  const word = text.replaceAll("$", String.raw`\$`);
  const declares = new RegExp(String.raw`(?::|\bsatisfies)\s*${word}(?![\w$])|(?<![\w$])${word}\s+as\s`);
  return ask.usesOf(type, text, (_, other) => !declares.test(other)).flatMap(({ parent }): readonly TS.Expression[] => {
    if (!ts.isTypeReferenceNode(parent)) return [];
    const holder = parent.parent;
    if (ts.isVariableDeclaration(holder) && holder.initializer) return [holder.initializer];
    if (ts.isFunctionLike(holder) && holder.type === parent && "body" in holder && holder.body) return returnedBy(ask, holder as Body);
    return ts.isSatisfiesExpression(holder) ? [holder.expression] : [];
  });
}

function heldBy(ask: Ask, value: TS.Expression, name: string): readonly TS.Expression[] {
  const literal = literalOf(ask, inside(ask, value));
  const held = literal && memberOf(ask, literal, name);
  return held ? [held] : [];
}
