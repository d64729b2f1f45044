import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";

/** A place in an object of the module, and what is there at first. */
export interface Slot {
  readonly key: string;
  readonly at: TS.Node;
  readonly value: TS.Expression | undefined;
}

/** `const state = { config: null }`, `const shared = globalThis as Shared`: objects of a module whose properties are variables by another name. */
export function slotsIn(ask: Ask, file: TS.SourceFile): readonly Slot[] {
  const { ts } = ask;
  return file.statements.filter(ts.isVariableStatement).flatMap((statement) => {
    const isExported = (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    return (statement.declarationList.flags & ts.NodeFlags.Const ? [...statement.declarationList.declarations] : []).flatMap((declaration) => slotsOf(ask, declaration, isExported));
  });
}

function slotsOf(ask: Ask, { name, initializer }: TS.VariableDeclaration, isExported: boolean): readonly Slot[] {
  const { ts } = ask;
  let value = initializer;
  while (value && (ts.isAsExpression(value) || ts.isParenthesizedExpression(value) || ts.isSatisfiesExpression(value))) value = value.expression;
  if (!value || !ts.isIdentifier(name)) return [];
  const isGlobal = ts.isIdentifier(value) && /^(?:globalThis|global)$/.test(value.text);
  if (!isGlobal && !(ts.isObjectLiteralExpression(value) && !isExported)) return [];
  const uses = ask.named(name.text).filter((use) => use !== name);
  const properties = uses.flatMap(({ parent }) => (ts.isPropertyAccessExpression(parent) && parent.name !== name ? [parent] : []));
  // What is handed on, or asked with a computed key, others may fill.
  if (!isGlobal && properties.length !== uses.length) return [];
  const written = new Set(properties.filter(({ parent }) => ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken && properties.includes(parent.left as TS.PropertyAccessExpression)).map((property) => property.name.text));
  if (isGlobal) return [...written].map((key) => ({ key: `${name.text}.${key}`, at: name, value: undefined }));
  return (value as TS.ObjectLiteralExpression).properties.flatMap((property) =>
    ts.isPropertyAssignment(property) && ts.isIdentifier(property.name) && written.has(property.name.text) ? [{ key: `${name.text}.${property.name.text}`, at: property.name, value: property.initializer }] : [],
  );
}
