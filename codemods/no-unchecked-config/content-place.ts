import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import { calledName } from "../../rules/model/functions.ts";
import { claimOf } from "../../rules/no-unchecked-config/types.ts";
import type { Refusal } from "../edit.ts";
import { refuse } from "../read-target.ts";
import { withParentheses } from "./text.ts";

/** A content that is taken for a type, where it stands. */
export interface Claimed {
  /** What is parsed, as it stays. */
  readonly inner: TS.Expression;
  /** The same with the cast around it, which goes. */
  readonly whole: TS.Expression;
  /** The type, where nothing else than the cast says it. */
  readonly argument: string | undefined;
}

/** Where a check of a parsed content goes: around the call (or the `await` of it), in the place of a cast. */
export function claimedAt(ask: Ask, call: TS.CallExpression, type: TS.TypeNode): Claimed | Refusal {
  const { ts } = ask;
  const isTypeArgument = call.typeArguments?.[0] === type;
  const awaited = awaitOf(ask, call);
  const isRead = isTypeArgument || /json/i.test(calledName(ask, call.expression) ?? "");
  const isPromise = isRead && !/(?:Sync|^parse|^load)$/.test(calledName(ask, call.expression) ?? "");
  if (isPromise && awaited === undefined) return refuse("mixed-value", `line ${String(ask.lineOf(call))} hands a promise on, and the content is not there yet`);
  const inner = awaited ?? call;
  let whole: TS.Expression = inner;
  for (;;) {
    const { parent } = whole;
    if (!ts.isParenthesizedExpression(parent) && !ts.isAsExpression(parent) && !ts.isTypeAssertionExpression(parent) && !ts.isNonNullExpression(parent)) break;
    whole = parent;
    if (isCastTo(ask, whole, type)) return { inner, whole: withParentheses(ask, whole), argument: type.getText() };
  }
  // A cast that stands further out stays.
  return { inner, whole: inner, argument: isTypeArgument || isCastFurtherOut(ask, inner, type) ? type.getText() : undefined };
}

function isCastTo({ ts }: Ask, node: TS.Expression, type: TS.TypeNode): boolean {
  return (ts.isAsExpression(node) || ts.isTypeAssertionExpression(node)) && node.type === type;
}

function isCastFurtherOut(ask: Ask, node: TS.Node, type: TS.TypeNode): boolean {
  const { ts } = ask;
  const { parent } = type;
  return (ts.isAsExpression(parent) || ts.isTypeAssertionExpression(parent)) && parent.pos <= node.pos && node.end <= parent.end && claimOf(ask, type) !== "nothing";
}

function awaitOf({ ts }: Ask, call: TS.CallExpression): TS.AwaitExpression | undefined {
  let at: TS.Expression = call;
  while (ts.isParenthesizedExpression(at.parent)) at = at.parent;
  return ts.isAwaitExpression(at.parent) ? at.parent : undefined;
}
