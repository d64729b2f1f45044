import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";

/** Whether a chain of `??` means the same at a place without parentheses. */
export function standsAlone({ ts }: Ask, place: TS.Expression): boolean {
  const { parent } = place;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent) || ts.isParameter(parent) || ts.isBindingElement(parent)) return true;
  if (ts.isReturnStatement(parent) || ts.isParenthesizedExpression(parent) || ts.isArrayLiteralExpression(parent) || ts.isTemplateSpan(parent)) return true;
  if (ts.isArrowFunction(parent)) return parent.body === place;
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return parent.expression !== place;
  if (ts.isConditionalExpression(parent)) return true;
  if (!ts.isBinaryExpression(parent)) return false;
  const { kind } = parent.operatorToken;
  return kind === ts.SyntaxKind.EqualsToken || kind === ts.SyntaxKind.QuestionQuestionToken;
}
