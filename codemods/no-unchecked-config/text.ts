import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import { inside } from "../../rules/model/calls.ts";
import type { Refusal } from "../edit.ts";
import { refuse } from "../read-target.ts";
import type { Kind, Replacement } from "./checked.ts";
import { envVariableOf } from "./env-variable.ts";
import { standsAlone } from "./stands-alone.ts";

/** Methods that make a text of a text. */
const TEXT_METHODS = /^(?:trim|trimEnd|trimStart|toString|toLowerCase|toUpperCase|replace|replaceAll)$/;

/** `process.env.KEY!` becomes `config.KEY`; in `(options.key ?? process.env.KEY)!` the assertion goes, too. */
export function textAt(ask: Ask, asserted: TS.Expression, kind: Kind): readonly Replacement[] | Refusal {
  const { ts } = ask;
  const isNamed = (ts.isAsExpression(asserted) || ts.isTypeAssertionExpression(asserted)) && asserted.type.kind !== ts.SyntaxKind.StringKeyword;
  // A type of its own, such as a brand, is more than a text to the compiler: its cast stays.
  if (isNamed && envVariableOf(ask, asserted) !== undefined) return readsIn(ask, asserted.expression, kind, true);
  if (envVariableOf(ask, asserted) !== undefined) return readsIn(ask, withParentheses(ask, asserted), kind, true);
  const isCast = ts.isNonNullExpression(asserted) || ts.isAsExpression(asserted) || ts.isTypeAssertionExpression(asserted);
  const isCall = ts.isCallExpression(asserted) && ts.isIdentifier(asserted.expression);
  const value = isCast ? asserted.expression : isCall ? asserted.arguments[0] : asserted;
  if (isCall && value !== undefined && envVariableOf(ask, value) !== undefined) return readsIn(ask, value, kind, true).map((only) => ({ ...only, span: spanOf(asserted) }));
  const reads = value === undefined ? [] : readsIn(ask, value, kind, true);
  if (reads.length === 0 || value === undefined) return refuse("mixed-value", `line ${String(ask.lineOf(asserted))} reads the variable some other way`);
  return isCast ? [...reads, ...withoutCast(ask, asserted, value)] : reads;
}

/** Takes away an assertion, and the parentheses that only it needed. */
export function withoutCast(ask: Ask, cast: TS.Expression, value: TS.Expression): readonly Replacement[] {
  const kept = standsAlone(ask, cast) && !ask.ts.isBinaryExpression(cast.parent) ? inside(ask, value) : value;
  const { start, end } = spanOf(cast);
  return [{ start, end: kept.getStart() }, { start: kept.end, end }].filter((span) => span.start < span.end).map((span) => ({ span, pieces: [] }));
}

/** An expression with the parentheses around it: a member of the configuration needs none. */
export function withParentheses({ ts }: Ask, expression: TS.Expression): TS.Expression {
  let at = expression;
  while (ts.isParenthesizedExpression(at.parent)) at = at.parent;
  return at;
}

/** The reads of variables in an expression that lead to its value, each as the member of the configuration that it becomes. */
export function readsIn(ask: Ask, expression: TS.Expression, kind: Kind, isRequired: boolean): readonly Replacement[] {
  const { ts } = ask;
  const variable = envVariableOf(ask, expression);
  if (variable !== undefined) return [{ span: spanOf(expression), pieces: [{ variable, kind, isRequired }] }];
  const node = inside(ask, expression);
  if (ts.isConditionalExpression(node)) return [...readsIn(ask, node.whenTrue, kind, isRequired), ...readsIn(ask, node.whenFalse, kind, isRequired)];
  if (ts.isBinaryExpression(node)) {
    const { kind: operator } = node.operatorToken;
    const isDefault = operator === ts.SyntaxKind.QuestionQuestionToken || operator === ts.SyntaxKind.BarBarToken;
    return isDefault ? [...readsIn(ask, node.left, kind, false), ...readsIn(ask, node.right, kind, isRequired)] : [];
  }
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return [];
  const { expression: text, questionDotToken, name } = node.expression;
  const reads = readsIn(ask, text, kind, isRequired);
  if (questionDotToken === undefined || reads.length === 0) return reads;
  return isRequired && TEXT_METHODS.test(name.text) ? [...reads, { span: { start: questionDotToken.getStart(), end: name.getStart() }, pieces: ["."] }] : [];
}

export function spanOf(node: TS.Node): Replacement["span"] {
  return { start: node.getStart(), end: node.end };
}
