import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";

/** The text that an expression is: a literal, a constant, a member of an object of constants, also of another file. */
export function toldText(ask: Ask, expression: TS.Expression, hops: number = 3): string | undefined {
  const { ts } = ask;
  const node = inside(ask, expression);
  if (ts.isStringLiteralLike(node)) return node.text;
  const name = ts.isIdentifier(node) ? node : ts.isPropertyAccessExpression(node) ? node.name : undefined;
  const declaration = name && hops > 0 ? ask.declarationOf(name) : undefined;
  if (!declaration) return undefined;
  const isConstant = ts.isPropertyAssignment(declaration) || ts.isEnumMember(declaration) || ts.isPropertyDeclaration(declaration) || (ts.isVariableDeclaration(declaration) && (declaration.parent.flags & ts.NodeFlags.Const) !== 0);
  return isConstant && declaration.initializer ? toldText(ask, declaration.initializer, hops - 1) : undefined;
}
