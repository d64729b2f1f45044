import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";
import type { Need } from "./implies.ts";
import { implies } from "./implies.ts";
import { isOnlyTested } from "./tested.ts";

/** `if (!process.env.KEY && !isHeadless) exit()`: beside the value it only asks for a flag of the program's own, and where that is set the value is not needed. */
export function isMissedUnlessFlag(ask: Ask, condition: TS.Expression, names: ReadonlySet<string>, need: Need): boolean {
  const { ts } = ask;
  const node = inside(ask, condition);
  if (need !== "set" || !ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.AmpersandAmpersandToken) return false;
  return (implies(ask, node.left, false, names, need) && isFlag(ask, node.right)) || (implies(ask, node.right, false, names, need) && isFlag(ask, node.left));
}

/** A variable that starts as `true` or `false`, a comparison with a text (`NODE_ENV !== "test"`), or a variable of the environment of which nobody in the file takes more than whether it is set. */
function isFlag(ask: Ask, operand: TS.Expression): boolean {
  const { ts } = ask;
  const node = inside(ask, operand);
  if (ts.isPrefixUnaryExpression(node)) return isFlag(ask, node.operand);
  if (ts.isBinaryExpression(node)) return ts.isStringLiteralLike(node.right);
  if (ts.isPropertyAccessExpression(node)) return /env$/i.test(node.expression.getText()) && ask.named(node.name.text).every((use) => isOnlyTested(ask, use.parent));
  const declaration = ts.isIdentifier(node) ? ask.declarationOf(node) : undefined;
  const kind = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer?.kind : undefined;
  return kind === ts.SyntaxKind.TrueKeyword || kind === ts.SyntaxKind.FalseKeyword;
}
