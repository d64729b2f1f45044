import type * as TS from "typescript";

/** One of the things that a getter answers with: a variable, or an expression that is written out where it is called or in the getter. */
export type Part = { readonly variable: string } | { readonly node: TS.Expression };

/** What a getter answers with: the first part that is there. Nothing at all is no part. */
export interface Value {
  readonly parts: readonly Part[];
  /** What stands behind each part, where anything does: `||` goes on after an empty text, too. One behind the last part leaves nothing of an empty text. */
  readonly operators: readonly Operator[];
}

export type Operator = "||" | "??";

/** `undefined` */
export const NOTHING: Value = { parts: [], operators: [] };

export function valueOf(part: Part): Value {
  return { parts: [part], operators: [] };
}

/** `first ?? second`, `first || second`; `undefined` where it can't be told which of them it is. */
export function either(ts: typeof TS, first: Value, operator: Operator, second: Value): Value | undefined {
  const last = first.parts.at(-1);
  if (last === undefined) return second;
  if ("node" in last) return isThere(ts, last.node, operator) === true ? first : undefined;
  const before = first.operators.slice(0, first.parts.length - 1);
  const between = first.operators.at(first.parts.length - 1) ?? operator;
  // `A ?? undefined` is `A`.
  const isKept = second.parts.length === 0 && between === "??";
  return { parts: [...first.parts, ...second.parts], operators: isKept ? before : [...before, between, ...second.operators] };
}

/** Whether a value is there, for somebody who goes on after nothing (`??`) or after an empty text, too (`||`); a question where a variable decides it. */
export function presence(ts: typeof TS, { parts }: Value, operator: Operator): boolean | "asks" | undefined {
  const last = parts.at(-1);
  if (last === undefined) return false;
  if ("variable" in last) return "asks";
  return isThere(ts, last.node, operator);
}

/** Whether a literal is there; `undefined` for what is no literal. */
function isThere(ts: typeof TS, node: TS.Expression, operator: Operator): boolean | undefined {
  if (ts.isStringLiteralLike(node)) return operator === "??" || node.text !== "";
  return ts.isNumericLiteral(node) ? operator === "??" || Number(node.text) !== 0 : undefined;
}

export function isSameValue(one: Value, other: Value): boolean {
  const textOf = ({ parts, operators }: Value): string => JSON.stringify([parts.map((part) => ("variable" in part ? part.variable : [part.node.pos, part.node.getText()])), operators]);
  return textOf(one) === textOf(other);
}
