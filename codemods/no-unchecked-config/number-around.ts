import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import { unwrapped } from "../../rules/model/functions.ts";
import type { EnvVariable } from "./env-variable.ts";
import { isUndefined } from "./number-default.ts";
import { isTestOf } from "./tests-of.ts";

/** What stands around a conversion and says what to do without its variable. */
export interface Around {
  /** All that becomes something else. */
  readonly place: TS.Expression;
  /** The expression that stands in for a variable that is not set, behind `??`; `undefined` where that is nothing. */
  readonly otherwise: string | undefined;
}

/** `Number(A) ?? 5`, whose default never came, and `A ? Number(A) : 5`. */
export function aroundNumber(ask: Ask, conversion: TS.Expression, variables: readonly EnvVariable[]): Around | undefined {
  const { ts } = ask;
  const at = unwrapped(ask, conversion);
  const { parent } = at;
  if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken && parent.left === at) return { place: conversion, otherwise: undefined };
  const [variable, another] = variables;
  if (!ts.isConditionalExpression(parent) || parent.condition === at || variable === undefined || another !== undefined) return undefined;
  if (isTestOf(ask, parent.condition, variable.name) !== (parent.whenTrue === at)) return undefined;
  const other = parent.whenTrue === at ? parent.whenFalse : parent.whenTrue;
  return { place: parent, otherwise: isUndefined(ask, other) ? undefined : closed(ask, other) };
}

/** An expression as it may stand behind `??`. */
function closed({ ts }: Ask, node: TS.Expression): string {
  const isOpen = ts.isConditionalExpression(node) || ts.isArrowFunction(node) || ts.isYieldExpression(node) || (ts.isBinaryExpression(node) && /^(?:\|\||&&|,|=|[^=!<>]=)$/.test(node.operatorToken.getText()));
  return isOpen ? `(${node.getText()})` : node.getText();
}
