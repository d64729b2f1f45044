import type * as TS from "typescript";
import { homeOf } from "../knowledge/turns.ts";
import type { Activation, Ask } from "../model/ask.ts";
import { isCallee } from "../model/functions.ts";
import { callersInProduction } from "./callers.ts";
import type { Use } from "./uses.ts";

/**
 * `list = []; for (const item of given) list.push(item);`: an `add` to what the same activation emptied just before, or every caller did, puts one call's own contents in the
 * place of the last one's. Nothing piles up.
 */
export function isAfterReset(ask: Ask, add: Use, uses: readonly Use[]): boolean {
  if (isFilledAgain(ask, add.at, add.home, uses)) return true;
  if (waitsBetween(ask, add.home, add.home.pos, endOf(ask, add.at, add.home))) return false;
  const callers = [...callersInProduction(ask, add.home)];
  return callers.length > 0 && callers.every((reference) => isCallee(ask, reference) && isFilledAgain(ask, reference, homeOf(ask, reference), uses));
}

/** Whether one activation empties and then fills: what it emptied was the last contents, and not work that it took. */
export function isRefilled(ask: Ask, drain: Use, uses: readonly Use[]): boolean {
  return uses.some((add) => add.operation === "add" && add.home === drain.home && add.at.pos > drain.at.pos && !waitsBetween(ask, add.home, drain.at.end, endOf(ask, add.at, drain.home)));
}

function isFilledAgain(ask: Ask, place: TS.Node, home: Activation, uses: readonly Use[]): boolean {
  const { ts } = ask;
  return uses.some((use) => {
    const isEmptied = use.operation === "clear" || use.operation === "drain";
    if (!isEmptied || use.home !== home || use.at.end > place.pos) return false;
    const block = ts.findAncestor(use.at, (node) => ts.isBlock(node) || ts.isCaseOrDefaultClause(node));
    const isAround = block !== undefined && block.pos <= place.pos && place.end <= block.end;
    // `changed && list.clear()` may not empty it.
    return isAround && isStatement(ask, use.at) && !waitsBetween(ask, home, use.at.end, endOf(ask, place, block));
  });
}

/** Whether an operation is done whenever its statement is reached. */
function isStatement(ask: Ask, at: TS.Node): boolean {
  const { ts } = ask;
  const choice = ts.findAncestor(at.parent, (node) => ts.isStatement(node) || ts.isConditionalExpression(node) || (ts.isBinaryExpression(node) && /^(?:&&|\|\||\?\?)$/.test(node.operatorToken.getText())));
  return choice !== undefined && ts.isStatement(choice) && !ts.isIfStatement(choice.parent);
}

/** Where the last round of the loops around a place ends, up to a block. */
function endOf(ask: Ask, place: TS.Node, block: TS.Node): number {
  let { end } = place;
  ask.ts.findAncestor(place, (node) => {
    if (node === block) return "quit";
    if (ask.ts.isIterationStatement(node, false)) ({ end } = node);
    return false;
  });
  return end;
}

/** Whether a function's own body waits between two positions, so that others get a turn. */
export function waitsBetween(ask: Ask, home: Activation, from: number, to: number): boolean {
  const { ts } = ask;
  const waits = (node: TS.Node): boolean => {
    if (node.end <= from || node.pos >= to) return false;
    const isWait = ts.isAwaitExpression(node) || ts.isYieldExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined);
    if (isWait && node.pos >= from) return true;
    return (node === home || !ts.isFunctionLike(node)) && (ts.forEachChild(node, waits) ?? false);
  };
  return waits(home);
}
