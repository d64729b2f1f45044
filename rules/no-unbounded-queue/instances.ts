import type * as TS from "typescript";
import { isSupportCode } from "../knowledge/support-code.ts";
import { homeOf } from "../knowledge/turns.ts";
import type { Ask } from "../model/ask.ts";
import { isCallee, unwrapped } from "../model/functions.ts";
import { callersInProduction } from "./callers.ts";
import type { Stock } from "./stocks.ts";

/**
 * Whether everybody in sight makes the object that holds a stock within one call, and keeps it in a variable there, or in an object that is made so: a limiter for what
 * that call itself starts. What nobody in sight makes is made by others.
 */
export function isOfOneCall(ask: Ask, stock: Stock): boolean {
  if (stock.isGlobal || stock.drains) return false;
  if (!stock.owner) return isMadeInOneCall(ask, stock.declaredAt, true);
  return everyIsKept(ask, [...callersInProduction(ask, stock.owner)].map((reference) => (isCallee(ask, reference) ? reference.parent : reference)), true);
}

/** Whether every instance of the class around a place is one call's own. */
function isMadeInOneCall(ask: Ask, place: TS.Node, mayBeHeld: boolean): boolean {
  const { ts } = ask;
  const name = ts.findAncestor(place, ts.isClassDeclaration)?.name;
  const declaration = name && ask.declarationOf(name);
  if (!declaration) return false;
  const makers = ask.usesOf(declaration, name.text, isSupportCode).flatMap((use) => (ts.isNewExpression(use.parent) && use.parent.expression === use ? [use.parent] : []));
  return everyIsKept(ask, makers, mayBeHeld);
}

function everyIsKept(ask: Ask, makers: readonly TS.Node[], mayBeHeld: boolean): boolean {
  const { ts } = ask;
  return makers.length > 0 && makers.every((maker) => {
    const { parent } = ts.isAwaitExpression(maker.parent) ? maker.parent : unwrapped(ask, maker);
    if (ts.isVariableDeclaration(parent)) return !ts.isSourceFile(homeOf(ask, parent)) && isUsedOnlyHere(ask, parent);
    const isOwn = ts.isPropertyDeclaration(parent) || (ts.isBinaryExpression(parent) && ts.isPropertyAccessExpression(parent.left) && parent.left.expression.kind === ts.SyntaxKind.ThisKeyword);
    return mayBeHeld && isOwn && isMadeInOneCall(ask.about(parent.getSourceFile()), parent, false);
  });
}

/** Whether a variable is only called, or has its methods called: it is handed on to nobody but what the call waits for. */
function isUsedOnlyHere(ask: Ask, variable: TS.VariableDeclaration): boolean {
  const { ts } = ask;
  const { name } = variable;
  if (!ts.isIdentifier(name)) return true;
  return ask
    .about(variable.getSourceFile())
    .usesInFile(variable, name.text)
    .every((use) => {
      const { parent } = use;
      if (ts.isCallExpression(parent)) return parent.expression === use || ts.isAwaitExpression(parent.parent);
      return parent === variable || ts.isPropertyAccessExpression(parent);
    });
}
