import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";

/** A place that changes a variable or field: `x = …`, `x *= 2`, `x++`. */
export type Write = TS.BinaryExpression | TS.PrefixUnaryExpression | TS.PostfixUnaryExpression;

/** The write whose target an expression is. */
export function writeTo(ask: Ask, target: TS.Node): Write | undefined {
  const { ts } = ask;
  const { SyntaxKind: Kind } = ts;
  const { parent } = target;
  if (ts.isBinaryExpression(parent) && parent.left === target) {
    const { kind } = parent.operatorToken;
    return kind >= Kind.FirstAssignment && kind <= Kind.LastAssignment ? parent : undefined;
  }
  if (!ts.isPrefixUnaryExpression(parent) && !ts.isPostfixUnaryExpression(parent)) return undefined;
  return parent.operator === Kind.PlusPlusToken || parent.operator === Kind.MinusMinusToken ? parent : undefined;
}

/** The target of a write: the name itself, or the member access that the name ends. */
export function placeOfName(ask: Ask, name: TS.Node): TS.Node {
  const { ts } = ask;
  return ts.isPropertyAccessExpression(name.parent) && name.parent.name === name ? name.parent : name;
}

/** Whether anything in the declaration's file changes it, `known` writes left out. */
export function isWritten(ask: Ask, declaration: TS.Declaration, name: string, known: readonly Write[] = []): boolean {
  return ask.usesInFile(declaration, name).some((use) => {
    const write = writeTo(ask, placeOfName(ask, use));
    return write !== undefined && !known.includes(write);
  });
}

/** Whether a write makes the new value from the old one, or sets it to something else; what a function in it does is done another time. */
export function isStep(ask: Ask, write: Write): boolean {
  const { ts } = ask;
  if (!ts.isBinaryExpression(write) || write.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return true;
  const text = write.left.getText();
  const visit = (node: TS.Node): boolean => {
    if (ts.isFunctionLike(node)) return false;
    return ((ts.isIdentifier(node) || ts.isPropertyAccessExpression(node)) && node.getText() === text) || (ts.forEachChild(node, visit) ?? false);
  };
  return visit(write.right);
}
