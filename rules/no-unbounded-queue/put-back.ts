import type * as TS from "typescript";
import { homeOf } from "../knowledge/turns.ts";
import type { Ask } from "../model/ask.ts";
import { isCallee, unwrapped } from "../model/functions.ts";
import { callersInProduction } from "./callers.ts";
import type { Use } from "./uses.ts";

/**
 * `const task = queue.shift(); …; queue.unshift({ ...task, rest })`: one function takes one out and puts one back, so the stock
 * does not grow by it.
 */
export function isTakenBefore(ask: Ask, add: Use, uses: readonly Use[]): boolean {
  const { ts } = ask;
  const [item] = add.items;
  if (!item || add.items.length > 1) return false;
  return uses.some((use) => {
    if (!use.operation.startsWith("take") || use.at.pos > add.at.pos) return false;
    // `const task = queue.shift(); run(task).catch(() => queue.unshift(task))`: a callback of the activation that took it.
    if (use.home !== add.home && !ts.findAncestor(add.home, (node) => node === use.home)) return false;
    const local = localOf(ask, use);
    if (!local) return false;
    const declaration = ask.declarationOf(local);
    const mentions = (node: TS.Node): boolean =>
      (ts.isIdentifier(node) && node.text === local.text && ask.declarationOf(node) === declaration) || (ts.forEachChild(node, mentions) ?? false);
    const isRepeated = (node: TS.Node): boolean => ts.findAncestor(node, (at) => (at === add.home ? "quit" : ts.isIterationStatement(at, false))) !== undefined;
    return mentions(item) && (!isRepeated(add.at) || isRepeated(use.at));
  });
}

/** `const next = hosts.shift(); hosts.push(next); return next;`: who puts back at once what it took, whatever it was, goes round in a list, and takes nothing out. */
export function isRotation(ask: Ask, use: Use, uses: readonly Use[]): boolean {
  const { ts } = ask;
  const local = use.operation.startsWith("take") ? localOf(ask, use) : undefined;
  if (!local) return false;
  const isWhole = (items: readonly TS.Node[]): boolean => items.some((item) => ts.isIdentifier(item) && item.text === local.text);
  const isAlways = (place: TS.Node): boolean => {
    const around = ts.findAncestor(place, (node) => {
      if (node === use.home || (node.pos <= use.at.pos && use.at.end <= node.end)) return "quit";
      return ts.isFunctionLike(node) || ts.isCatchClause(node) || (ts.isIfStatement(node) && !isOf(ask, node.expression, local.text));
    });
    return around === undefined && place.pos >= use.at.end;
  };
  return uses.some((add) => {
    if (add.operation !== "add") return false;
    if (add.home === use.home) return isWhole(add.items) && isAlways(add.at);
    return [...callersInProduction(ask, add.home)].some((reference) => isCallee(ask, reference) && homeOf(ask, reference) === use.home && isWhole((reference.parent as TS.CallExpression).arguments) && isAlways(reference));
  });
}

/** `if (host)`, `if (host !== undefined)`: a condition that asks for nothing but whether there is one. */
function isOf({ ts }: Ask, condition: TS.Expression, name: string): boolean {
  if (ts.isBinaryExpression(condition)) return condition.left.getText() === name && /^(?:null|undefined)$/.test(condition.right.getText());
  return condition.getText() === name;
}

/** The variable that what was taken is put in. */
function localOf(ask: Ask, use: Use): TS.Identifier | undefined {
  const { ts } = ask;
  const at = unwrapped(ask, use.at);
  const { parent } = at;
  const local = ts.isVariableDeclaration(parent) ? parent.name : ts.isBinaryExpression(parent) && parent.right === at ? parent.left : undefined;
  return local && ts.isIdentifier(local) ? local : undefined;
}
