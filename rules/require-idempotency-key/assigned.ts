import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";

/** Where a variable is set after its declaration. */
export function assignmentsTo(ask: Ask, declaration: TS.VariableDeclaration): readonly TS.BinaryExpression[] {
  const { ts } = ask;
  const name = declaration.name.getText();
  if ((declaration.parent.flags & ts.NodeFlags.Const) !== 0) return [];
  return ask.usesInFile(declaration, name).flatMap(({ parent }) => (ts.isBinaryExpression(parent) && parent.left.getText() === name && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken ? [parent] : []));
}
