import type * as TS from "typescript";
import type { Ask, Name } from "../../rules/model/ask.ts";
import { calledName, unwrapped } from "../../rules/model/functions.ts";
import { isOnlyTested } from "../../rules/no-unchecked-config/tested.ts";
import type { Need, Replacement } from "./checked.ts";
import { spanOf } from "./text.ts";

/** Whether a place does something about a value that is not there: it tests it, or has another one for it. */
export function isMinding(ask: Ask, use: TS.Node): boolean {
  const { ts } = ask;
  const { SyntaxKind: K } = ts;
  const at = unwrapped(ask, use);
  const { parent } = at;
  if (ts.isBinaryExpression(parent) && parent.left === at && [K.QuestionQuestionToken, K.BarBarToken, K.AmpersandAmpersandToken].includes(parent.operatorToken.kind)) return true;
  const isOptional = (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent) || ts.isCallExpression(parent)) && parent.questionDotToken !== undefined;
  return isOptional || isOnlyTested(ask, at) || (ts.isCallExpression(parent) && /isNaN|isFinite|isInteger/.test(calledName(ask, parent.expression) ?? ""));
}

/** The place that takes a text for set, around one that reads it: `KEY!`, `KEY as string`, `String(KEY)`, `KEY` of a text; `undefined` where there is none. */
export function assertionAround(ask: Ask, use: TS.Node): TS.Node | undefined {
  const { ts } = ask;
  const at = unwrapped(ask, use);
  const { parent } = at;
  if (ts.isCallExpression(parent) && parent.expression.getText() === "String" && parent.arguments[0] === at) return parent;
  const isAsserted = at !== use && /!\)*$|\bas string\)*$/.test(at.getText());
  return isAsserted || ts.isTemplateSpan(parent) ? at : undefined;
}

/** A use of a constant as the member of the configuration that it held; `undefined` where no expression may stand. */
export function memberFor({ ts }: Ask, use: Name, need: Need): Replacement | undefined {
  const { parent } = use;
  if (ts.isShorthandPropertyAssignment(parent)) return { span: spanOf(parent), pieces: [`${use.text}: `, need] };
  const isValue = ts.isIdentifier(use) && !ts.isTypeQueryNode(parent) && !ts.isQualifiedName(parent) && !ts.isExportSpecifier(parent) && !ts.isExportAssignment(parent);
  return isValue ? { span: spanOf(use), pieces: [need] } : undefined;
}
