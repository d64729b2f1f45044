import type * as TS from "typescript";
import { inside } from "../../rules/model/calls.ts";
import { isSameValue, type Operator, presence, type Value } from "./getter-value.ts";
import type { Scope } from "./getter.ts";

/** Whether a value is there. */
export interface Question {
  readonly value: Value;
  /** `||`: an empty text is not there either. `""`: that is all that is asked. */
  readonly operator: Operator | '""';
  /** Whether the condition holds where it is. */
  readonly isThere: boolean;
}

type Evaluate = (scope: Scope, expression: TS.Expression) => Value | undefined;

/** What a condition of a getter comes to: its answer, or the one question whether a value is there. */
export function questionOf(scope: Scope, condition: TS.Expression, evaluate: Evaluate): boolean | Question | undefined {
  const { ts } = scope.ask;
  const { SyntaxKind: K } = ts;
  const node = inside(scope.ask, condition);
  if (ts.isPrefixUnaryExpression(node) && node.operator === K.ExclamationToken) {
    const question = questionOf(scope, node.operand, evaluate);
    return typeof question === "object" ? { ...question, isThere: !question.isThere } : question === undefined ? undefined : !question;
  }
  if (ts.isBinaryExpression(node)) {
    const { operatorToken: { kind }, left, right } = node;
    if (kind === K.AmpersandAmpersandToken || kind === K.BarBarToken) return joined(questionOf(scope, left, evaluate), questionOf(scope, right, evaluate), kind === K.BarBarToken);
    const isNegated = kind === K.ExclamationEqualsToken || kind === K.ExclamationEqualsEqualsToken;
    const isCompared = isNegated || kind === K.EqualsEqualsToken || kind === K.EqualsEqualsEqualsToken;
    // What is never `null` is not told apart from it.
    const isForNothing = right.getText() === "undefined" || (right.kind === K.NullKeyword && (kind === K.EqualsEqualsToken || kind === K.ExclamationEqualsToken));
    if (isCompared && isForNothing) return asked(ts, evaluate(scope, left), "??", isNegated);
    return isCompared && ts.isStringLiteralLike(right) && right.text === "" ? asked(ts, evaluate(scope, left), '""', isNegated) : undefined;
  }
  return asked(ts, evaluate(scope, node), "||", true);
}

function asked(ts: typeof TS, value: Value | undefined, operator: Question["operator"], isThere: boolean): boolean | Question | undefined {
  const present = value && presence(ts, value, operator === '""' ? "||" : operator);
  // Only a variable may be an empty text without anybody having written one.
  if (operator === '""' && present !== "asks") return undefined;
  return value && present === "asks" ? { value, operator, isThere } : typeof present === "boolean" ? present === isThere : undefined;
}

/** `a && b`, `a || b`: one of them has to be known, or both ask the same, as in `a !== undefined && a !== ""`. */
function joined(one: boolean | Question | undefined, other: boolean | Question | undefined, decides: boolean): boolean | Question | undefined {
  if (one === decides || other === decides) return decides;
  if (one === !decides || other === !decides) return one === !decides ? other : one;
  const isBoth = typeof one === "object" && typeof other === "object" && one.isThere !== decides && other.isThere !== decides && isSameValue(one.value, other.value);
  return isBoth && one.operator === "??" && other.operator === '""' ? { ...one, operator: "||" } : undefined;
}
