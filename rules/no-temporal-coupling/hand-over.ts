import type * as TS from "typescript";
import { homeOf, isLaterCallback } from "../knowledge/turns.ts";
import { evaluate, use } from "./evaluate.ts";
import { runBody } from "./invoke.ts";
import type { Frame, Simulation } from "./simulation.ts";
import { forkOf, joinInto } from "./simulation.ts";
import type { Value } from "./values.ts";
import { UNKNOWN } from "./values.ts";

/** The value of what has been evaluated for its demands. */
export function after(_evaluated: unknown, value: Value): Value {
  return value;
}
/** Evaluates the arguments; runs callbacks that are part of the call. */
export function handOver(run: Simulation, node: TS.CallExpression | TS.NewExpression, frame: Frame, runsCallbacks = true): readonly Value[] {
  const { ts } = run.ask;
  return (node.arguments ?? []).map((argument) => {
    if (ts.isSpreadElement(argument)) return after(use(run, argument.expression, frame), UNKNOWN);
    // `clearTimeout(undefined)` is as good as none.
    if (!ts.isArrowFunction(argument) && !ts.isFunctionExpression(argument)) return /^clear(?:Timeout|Interval|Immediate)$/.test(node.expression.getText()) ? evaluate(run, argument, frame) : use(run, argument, frame);
    const isRun = runsCallbacks && callBack(run, node, argument, frame);
    if (!isRun && run.isStart) give(run, argument, frame);
    return { kind: "function", cells: [] };
  });
}

/** Runs a callback where it is part of the call. */
export function callBack(run: Simulation, node: TS.CallExpression | TS.NewExpression, argument: TS.Expression, frame: Frame): boolean {
  const { ts } = run.ask;
  if (!ts.isArrowFunction(argument) && !ts.isFunctionExpression(argument)) return false;
  const isRun = run.isStart ? homeOf(run.ask, argument.body) !== argument : isThen(run, node) || !isLaterCallback(run.ask, argument);
  if (!isRun) return false;
  const branch = forkOf(frame);
  runBody(run, argument, [], branch, true);
  joinInto(frame, frame, branch);
  return true;
}

function isThen({ ask: { ts } }: Simulation, node: TS.CallExpression | TS.NewExpression): boolean {
  return ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === "then";
}

/** What a callback of the start sets is set by whatever calls it back. */
export function give(run: Simulation, callback: TS.Node, frame: Frame): void {
  for (const cell of run.setsWithin(callback)) frame.state.set(cell, UNKNOWN);
}
