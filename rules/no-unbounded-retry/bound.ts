import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { mentions } from "./comparisons.ts";
import { createMachine } from "./evaluate.ts";
import { defaultOf } from "./defaults.ts";
import { boundOf } from "./limits.ts";
import type { Region } from "./region.ts";
import { delaysOf } from "./simulate.ts";
import { startOf } from "./state.ts";
import type { Machine, Names } from "./values.ts";

type Carried = Region["carried"][number];

/** How many attempts the region's limit allows: `Infinity` for an illusion of one. `given`: the arguments of the call that runs it. */
export function boundIn(region: Region, given: Names = new Map()): (machine: Machine) => number | undefined {
  return (machine) => {
    const names = new Map([...startOf(machine, region.carried), ...given]);
    const bound = boundOf(machine, region.limit, names);
    const down = bound === undefined ? undefined : countedDown(machine.ask, region);
    if (bound !== undefined && down) {
      const start = names.get(down.declaration);
      const attempts = typeof start === "number" ? start - bound + moreThanDown(machine.ask, region, down) : 0;
      return attempts > 0 ? attempts : undefined;
    }
    if (bound !== undefined && isOfDelay(machine.ask, region)) return upTo(machine, region, bound);
    if (bound === undefined) return fewByDefault(machine.ask, region);
    if (bound > 0) return counted(region, bound);
    // Counted down to nought: as many as there were at first.
    const starts = region.carried.map(({ declaration }) => names.get(declaration)).filter((value) => typeof value === "number" && value > 0);
    return starts.length === 1 ? (starts[0] as number) : undefined;
  };
}

/** `while (delay <= MAX_DELAY) { … await sleep(delay); delay *= 2; }`: what is compared is the delay itself. */
function isOfDelay(ask: Ask, { limit, waits, scope }: Region): boolean {
  const own = limit.kind === "attempts" && limit.at.parent === scope ? limit.own : undefined;
  const shown = waits?.length === 1 ? waits[0]?.shown : undefined;
  // A helper that computes the delay from a counter is shown by the counter.
  return own?.writes.every((write) => ask.ts.isBinaryExpression(write)) === true && shown !== undefined && mentions(ask, shown, own.declaration, own.name);
}

/** So many attempts begin before the delay is greater than its limit. */
function upTo(machine: Machine, region: Region, limit: number): number {
  let attempts = 0;
  // What is drawn below the delay is taken at its most.
  for (const delay of delaysOf(region, region.waits ?? [])(createMachine(machine.ask, 1, machine.assume))) {
    if (typeof delay !== "number" || delay > limit) break;
    attempts++;
  }
  return attempts;
}

/** A loop counts attempts; what calls itself counts the further ones. */
function counted({ kind, isLastBehind }: Region, bound: number): number {
  return kind === "loop" && isLastBehind !== true ? bound : bound + 1;
}

/** Who sets nothing has no more than two attempts: more of them are the choice of whoever runs it, who knows what is at the other end. */
function fewByDefault(ask: Ask, region: Region): number | undefined {
  const { limit } = region;
  const number = limit.kind === "attempts" && limit.bound ? defaultOf(ask, limit.bound) : undefined;
  const attempts = number === undefined ? Infinity : counted(region, number);
  return attempts < 3 ? attempts : undefined;
}

/** What is counted down to the number that the limit names: `if (left === 1) throw error; … send(order, left - 1)`. */
function countedDown(ask: Ask, { limit, carried }: Region): Carried | undefined {
  const { ts } = ask;
  const { SyntaxKind: Kind } = ts;
  const isDown = (node: TS.Node): boolean => {
    if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) return node.operator === Kind.MinusMinusToken;
    return ts.isBinaryExpression(node) && (node.operatorToken.kind === Kind.MinusEqualsToken || node.operatorToken.kind === Kind.MinusToken);
  };
  if (limit.kind !== "attempts" || !ts.isExpression(limit.at)) return undefined;
  const { at } = limit;
  return carried.find(({ declaration, name, writes, argument }) => (argument ? isDown(argument) : writes.length > 0 && writes.every(isDown)) && mentions(ask, at, declaration, name));
}

/**
 * How many attempts go beyond the difference: one where the attempt comes before the check and the count is taken down after it, and one where the number
 * itself still lets an attempt through, as in `left < 1`.
 */
function moreThanDown({ ts }: Ask, { limit, attempted }: Region, { writes, argument }: Carried): number {
  const { SyntaxKind: Kind } = ts;
  if (limit.kind !== "attempts" || !limit.bound) return 0;
  const { at, bound } = limit;
  const isAttemptedBefore = attempted.some((each) => each.end <= at.pos);
  const isTakenDownAfter = argument !== undefined || writes.every((write) => write.pos >= at.end || (ts.isPostfixUnaryExpression(write) && write.pos >= at.pos));
  const comparison = bound.parent;
  const operator = ts.isBinaryExpression(comparison) ? comparison.operatorToken.kind : undefined;
  const lets = ts.isBinaryExpression(comparison) && comparison.left === bound ? [Kind.GreaterThanToken, Kind.LessThanEqualsToken] : [Kind.LessThanToken, Kind.GreaterThanEqualsToken];
  return (isAttemptedBefore && isTakenDownAfter ? 1 : 0) + (operator !== undefined && lets.some((each) => each === operator) ? 1 : 0);
}
