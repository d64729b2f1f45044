import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { unwrapped } from "../model/functions.ts";

/** `LEVELS.get(text as Level) ?? "info"` of a `Map` that the project makes: what is no key of it gets the default, so the text is checked by the look-up. */
export function isLookedUp(ask: Ask, node: TS.Node): boolean {
  const { ts } = ask;
  const key = unwrapped(ask, node);
  const call = key.parent;
  if (!ts.isCallExpression(call) || call.arguments[0] !== key || !ts.isPropertyAccessExpression(call.expression) || call.expression.name.text !== "get") return false;
  const found = unwrapped(ask, call);
  return isDefaulted(ask, found) && isMap(ask, call.expression.expression);
}

function isDefaulted({ ts }: Ask, found: TS.Node): boolean {
  const { parent } = found;
  if (!ts.isBinaryExpression(parent) || parent.left !== found) return false;
  const { kind } = parent.operatorToken;
  return kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken;
}

function isMap(ask: Ask, table: TS.Expression): boolean {
  const { ts } = ask;
  const declaration = ts.isIdentifier(table) ? ask.declarationOf(table) : undefined;
  const made = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  return made !== undefined && ts.isNewExpression(made) && made.expression.getText() === "Map";
}
