import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";

const standIns = new WeakMap<TS.Node, Map<string, TS.Declaration>>();

/**
 * What a name stands for: its declaration, or, for a member that nothing in sight declares (`config.retryCount` of an object without a type), a node that stands
 * for this member of this object wherever it is named.
 */
export function referentOf(ask: Ask, name: TS.Node): TS.Declaration | undefined {
  const declaration = ask.declarationOf(name);
  if (declaration || !ask.ts.isIdentifier(name)) return declaration;
  const { parent } = name;
  if (!ask.ts.isPropertyAccessExpression(parent) || parent.name !== name) return undefined;
  const owner = ownerOf(ask, parent.expression);
  return owner && standInFor(ask, owner, name.text);
}

function ownerOf(ask: Ask, expression: TS.Expression): TS.Node | undefined {
  const { ts } = ask;
  if (ts.isIdentifier(expression)) return ask.declarationOf(expression);
  if (ts.isNonNullExpression(expression) || ts.isParenthesizedExpression(expression) || ts.isAsExpression(expression)) return ownerOf(ask, expression.expression);
  if (ts.isPropertyAccessExpression(expression)) return referentOf(ask, expression.name);
  return expression.kind === ts.SyntaxKind.ThisKeyword ? ts.findAncestor(expression, (node) => ts.isClassLike(node) || ts.isFunctionDeclaration(node)) : undefined;
}

function standInFor({ ts }: Ask, owner: TS.Node, name: string): TS.Declaration {
  const known = standIns.get(owner) ?? new Map<string, TS.Declaration>();
  standIns.set(owner, known);
  const before = known.get(name);
  if (before) return before;
  // An object that is made in a scope is a new one each time; one that is looked up there is the same again.
  const value = ts.isVariableDeclaration(owner) ? owner.initializer : owner;
  const isMade = value === undefined || ts.isObjectLiteralExpression(value) || ts.isNewExpression(value) || ts.isParameter(owner);
  const standIn = Object.assign(Object.create(owner) as TS.Declaration, { kind: ts.SyntaxKind.PropertySignature, parent: owner, ...(isMade ? {} : { pos: -1, end: -1 }) });
  known.set(name, standIn);
  return standIn;
}
