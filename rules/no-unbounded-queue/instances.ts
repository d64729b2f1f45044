import type * as TS from "typescript";
import { isSupportCode } from "../knowledge/support-code.ts";
import { homeOf } from "../knowledge/turns.ts";
import type { Ask } from "../model/ask.ts";
import { isCallee, unwrapped } from "../model/functions.ts";
import { callersInProduction } from "./callers.ts";
import type { Stock } from "./stocks.ts";

/**
 * Whether everybody in sight makes the object that holds a stock within one call, and keeps it in a variable there: a limiter for what that call itself starts.
 * What nobody in sight makes is made by others.
 */
export function isOfOneCall(ask: Ask, stock: Stock): boolean {
  const { ts } = ask;
  const makers = stock.isGlobal || stock.drains ? [] : stock.owner ? [...callersInProduction(ask, stock.owner)].map((reference) => (isCallee(ask, reference) ? reference.parent : reference)) : creationsOf(ask, stock);
  return makers.length > 0 && makers.every((maker) => {
    const { parent } = ts.isAwaitExpression(maker.parent) ? maker.parent : unwrapped(ask, maker);
    return ts.isVariableDeclaration(parent) && !ts.isSourceFile(homeOf(ask, parent)) && isUsedOnlyHere(ask, parent);
  });
}

function creationsOf(ask: Ask, stock: Stock): readonly TS.Node[] {
  const { ts } = ask;
  const name = ts.findAncestor(stock.declaredAt, ts.isClassDeclaration)?.name;
  const declaration = name && ask.declarationOf(name);
  if (!declaration) return [];
  return ask.usesOf(declaration, name.text, isSupportCode).flatMap((use) => (ts.isNewExpression(use.parent) && use.parent.expression === use ? [use.parent] : []));
}

/** Whether a variable is only called, or has its methods called: it is not handed on. */
function isUsedOnlyHere(ask: Ask, variable: TS.VariableDeclaration): boolean {
  const { ts } = ask;
  const { name } = variable;
  if (!ts.isIdentifier(name)) return true;
  return ask
    .about(variable.getSourceFile())
    .usesInFile(variable, name.text)
    .every(({ parent }) => parent === variable || ts.isCallExpression(parent) || ts.isPropertyAccessExpression(parent));
}
