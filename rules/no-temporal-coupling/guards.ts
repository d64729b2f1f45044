import type * as TS from "typescript";
import { partsAsked } from "./parts.ts";
import type { Frame, Simulation } from "./simulation.ts";
import { demand, wordsIn } from "./simulation.ts";
import type { Value } from "./values.ts";
import { truth, truthOf, UNKNOWN } from "./values.ts";
import { isAbsenceTest } from "./words.ts";

/** `assert(this.client)`: throws unless its argument holds. */
export function assertion(run: Simulation, node: TS.CallExpression, checked: Value | undefined, frame: Frame): void {
  if (checked && truthOf(checked) === false && checked.cells.length > 0) {
    demand(run, frame, { failure: "throws", cells: checked.cells, at: node, said: wordsIn(run.ask, node) });
  } else if (checked?.kind === "unknown" && node.arguments[0]) demand(run, frame, { failure: "throws", cells: partsAsked(run, node.arguments[0]), at: node, said: wordsIn(run.ask, node), isConditional: true });
}

/** `isNullish(this.client)`: known for the usual names; any other question about a cell leaves it open what it knows then. */
export function test(run: Simulation, node: TS.CallExpression, name: string, given: readonly Value[], frame: Frame): Value | undefined {
  const { ts } = run.ask;
  const cells = given.flatMap((value) => (value.isHeld === true && value.kind === "empty" ? value.cells : []));
  if (cells.length === 0) return undefined;
  const is = given.length === 1 ? isAbsenceTest(name) : undefined;
  if (is !== undefined) return truth(is, cells);
  const { parent } = node;
  const isAsked = ts.isIfStatement(parent) || ts.isPrefixUnaryExpression(parent) || ts.isConditionalExpression(parent) || ts.isBinaryExpression(parent);
  if (isAsked) for (const cell of cells) frame.state.set(cell, UNKNOWN);
  return undefined;
}
