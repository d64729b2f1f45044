import type * as TS from "typescript";
import { isStoredText } from "../knowledge/config-sources.ts";
import type { Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";

/** `response.SecretString`, also through a `const`: what a store of secrets or parameters answers. Whoever keeps it there writes it by hand. */
export function secretRead(ask: Ask, text: TS.Expression, hops: number = 2): TS.Expression | undefined {
  const { ts } = ask;
  const node = inside(ask, text);
  if (ts.isBinaryExpression(node)) return secretRead(ask, node.left, hops);
  if (ts.isPropertyAccessExpression(node)) return isStoredText(node.getText()) ? node : undefined;
  const isHeld = ts.isIdentifier(node) && hops > 0 && ask.named(node.text).some(({ parent }) => (ts.isVariableDeclaration(parent) || ts.isBindingElement(parent)) && isStoredText(parent.getText()));
  const declaration = isHeld ? ask.declarationOf(node) : undefined;
  if (declaration && ts.isBindingElement(declaration)) return isStoredText(`.${(declaration.propertyName ?? declaration.name).getText()}`) ? node : undefined;
  return declaration && ts.isVariableDeclaration(declaration) && declaration.initializer ? secretRead(ask, declaration.initializer, hops - 1) : undefined;
}
