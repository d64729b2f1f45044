import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import type { Scene } from "./scene.ts";

/**
 * Why code that waits for a certain size would wait for ever: a queue never holds more than its capacity. `undefined` where a read of the size
 * asks for nothing of the kind.
 */
export function explainCapacity({ ask, options: { capacity } }: Scene, size: TS.Node): string | undefined {
  const { ts } = ask;
  const { SyntaxKind: K } = ts;
  let at = size;
  while (ts.isParenthesizedExpression(at.parent) || (ts.isBinaryExpression(at.parent) && isSum(ask, at.parent))) at = at.parent;
  const { parent } = at;
  if (!ts.isBinaryExpression(parent) || ts.isForStatement(parent.parent)) return undefined;
  const { kind } = parent.operatorToken;
  const isLeft = parent.left === at;
  const asksForMore = isLeft ? kind === K.GreaterThanToken || kind === K.GreaterThanEqualsToken : kind === K.LessThanToken || kind === K.LessThanEqualsToken;
  const asksForLess = isLeft ? kind === K.LessThanToken || kind === K.LessThanEqualsToken : kind === K.GreaterThanToken || kind === K.GreaterThanEqualsToken;
  const asksForExactly = kind === K.EqualsEqualsEqualsToken || kind === K.EqualsEqualsToken || kind === K.ExclamationEqualsEqualsToken || kind === K.ExclamationEqualsToken;
  if (!asksForMore && !asksForLess && !asksForExactly) return undefined;
  const limit = numberOf(ask, isLeft ? parent.right : parent.left);
  if (limit === undefined) return "is compared with a size that may be more than its capacity";
  const isReached = kind === K.GreaterThanToken || (!isLeft && kind === K.LessThanToken) ? limit < capacity : limit <= capacity;
  return isReached ? undefined : `is compared with ${String(limit)}, which a capacity of ${String(capacity)} never reaches`;
}

function isSum(ask: Ask, node: TS.BinaryExpression): boolean {
  const { SyntaxKind: K } = ask.ts;
  return node.operatorToken.kind === K.PlusToken || node.operatorToken.kind === K.MinusToken;
}

/** The value of a literal, or of a constant that is one. */
function numberOf(ask: Ask, node: TS.Expression): number | undefined {
  const { ts } = ask;
  if (ts.isNumericLiteral(node)) return Number(node.text);
  const declaration = ts.isIdentifier(node) ? ask.declarationOf(node) : undefined;
  const isConstant = declaration && ts.isVariableDeclaration(declaration) && ts.isVariableDeclarationList(declaration.parent) && (declaration.parent.flags & ts.NodeFlags.Const) !== 0;
  return isConstant && declaration.initializer && ts.isNumericLiteral(declaration.initializer) ? Number(declaration.initializer.text) : undefined;
}
